/* Order, choice and copies of rows; pure. */
import { compareVi, fold } from '../vn/fold.ts';

export type Cell = string | number | null | undefined;
type Valued<Row> = { key: string; title: string; value: (row: Row) => Cell };

/** −1, 0, 1; what is not known comes last whichever way is sorted. */
function compareCells(a: Cell, b: Cell, down: boolean): number {
    const [noA, noB] = [a === null || a === undefined || a === '', b === null || b === undefined || b === ''];
    if (noA || noB) return Number(noA) - Number(noB);
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : compareVi(String(a), String(b));
    return down ? -order : order;
}

/** Rows of which some cell holds every word of `find` (marks aside), sorted by one column; equal rows keep their place. */
export function arrange<Row>(rows: Row[], columns: Valued<Row>[], key: string, down: boolean, find: string): Row[] {
    const words = fold(find).split(/\s+/).filter(Boolean);
    const kept = words.length === 0 ? [...rows] : rows.filter((row) => {
        const text = columns.map((column) => fold(String(column.value(row) ?? ''))).join('\n');
        return words.every((word) => text.includes(word));
    });
    const by = columns.find((column) => column.key === key);
    return by ? kept.sort((a, b) => compareCells(by.value(a), by.value(b), down)) : kept;
}

/** A cell that a spreadsheet takes as text or number and nothing else: no formula, no line break, the decimal sign of
 * the language. */
function tsvCell(value: Cell, lang: string): string {
    if (value === null || value === undefined) return '';
    if (typeof value === 'number') return lang === 'vi' ? String(value).replace('.', ',') : String(value);
    const text = value.replace(/[\t\r\n]+/g, ' ');
    return /^[=+\-@]/.test(text) ? `'${text}` : text;
}

export function writeTsv<Row>(rows: Row[], columns: Valued<Row>[], lang: string): string {
    const lines = [columns.map((column) => tsvCell(column.title, lang)), ...rows.map((row) => columns.map((column) => tsvCell(column.value(row), lang)))];
    return lines.map((cells) => cells.join('\t')).join('\r\n');
}
