import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount, amountChange, change, count, parseCount, parsePasted, percent } from '../src/vn/number.ts';

test('a count is the same however its groups are written', () => {
    for (const text of ['1899', '1.899', '1,899', '1 899', '1\u00a0899', " 1'899 ", '1.899,0', '1,899.00']) assert.equal(parseCount(text), 1899, text);
    assert.equal(parseCount('1.234.567'), 1234567);
    assert.equal(parseCount('-12'), -12);
    assert.equal(parseCount('−1.012'), -1012);
    assert.equal(parseCount('0'), 0);
});

test('what is no whole number is refused, not guessed', () => {
    for (const text of ['', ' ', '1.89', '18,5', '1.899.00', '1.234,567', '12a', '1e3', '--1', '1..000', '99999999999999999999']) assert.equal(parseCount(text), null, text);
});

test('what is shown can be typed', () => {
    for (const value of [0, 7, 999, 1000, 981533, 1551009, -1012]) {
        assert.equal(parseCount(count(value, 'vi')), value);
        assert.equal(parseCount(count(value, 'en')), value);
    }
});

test('figures read as officials write them', () => {
    assert.equal(count(981533), '981.533');
    assert.equal(count(null), '–');
    assert.equal(change(1899), '+1.899');
    assert.equal(change(-1899), '−1.899');
    assert.equal(change(0), '0');
    assert.equal(percent(9625), '96,3\u00a0%');
    assert.equal(percent(9625, 'en', 2), '96.25\u00a0%');
    assert.equal(amount(54_812_000_000, 'dong'), '54,8\u00a0tỷ');
    assert.equal(amount(140_300_000, 'dong'), '140,3\u00a0triệu');
    assert.equal(amount(4123, 'percent'), '41,2\u00a0%');
    assert.equal(amountChange(12, 'percent'), '+0,12\u00a0điểm');
    assert.equal(amountChange(-510_900_000, 'dong'), '−510,9\u00a0triệu');
});

test('cells of a spreadsheet come as rows and columns', () => {
    assert.deepEqual(parsePasted('1.899\t2\r\n3\t4\r\n'), [['1.899', '2'], ['3', '4']]);
    assert.deepEqual(parsePasted('5\n\n7'), [['5'], [''], ['7']]);
});
