import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultOfFile, faultOfHead } from '../src/ui/file_fault.ts';

const TABLE = '.xlsx,.xls,.csv,.tsv,.txt';
const MAP = '.geojson,.json,.topojson';
const bytes = (text: string) => new TextEncoder().encode(text);
const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]);
const zip = new Uint8Array([0x50, 0x4b, 3, 4]);

test('a file that the page cannot take is told in one sentence with the next step', () => {
    const faults: [string, Uint8Array, string, RegExp][] = [
        ['anh.png', png, TABLE, /ảnh; trang này nhận .*\.xlsx.*Excel/],
        ['bang.xlsx', png, TABLE, /đuôi \.xlsx nhưng bên trong là ảnh/],
        ['bang.xlsx', bytes('xã,số\n'), TABLE, /văn bản thường.*\.csv/],
        ['bang.csv', bytes('%PDF-1.7'), TABLE, /tệp PDF/],
        ['bang.zip', zip, TABLE, /tệp nén.*giải nén/],
        ['bang.rar', bytes('Rar!'), TABLE, /tệp nén.*giải nén/],
        ['bang.docx', zip, TABLE, /dạng \.docx.*Excel/],
        ['bang', bytes('a'), TABLE, /không có đuôi/],
        ['ranh-gioi.json', bytes('xã,số\n'), MAP, /không phải bản đồ.*GeoJSON/],
        ['ranh-gioi.geojson', zip, MAP, /tệp nén/],
    ];
    for (const [name, head, accept, words] of faults) {
        const fault = faultOfHead(name, head, accept);
        assert.match(fault, words);
        assert.ok(fault.includes(`“${name}”`) && !/\{\w+\}/.test(fault), fault);
    }
});

test('what may be a table is sent', () => {
    for (const [name, head] of [['a.xlsx', zip], ['a.XLSX', zip], ['a.xls', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0])], ['a.csv', bytes('xã,số')], ['a.csv', zip], ['a.txt', bytes('\ufeffxã')]] as const)
        assert.equal(faultOfHead(name, head, TABLE), '');
    assert.equal(faultOfHead('a.json', bytes('\n {"type":'), MAP), '');
});

test('empty and too large', async () => {
    assert.match(await faultOfFile(new File([], 'a.csv'), TABLE, 100), /rỗng/);
    assert.match(await faultOfFile(new File(['x'.repeat(2_000_000)], 'a.csv'), TABLE, 1_048_576), /2 MB.*nhiều nhất 1 MB/);
});
