import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf } from '../src/api/client.ts';
import { matchPath, moveTo, parsePlace, writePlace } from '../src/state/address.ts';

const split = (address: string): [string, string] => {
    const at = address.indexOf('?');
    return at < 0 ? [address, ''] : [address.slice(0, at), address.slice(at)];
};

test('an address reads back as the view it was written from', () => {
    for (const address of ['/tong-quan', '/tien-do?unit=33', '/tien-do/12142?unit=33&period=2026-10&base=residence&find=nh%C6%B0+qu%E1%BB%B3nh&sort=-gap'])
        assert.equal(writePlace(parsePlace(...split(address))), address);
});

test('what a stranger puts into an address is dropped where it cannot be', () => {
    const place = parsePlace('/tien-do/', '?unit=<script>&period=2026-13&base=both');
    assert.deepEqual(place, { path: '/tien-do', unit: '', period: '', base: '', more: {} });
});

test('the same view is one address, whatever the order of its parts', () => {
    const one = parsePlace('/tien-do', '?view=heat&base=residence&unit=33&months=24');
    const other = parsePlace('/tien-do', '?months=24&unit=33&view=heat&base=residence');
    assert.equal(writePlace(one), writePlace(other));
});

test('another page keeps unit, period and base, and nothing of the page left', () => {
    const place = parsePlace('/tien-do', '?unit=33&period=2026-09&sort=-gap&find=a');
    assert.equal(writePlace(moveTo(place, '/tong-quan')), '/tong-quan?unit=33&period=2026-09');
});

test('paths with parameters', () => {
    assert.deepEqual(matchPath('/tien-do/{code}', '/tien-do/12142'), { code: '12142' });
    assert.deepEqual(matchPath('/moi/{token}', '/moi/a%20b'), { token: 'a b' });
    assert.deepEqual(matchPath('/moi/{token}', '/moi/%E0%A4%A'), { token: '%E0%A4%A' });
    assert.equal(matchPath('/tien-do/{code}', '/tien-do'), null);
    assert.equal(matchPath('/tien-do', '/tong-quan'), null);
});

test('a request has its parameters in the path, the rest in one order, and the language', () => {
    assert.equal(addressOf('/api/units/{code}/progress', { period: '2026-10', code: '1/2', base: undefined, indicator: '' }, 'vi'), '/api/units/1%2F2/progress?period=2026-10&lang=vi');
});
