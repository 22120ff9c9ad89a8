/* What a page can tell of a file before it is sent: one sentence with the next step; "" nothing is wrong with it.  What is
 * in a table that can be read, the server tells. */
import { speaker } from '../text/speak.ts';

const say = speaker({
    'empty': ['Tệp “{name}” rỗng, chưa có dòng nào. Hãy mở tệp, lưu lại rồi chọn lần nữa.', 'The file “{name}” is empty. Open it, save it again and choose it once more.'],
    'large': ['Tệp “{name}” nặng {size} MB; trang này nhận nhiều nhất {most} MB. Hãy chia thành nhiều tệp.', 'The file “{name}” has {size} MB; this page takes {most} MB at most. Divide it into several.'],
    'kind': ['“{name}” là {what}; trang này nhận {accept}. {next}', '“{name}” is {what}; this page takes {accept}. {next}'],
    'inside': ['“{name}” mang đuôi {ending} nhưng bên trong là {what}. {next}', '“{name}” ends in {ending} but is {what} inside. {next}'],
    'next.table': ['Hãy mở bảng trong Excel, lưu dạng .xlsx hoặc .csv rồi chọn tệp ấy.', 'Open the table in Excel, save it as .xlsx or .csv and choose that file.'],
    'next.zip': ['Hãy giải nén rồi chọn tệp bảng bên trong.', 'Unpack it and choose the table inside.'],
    'next.json': ['Hãy chọn tệp ranh giới GeoJSON hoặc TopoJSON.', 'Choose a file of boundaries, GeoJSON or TopoJSON.'],
    'next.text': ['Nếu là bảng ngăn bằng dấu phẩy, hãy đổi đuôi thành .csv; nếu không, hãy lưu lại từ Excel dạng .xlsx.', 'If it is a table with commas, call it .csv; else save it from Excel as .xlsx.'],
    'a.image': ['ảnh', 'a picture'],
    'a.pdf': ['tệp PDF', 'a PDF'],
    'a.zip': ['tệp nén', 'an archive'],
    'a.text': ['văn bản thường, không phải bảng tính', 'plain text and no workbook'],
    'a.other': ['tệp dạng {ending}', 'a file of the kind {ending}'],
    'a.none': ['tệp không có đuôi', 'a file without an ending'],
    'a.notJson': ['tệp không phải bản đồ', 'no map'],
});

type What = 'image' | 'pdf' | 'zip' | 'book' | 'text';
const MARKS: [What, number[]][] = [
    ['image', [0x89, 0x50, 0x4e, 0x47]], ['image', [0xff, 0xd8, 0xff]], ['image', [0x47, 0x49, 0x46, 0x38]], ['image', [0x42, 0x4d]], ['image', [0x52, 0x49, 0x46, 0x46]],
    ['pdf', [0x25, 0x50, 0x44, 0x46]], ['zip', [0x52, 0x61, 0x72, 0x21]], ['zip', [0x37, 0x7a, 0xbc, 0xaf]], ['zip', [0x1f, 0x8b]],
    ['book', [0x50, 0x4b]], ['book', [0xd0, 0xcf, 0x11, 0xe0]], // .xlsx is a zip, .xls a compound file: the server looks inside
];

/** By its first bytes; a zip may be a workbook. */
export function whatIs(head: Uint8Array): What {
    return MARKS.find(([, mark]) => mark.every((byte, i) => head[i] === byte))?.[0] ?? 'text';
}

export function faultOfHead(name: string, head: Uint8Array, accept: string): string {
    const ending = /\.[^.]+$/.exec(name)?.[0].toLowerCase() ?? '';
    const endings = accept.split(',');
    const json = endings.includes('.geojson');
    const what = whatIs(head);
    const next = what === 'zip' ? say('next.zip') : json ? say('next.json') : say('next.table');
    const called = what === 'text' || what === 'book' ? '' : say(`a.${what}`);
    if (!endings.includes(ending)) {
        const packed = ending === '.zip' || what === 'zip';
        return say('kind', { name, what: packed ? say('a.zip') : called || (ending ? say('a.other', { ending }) : say('a.none')), accept: endings.join(', '), next: packed ? say('next.zip') : next });
    }
    if (called) return say('inside', { name, ending, what: called, next });
    if (json && (what === 'book' || !/^[\s\ufeff]*[{[]/.test(new TextDecoder().decode(head)))) return say('inside', { name, ending, what: say(what === 'book' ? 'a.zip' : 'a.notJson'), next });
    if ((ending === '.xlsx' || ending === '.docx') && what === 'text') return say('inside', { name, ending, what: say('a.text'), next: say('next.text') });
    return '';
}

const HEAD = 512;
const MB = 1024 * 1024;

export async function faultOfFile(file: File, accept: string, most: number): Promise<string> {
    if (file.size === 0) return say('empty', { name: file.name });
    if (file.size > most) return say('large', { name: file.name, size: Math.ceil(file.size / MB), most: Math.floor(most / MB) });
    return faultOfHead(file.name, new Uint8Array(await file.slice(0, HEAD).arrayBuffer()), accept);
}
