/* What is asked of the allocation, as one changes it cell by cell.  Pure. */
import type { Schema } from '../../api/client.ts';
import { parseCount, parsePasted } from '../../vn/number.ts';

export type Ask = Schema['AllocateAsk'];
export type Table = Schema['AllocateTable'];
export type Cell = Schema['Cell'];
export type Kind = 'fixed' | 'min' | 'max';
export type Spot = { unit: string; year: number; voluntary: boolean };
export type MethodName = NonNullable<Ask['methods']>[number]['name'];

export const LAST_YEAR = 2030;
export const kinds: Kind[] = ['fixed', 'min', 'max'];
export const kindSign: Record<Kind, string> = { fixed: '=', min: '≥', max: '≤' };
export const spotKey = (spot: Spot) => `${spot.unit}/${spot.year}/${spot.voluntary ? 'v' : 't'}`;

const empty = (cell: Cell) => kinds.every((kind) => cell[kind] === undefined || cell[kind] === null);

/** `value` null lets go of everything at the spot. */
export function hold(ask: Ask, spot: Spot, kind: Kind, value: number | null): Ask {
    const cells = ask.cells ?? [];
    const at = cells.findIndex((cell) => spotKey(cell) === spotKey(spot));
    const old = at >= 0 ? cells[at] : undefined;
    const next: Cell = value === null ? { ...spot } : kind === 'fixed' ? { ...spot, fixed: value } : { ...spot, min: old?.min ?? null, max: old?.max ?? null, [kind]: value };
    const others = cells.filter((_, i) => i !== at);
    return { ...ask, cells: empty(next) ? others : at >= 0 ? cells.map((cell, i) => (i === at ? next : cell)) : [...others, next] };
}

/** Pasted rows × columns from a spot on: years to the right, units downwards; "" leaves a cell as it is. */
export function pasteAt(ask: Ask, units: string[], years: number[], spot: Spot, kind: Kind, text: string): { ask: Ask; bad: string[] } {
    const row = units.indexOf(spot.unit);
    const column = years.indexOf(spot.year);
    const bad: string[] = [];
    let next = ask;
    parsePasted(text).forEach((line, i) => line.forEach((cell, k) => {
        const [unit, year] = [units[row + i], years[column + k]];
        if (unit === undefined || year === undefined || cell.trim() === '') return;
        const value = parseCount(cell);
        if (value === null || value < 0) bad.push(cell.trim());
        else next = hold(next, { unit, year, voluntary: spot.voluntary }, kind, value);
    }));
    return { ask: next, bad };
}

export function methodsOf(weights: Partial<Record<MethodName, number>>): NonNullable<Ask['methods']> {
    return Object.entries(weights).filter(([, weight]) => weight > 0).map(([name, weight]) => ({ name: name as MethodName, weight }));
}

/** The same as JSON: to know whether something is unsaved. */
export const sameAsk = (a: Ask | null, b: Ask | null) => JSON.stringify(tidy(a)) === JSON.stringify(tidy(b));

function tidy(ask: Ask | null) {
    if (!ask) return null;
    const cells = [...(ask.cells ?? [])].sort((a, b) => (spotKey(a) < spotKey(b) ? -1 : 1)).map((cell) => [spotKey(cell), cell.fixed ?? null, cell.min ?? null, cell.max ?? null]);
    const methods = [...(ask.methods ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, weight }) => [name, weight]);
    return { parent: ask.parent ?? '', province: ask.province, first: ask.first_year, years: ask.years, round: ask.round ?? 1, methods, cells };
}

/** What can be asked: cells of years that are not shared out stay with who typed them, for when those years come back. */
export function within(ask: Ask): Ask {
    const shared = (year: number) => year >= ask.first_year && year < ask.first_year + ask.years;
    return { ...ask, cells: (ask.cells ?? []).filter((cell) => shared(cell.year)) };
}

export type Difference = { code: string; name: string; a: number | null; b: number | null; difference: number | null };
/** Units of both tables in one year; those of only one stand with null. */
export function differences(a: Table, b: Table, year: number, voluntary: boolean): Difference[] {
    const figure = (table: Table, code: string) => {
        const row = table.rows.find((one) => one.code === code);
        const list = voluntary ? row?.voluntary : row?.total;
        return list?.[table.years.indexOf(year)] ?? null;
    };
    const names = new Map([...a.rows, ...b.rows].map((row) => [row.code, row.name]));
    return [...names].map(([code, name]) => {
        const [x, y] = [figure(a, code), figure(b, code)];
        return { code, name, a: x, b: y, difference: x === null || y === null ? null : y - x };
    });
}
