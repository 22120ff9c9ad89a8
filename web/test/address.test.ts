import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf } from '../src/api/client.ts';
import { plainPlace, strangeIn } from '../src/state/known.ts';
import type { Known } from '../src/state/known.ts';
import { matchPath, moveTo, parsePlace, writePlace } from '../src/state/address.ts';

const split = (address: string): [string, string] => {
    const at = address.indexOf('?');
    return at < 0 ? [address, ''] : [address.slice(0, at), address.slice(at)];
};

test('an address reads back as the view it was written from', () => {
    for (const address of ['/tong-quan', '/tien-do?unit=33', '/tien-do/12142?unit=33&period=2026-10&base=residence&find=nh%C6%B0+qu%E1%BB%B3nh&sort=-gap'])
        assert.equal(writePlace(parsePlace(...split(address))), address);
});

const known: Known = { provinces: [{ code: '33', last_period: '2026-10' }, { code: '31', last_period: null }], indicators: [{ code: 'participants_total' }], takes: { view: ['heat', 'map'], indicator: 'indicator', months: /^\d+$/ }, ahead: '' };
const strange = (query: string, more: Partial<Known> = {}) => strangeIn(parsePlace('/tien-do', query), { ...known, ...more });

test('what an address names that is not there is said to be strange, never something else', () => {
    assert.deepEqual(strange('?unit=99'), { name: 'unit', value: '99', last: '' });
    assert.equal(strange('?unit=<script>')?.name, 'unit');
    for (const period of ['2026-13', '2026-1', 'abc', '1026-10', '2026-10-01']) assert.equal(strange(`?unit=33&period=${period}`)?.name, 'period');
    assert.deepEqual(strange('?unit=33&period=2026-11'), { name: 'late', value: '2026-11', last: '2026-10' });
    assert.equal(strange('?period=2050-01')?.name, 'late');
    assert.equal(strange('?base=both')?.name, 'base');
    for (const part of ['view=pie', 'indicator=nothing', 'months=x']) assert.equal(strange(`?unit=33&${part}`)?.value, part.split('=')[1]);
});

test('what an address names that is there is shown', () => {
    for (const query of ['', '?unit=33&period=2026-10&base=residence&view=heat&indicator=participants_total&months=24&sort=-gap&find=x', '?unit=31&period=2027-01'])
        assert.equal(strange(query), null);
    assert.equal(strange('?unit=33&period=2026-11', { ahead: '2026-11' }), null);
    assert.equal(strange('?unit=33&period=2026-12', { ahead: '2026-11' })?.name, 'late');
    assert.equal(strange('?unit=99&indicator=x', { provinces: undefined, indicators: undefined }), null);
});

test('the way back leaves out what may be wrong, and keeps the unit where it is right', () => {
    const place = parsePlace('/tien-do', '?unit=33&period=2050-01&view=pie');
    assert.equal(writePlace(plainPlace(place, 'late')), '/tien-do?unit=33');
    assert.equal(writePlace(plainPlace(place, 'unit')), '/tien-do');
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
