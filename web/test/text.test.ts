import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../src/text/en.ts';
import { vi } from '../src/text/vi.ts';

const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();

test('both languages say the same things with the same places', () => {
    assert.deepEqual(Object.keys(en).sort(), Object.keys(vi).sort());
    for (const [key, text] of Object.entries(vi)) assert.deepEqual(places(en[key as keyof typeof vi]), places(text), key);
});

test('no text is empty or ends in a blank', () => {
    for (const texts of [vi, en]) for (const [key, text] of Object.entries(texts)) assert.ok(text.length > 0 && text === text.trim(), key);
});
