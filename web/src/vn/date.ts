/* Dates and periods: dd/mm/yyyy for people, 2026-10-05 and 2026-10 for machines. */

/** "5/3/2026", "05-03-2026", "2026-03-05" → "2026-03-05"; null where it is no day of the calendar. */
export function parseDate(text: string): string | null {
    const bare = text.trim();
    const people = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(bare);
    const machine = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(bare);
    const [day, month, year] = people
        ? [Number(people[1]), Number(people[2]), Number(people[3])]
        : machine ? [Number(machine[3]), Number(machine[2]), Number(machine[1])] : [0, 0, 0];
    if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1) return null;
    if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
    return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** "2026-03-05…" → "05/03/2026"; what is no date comes back as it is. */
export function showDate(stamp: string): string {
    const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(stamp);
    return parts ? `${parts[3]}/${parts[2]}/${parts[1]}` : stamp;
}
/** "2026-03-05T07:08:09Z" → "14:08 05/03/2026" in Vietnam's time. */
export function showTime(stamp: string): string {
    const at = new Date(stamp);
    if (!stamp || Number.isNaN(at.getTime())) return stamp;
    const local = new Date(at.getTime() + 7 * 3600_000).toISOString();
    return `${local.slice(11, 16)} ${showDate(local)}`;
}

/** Today in Vietnam, "2026-11-22". */
export const today = () => new Date(Date.now() + 7 * 3600_000).toISOString().slice(0, 10);
/** The last day of a month, "2026-10" → "2026-10-31". */
export const monthEnd = (period: string) => new Date(Date.UTC(Number(period.slice(0, 4)), Number(period.slice(5, 7)), 0)).toISOString().slice(0, 10);

/** "2026-09" → "09/2026"; also quarters and years as the server writes them. */
export function showPeriod(period: string): string {
    const month = /^(\d{4})-(\d{2})$/.exec(period);
    if (month) return `${month[2]}/${month[1]}`;
    const quarter = /^(\d{4})-Q(\d)$/.exec(period);
    return quarter ? `Q${quarter[2]}/${quarter[1]}` : period;
}
export function parsePeriod(text: string): string | null {
    const bare = text.trim();
    const people = /^(\d{1,2})[/.-](\d{4})$/.exec(bare);
    const machine = /^(\d{4})-(\d{1,2})$/.exec(bare);
    const [month, year] = people ? [Number(people[1]), Number(people[2])] : machine ? [Number(machine[2]), Number(machine[1])] : [0, 0];
    return month >= 1 && month <= 12 && year >= 1900 && year <= 2200 ? `${year}-${String(month).padStart(2, '0')}` : null;
}
/** Months that lie `steps` later (earlier when negative). */
export function addMonths(period: string, steps: number): string {
    const months = Number(period.slice(0, 4)) * 12 + Number(period.slice(5, 7)) - 1 + steps;
    return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
}
/** The last `count` months up to and with `last`, latest first. */
export function monthsBack(last: string, count: number): string[] {
    return Array.from({ length: count }, (_, i) => addMonths(last, -i));
}
