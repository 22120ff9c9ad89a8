import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hold, within } from '../src/pages/allocate/ask.ts';

test('cells of years that are not shared out are not asked, and come back with them', () => {
    const spot = { unit: '12499', voluntary: false };
    const ask = hold(hold({ province: '33', first_year: 2027, years: 4 }, { ...spot, year: 2027 }, 'fixed', 5), { ...spot, year: 2030 }, 'max', 9);
    assert.deepEqual(within(ask), ask);
    const later = { ...ask, first_year: 2029, years: 7 };
    assert.deepEqual(within(later).cells?.map((cell) => cell.year), [2030]);
    assert.equal(within({ ...later, first_year: 2027, years: 4 }).cells?.length, 2);
});
