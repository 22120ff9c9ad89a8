import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explained, faultOf, heldBack, needsReason, settled, sumsOf, toSend } from '../src/pages/entry/sheet_logic.ts';
import type { SheetRow, Typed } from '../src/pages/entry/sheet_logic.ts';

const row = (indicator: string, part_of: string, more: Partial<SheetRow> = {}): SheetRow => ({ indicator, name: indicator, part_of, value: null, state: '', before: 100, low: 90, high: 110, most: 1_000_000_000, versions: 0, ...more });
const rows = [row('total', '', { low: 180, high: 220 }), row('bound', 'total'), row('free', 'total'), row('arrears', '', { low: null, high: null, most: 9e15 })];
const typed = (cells: Record<string, string | [string, string]>): Typed => Object.fromEntries(Object.entries(cells).map(([key, cell]) => [key, typeof cell === 'string' ? { text: cell, reason: '' } : { text: cell[0], reason: cell[1] }]));
const [, bound, free] = rows as [SheetRow, SheetRow, SheetRow, SheetRow];

test('the first fault is said: number, sign, size, what is usual', () => {
    const faults: Record<string, string | null> = { 'nhiều': 'notNumber', '1,5': 'notNumber', '99999999999999999999': 'tooLong', '-99999999999999999999': 'tooLong', '99999999999999999': 'tooLarge', '-1.999.999.999.999.999.999': 'negative', '-5': 'negative', '−5': 'negative', '1000000001': 'tooLarge', '1.000.000.000': 'unusual', '111': 'unusual', '110': null, '': null };
    for (const [text, fault] of Object.entries(faults)) assert.equal(faultOf(free, typed({ free: text })), fault, text);
    assert.equal(faultOf(free, typed({ free: ['-5', 'có lý do'] })), 'negative');
    assert.equal(faultOf(free, typed({ free: ['111', 'có lý do'] })), null);
    const approved = row('free', 'total', { value: 100, state: 'approved' });
    assert.equal(faultOf(approved, typed({ free: '101' })), 'approved');
    assert.equal(faultOf(approved, typed({ free: '-1' })), 'negative');
    assert.equal(faultOf(approved, typed({ free: '100' })), null);
});

test('a reason belongs to its value and goes when another needs none', () => {
    const unusual = typed({ free: ['500', 'công ty mới'] });
    assert.equal(settled(free, unusual), unusual);
    assert.deepEqual(toSend(rows, unusual), [{ indicator: 'free', value: 500, version: 0, reason: 'công ty mới' }]);
    const mended = typed({ free: ['105', 'công ty mới'] });
    assert.equal(needsReason(free, mended), null);
    assert.deepEqual(toSend(rows, mended), [{ indicator: 'free', value: 105, version: 0 }]);
    assert.deepEqual(settled(free, mended), typed({ free: '105' }));
    const between = typed({ free: ['-', 'công ty mới'] }); // still being typed
    assert.equal(settled(free, between), between);
});

test('another unusual value is asked for its reason anew', () => {
    const said = explained(free, typed({ free: '500' }), 'công ty mới');
    assert.equal(faultOf(free, said), null);
    assert.equal(settled(free, said), said);
    const other: Typed = { free: { ...said['free'] as Typed[string], text: '700' } };
    assert.equal(faultOf(free, other), 'unusual');
    assert.deepEqual(toSend(rows, other), []);
    assert.deepEqual(settled(free, other), typed({ free: '700' }));
    const same: Typed = { free: { ...said['free'] as Typed[string], text: ' 500 ' } }; // the same value, written otherwise
    assert.equal(settled(free, same), same);
});

test('what is good is sent, what is not is held back and named', () => {
    const names = (cells: Parameters<typeof typed>[0]) => ({ sent: toSend(rows, typed(cells)).map((one) => one.indicator), held: heldBack(rows, typed(cells)).map((one) => one.indicator) });
    assert.deepEqual(names({ bound: '101', free: '-5', arrears: '7' }), { sent: ['bound', 'arrears'], held: ['free'] });
    assert.deepEqual(names({ total: '201', bound: '101', free: 'x' }), { sent: ['bound'], held: ['total', 'free'] }); // a total beside a faulty part
    assert.deepEqual(names({ total: '205', bound: '101', free: '102', arrears: '7' }), { sent: ['arrears'], held: ['total', 'bound', 'free'] });
    assert.deepEqual(names({ total: '203', bound: '101', free: '102' }), { sent: ['total', 'bound', 'free'], held: [] });
    assert.deepEqual(names({ bound: '5000' }), { sent: [], held: ['bound'] });
    assert.equal(sumsOf(rows, typed({ bound: '101', free: '-5' })).length, 0); // a figure that cannot be adds up to nothing
    assert.equal(bound.indicator, 'bound');
});
