import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addMonths, monthsBack, parseDate, parsePeriod, showDate, showPeriod, showTime } from '../src/vn/date.ts';

test('days as people and machines write them', () => {
    assert.equal(parseDate('5/3/2026'), '2026-03-05');
    assert.equal(parseDate('05-03-2026'), '2026-03-05');
    assert.equal(parseDate('5.3.2026'), '2026-03-05');
    assert.equal(parseDate('2026-03-05'), '2026-03-05');
    assert.equal(parseDate('29/2/2028'), '2028-02-29');
});

test('days that no calendar has', () => {
    for (const text of ['29/2/2026', '31/4/2026', '0/1/2026', '1/13/2026', '1/1/26', 'hôm nay', '', '1/1/0001']) assert.equal(parseDate(text), null, text);
});

test('what is shown can be typed', () => {
    for (const day of ['2026-01-31', '2024-02-29', '1999-12-01']) assert.equal(parseDate(showDate(day)), day);
    for (const month of ['2026-01', '2026-12']) assert.equal(parsePeriod(showPeriod(month)), month);
});

test('times are those of Vietnam', () => {
    assert.equal(showTime('2026-11-15T17:05:00Z'), '00:05 16/11/2026');
    assert.equal(showTime('2026-03-05T01:08:09Z'), '08:08 05/03/2026');
    assert.equal(showTime(''), '');
    assert.equal(showTime('khi nào'), 'khi nào');
});

test('months go over the year', () => {
    assert.equal(addMonths('2026-01', -1), '2025-12');
    assert.equal(addMonths('2026-12', 1), '2027-01');
    assert.equal(addMonths('2026-10', -24), '2024-10');
    assert.deepEqual(monthsBack('2026-02', 3), ['2026-02', '2026-01', '2025-12']);
    assert.equal(showPeriod('2026-Q3'), 'Q3/2026');
    assert.equal(showPeriod('2026-03'), '03/2026');
    assert.equal(parsePeriod('13/2026'), null);
});
