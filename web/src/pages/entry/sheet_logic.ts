/* What can be said of a sheet while it is typed: ranges, parts and totals, what is to be sent.  Pure. */
import { parseCount, parsePasted } from '../../vn/number.ts';

export type SheetRow = {
    indicator: string; name: string; part_of: string; value: number | null; state: string;
    before: number | null; low: number | null; high: number | null; versions?: number | undefined;
};
export type Typed = Record<string, { text: string; reason: string }>;
export type Fault = { kind: 'notNumber' | 'unusual' | 'approved'; indicator: string };
export type Sum =
    | { kind: 'agrees' | 'differs'; whole: string; total: number; sum: number }
    | { kind: 'written'; whole: string; sum: number }
    | { kind: 'more'; whole: string; part: string; total: number; value: number };

/** A simulated figure is none: the commune has not said anything yet. */
export const given = (row: SheetRow): number | null => (row.state === 'simulated' || row.state === '' ? null : row.value);

export function typedText(row: SheetRow, typed: Typed): string | undefined {
    return typed[row.indicator]?.text;
}
/** The figure as it stands on the sheet now; null where there is none or it is not one. */
export function valueNow(row: SheetRow, typed: Typed): number | null {
    const text = typedText(row, typed);
    return text === undefined ? given(row) : text.trim() === '' ? null : parseCount(text);
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

export function faultOf(row: SheetRow, typed: Typed): Fault | null {
    const text = typedText(row, typed);
    if (text !== undefined && text.trim() !== '' && parseCount(text) === null) return { kind: 'notNumber', indicator: row.indicator };
    const why = needsReason(row, typed);
    return why && !typed[row.indicator]?.reason.trim() ? { kind: why, indicator: row.indicator } : null;
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
        if (parts.length === 1 && parts[0]) {
            if (total !== null && sum > total) sums.push({ kind: 'more', whole: whole.name, part: parts[0].name, total, value: sum });
        } else if (total === null) sums.push({ kind: 'written', whole: whole.name, sum });
        else sums.push({ kind: sum === total ? 'agrees' : 'differs', whole: whole.name, total, sum });
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
export function toSend(rows: SheetRow[], typed: Typed): Send[] {
    return rows.filter((row) => isChanged(row, typed)).flatMap((row) => {
        const value = valueNow(row, typed);
        if (value === null) return [];
        const reason = typed[row.indicator]?.reason.trim();
        return [{ indicator: row.indicator, value, version: row.versions ?? 0, ...(reason ? { reason } : {}) }];
    });
}
