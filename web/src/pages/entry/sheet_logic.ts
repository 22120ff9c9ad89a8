/* What can be said of a sheet while it is typed: ranges, parts and totals, what is to be sent.  Pure. */
import { parseCount, parsePasted, parseWhole } from '../../vn/number.ts';

export type SheetRow = {
    indicator: string; name: string; part_of: string; value: number | null; state: string;
    before: number | null; low: number | null; high: number | null; most: number; versions?: number | undefined;
};
/** `of`: the value that the reason was written for. */
export type Typed = Record<string, { text: string; reason: string; of?: number | null }>;
export type FaultKind = 'notNumber' | 'tooLong' | 'negative' | 'tooLarge' | 'unusual' | 'approved';
export type Sum =
    | { kind: 'agrees' | 'differs'; whole: string; of: string[]; total: number; sum: number }
    | { kind: 'written'; whole: string; of: string[]; sum: number }
    | { kind: 'more'; whole: string; of: string[]; part: string; total: number; value: number };

/** A simulated figure is none: the commune has not said anything yet. */
export const given = (row: SheetRow): number | null => (row.state === 'simulated' || row.state === '' ? null : row.value);

export function typedText(row: SheetRow, typed: Typed): string | undefined {
    return typed[row.indicator]?.text;
}

const LONGEST = 2n ** 63n - 1n; // what the server can read

/** What no reason makes right, looked at in the order of the server: a number, its sign, its size. */
function impossible(row: SheetRow, text: string): FaultKind | null {
    const value = parseWhole(text);
    if (value === null) return 'notNumber';
    if (value > LONGEST || value < -LONGEST) return 'tooLong';
    return value < 0 ? 'negative' : value > row.most ? 'tooLarge' : null;
}

/** The figure as it stands on the sheet now; null where there is none or it cannot be one. */
export function valueNow(row: SheetRow, typed: Typed): number | null {
    const text = typedText(row, typed);
    if (text === undefined) return given(row);
    return text.trim() === '' || impossible(row, text) ? null : parseCount(text);
}
export function isChanged(row: SheetRow, typed: Typed): boolean {
    const text = typedText(row, typed);
    if (text === undefined || text.trim() === '') return false;
    const value = parseCount(text);
    return value === null || value !== given(row);
}
export const outside = (row: SheetRow, value: number) => (row.low !== null && value < row.low) || (row.high !== null && value > row.high);

export function needsReason(row: SheetRow, typed: Typed): 'unusual' | 'approved' | null {
    if (!isChanged(row, typed)) return null;
    const value = valueNow(row, typed);
    if (value === null) return null;
    if (outside(row, value)) return 'unusual';
    return row.state === 'approved' ? 'approved' : null;
}

/** The reason that was written for the value as it stands now; "" none. */
function reasonOf(row: SheetRow, typed: Typed): string {
    const cell = typed[row.indicator];
    const another = cell?.of !== undefined && cell.of !== valueNow(row, typed);
    return cell && !another ? cell.reason.trim() : '';
}

export function explained(row: SheetRow, typed: Typed, reason: string): Typed {
    const text = typed[row.indicator]?.text ?? '';
    return { ...typed, [row.indicator]: { text, reason, of: valueNow(row, typed) } };
}

/** The first thing that is wrong with what was typed; null: it can be sent. */
export function faultOf(row: SheetRow, typed: Typed): FaultKind | null {
    const text = typedText(row, typed);
    if (text === undefined || text.trim() === '') return null;
    const wrong = impossible(row, text);
    if (wrong) return wrong;
    const why = needsReason(row, typed);
    return why && !reasonOf(row, typed) ? why : null;
}

/** A reason belongs to the value it was written for: where another stands there now, or it needs none, it goes. */
export function settled(row: SheetRow, typed: Typed): Typed {
    const cell = typed[row.indicator];
    if (!cell?.reason || valueNow(row, typed) === null || (needsReason(row, typed) && reasonOf(row, typed))) return typed;
    return { ...typed, [row.indicator]: { text: cell.text, reason: '' } };
}

/** Two parts or more add up to their whole; a single one is at most as much. */
export function sumsOf(rows: SheetRow[], typed: Typed): Sum[] {
    const sums: Sum[] = [];
    for (const whole of rows) {
        const parts = rows.filter((row) => row.part_of === whole.indicator);
        const values = parts.map((row) => valueNow(row, typed));
        const total = valueNow(whole, typed);
        const touched = [whole, ...parts].some((row) => isChanged(row, typed));
        if (!touched || values.length === 0 || values.some((value) => value === null)) continue;
        const sum = (values as number[]).reduce((a, b) => a + b, 0);
        const of = [whole, ...parts].map((row) => row.indicator);
        if (parts.length === 1 && parts[0]) {
            if (total !== null && sum > total) sums.push({ kind: 'more', whole: whole.name, of, part: parts[0].name, total, value: sum });
        } else if (total === null) sums.push({ kind: 'written', whole: whole.name, of, sum });
        else sums.push({ kind: sum === total ? 'agrees' : 'differs', whole: whole.name, of, total, sum });
    }
    return sums;
}

/** A column pasted at a row: one text for each row below, "" leaves a row as it is. Of several columns the first that holds numbers. */
export function pastedColumn(text: string): string[] {
    const lines = parsePasted(text);
    const width = Math.max(0, ...lines.map((line) => line.length));
    for (let column = 0; column < width; column++)
        if (lines.some((line) => parseCount(line[column] ?? '') !== null)) return lines.map((line) => (line[column] ?? '').trim());
    return lines.map((line) => (line[0] ?? '').trim());
}

export type Send = { indicator: string; value: number; version: number; reason?: string };
export const isWrong = (sum: Sum) => sum.kind === 'differs' || sum.kind === 'more';

/** What was typed and cannot be sent yet: faults, what does not add up, and a total that cannot be held against a faulty part. */
export function heldBack<R extends SheetRow>(rows: R[], typed: Typed): R[] {
    const faulty = new Set(rows.filter((row) => faultOf(row, typed)).map((row) => row.indicator));
    const held = new Set(faulty);
    for (const sum of sumsOf(rows, typed).filter(isWrong)) for (const one of sum.of) held.add(one);
    for (const whole of rows) {
        const parts = rows.filter((row) => row.part_of === whole.indicator);
        if (parts.length > 1 && parts.some((part) => faulty.has(part.indicator))) held.add(whole.indicator);
    }
    return rows.filter((row) => held.has(row.indicator) && isChanged(row, typed));
}

export function toSend(rows: SheetRow[], typed: Typed): Send[] {
    const held = new Set(heldBack(rows, typed).map((row) => row.indicator));
    return rows.filter((row) => isChanged(row, typed) && !held.has(row.indicator)).flatMap((row) => {
        const value = valueNow(row, typed);
        if (value === null) return [];
        const reason = needsReason(row, typed) ? reasonOf(row, typed) : '';
        return [{ indicator: row.indicator, value, version: row.versions ?? 0, ...(reason ? { reason } : {}) }];
    });
}
