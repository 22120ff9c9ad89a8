import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrange, writeTsv } from '../src/ui/rows.ts';
import { compareVi, fold, holds, initials } from '../src/vn/fold.ts';

type Row = { name: string; value: number | null };
const rows: Row[] = [
    { name: 'Yên Mỹ', value: 5 }, { name: 'Đại Đồng', value: null }, { name: 'Ân Thi', value: -7 }, { name: 'Dị Sử', value: 12 }, { name: 'A Sào', value: 5 },
];
const columns = [
    { key: 'name', title: 'Xã', value: (row: Row) => row.name },
    { key: 'value', title: 'Số', value: (row: Row) => row.value },
];
const names = (list: Row[]) => list.map((row) => row.name);

test('names in the order of a Vietnamese dictionary', () => {
    assert.deepEqual(names(arrange(rows, columns, 'name', false, '')), ['A Sào', 'Ân Thi', 'Dị Sử', 'Đại Đồng', 'Yên Mỹ']);
    assert.deepEqual(['ma', 'mã', 'mà', 'mạ', 'má', 'mả'].sort(compareVi).length, 6);
    assert.ok(compareVi('Thôn 2', 'Thôn 10') < 0);
});

test('what is not known comes last both ways, and equal rows keep their place', () => {
    assert.deepEqual(names(arrange(rows, columns, 'value', false, '')), ['Ân Thi', 'Yên Mỹ', 'A Sào', 'Dị Sử', 'Đại Đồng']);
    assert.deepEqual(names(arrange(rows, columns, 'value', true, '')), ['Dị Sử', 'Yên Mỹ', 'A Sào', 'Ân Thi', 'Đại Đồng']);
});

test('found without marks, each word anywhere', () => {
    assert.deepEqual(names(arrange(rows, columns, 'name', false, 'dong dai')), ['Đại Đồng']);
    assert.deepEqual(names(arrange(rows, columns, 'name', false, 'YEN')), ['Yên Mỹ']);
    assert.equal(fold('Như Quỳnh'), 'nhu quynh');
    assert.ok(holds('Xã Như Quỳnh', 'quynh nhu'));
    assert.ok(!holds('Xã Như Quỳnh', 'quynh k'));
});

test('a copy for a spreadsheet has no formula in it, and the sign of decimals of the language', () => {
    const tricky = [{ name: '=HYPERLINK("x")', value: 96.25 }, { name: 'a\tb\nc', value: null }];
    assert.equal(writeTsv(tricky, columns, 'vi'), 'Xã\tSố\r\n\'=HYPERLINK("x")\t96,25\r\na b c\t');
    assert.equal(writeTsv([{ name: 'x', value: -1.5 }], columns, 'en'), 'Xã\tSố\r\nx\t-1.5');
});

test('a name is its initials, never a part of it', () => {
    assert.deepEqual(['Lãnh đạo tỉnh', 'Nguyễn Thị Ánh Tuyết', 'an', '', ' Đỗ  Ân '].map(initials), ['LĐT', 'NÁT', 'A', '', 'ĐÂ']);
});
