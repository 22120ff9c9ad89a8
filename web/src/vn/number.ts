/* Numbers as Vietnamese officials write and read them: "1.899" is 1899, "96,25" is a fraction. */

const formats = new Map<string, Intl.NumberFormat>();
function format(lang: string, digits: number, sign = false): Intl.NumberFormat {
    const key = `${lang}/${digits}/${sign}`;
    let known = formats.get(key);
    if (!known) {
        known = new Intl.NumberFormat(lang === 'en' ? 'en-GB' : 'vi-VN', {
            minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: sign ? 'exceptZero' : 'auto',
        });
        formats.set(key, known);
    }
    return known;
}

const MINUS = /-/g;

/** "1.899"; "–" where it is not known. */
export function count(value: number | null | undefined, lang = 'vi'): string {
    return value === null || value === undefined ? '–' : format(lang, 0).format(value).replace(MINUS, '−');
}
/** "+1.899", "−12", "0". */
export function change(value: number | null | undefined, lang = 'vi'): string {
    return value === null || value === undefined ? '–' : format(lang, 0, true).format(value).replace(MINUS, '−');
}
/** Hundredths of a percent as "96,3 %". */
export function percent(basisPoints: number | null | undefined, lang = 'vi', digits = 1): string {
    if (basisPoints === null || basisPoints === undefined) return '–';
    return `${format(lang, digits).format(basisPoints / 100).replace(MINUS, '−')}\u00a0%`;
}
/** A figure in its unit: persons as a count, hundredths of percent, đồng in millions or thousand millions. */
export function amount(value: number | null | undefined, unit: string, lang = 'vi'): string {
    if (value === null || value === undefined) return '–';
    if (unit === 'percent') return percent(value, lang);
    if (unit !== 'dong') return count(value, lang);
    const size = Math.abs(value);
    const [divisor, vi, en] = size >= 1e9 ? [1e9, 'tỷ', 'bn'] : [1e6, 'triệu', 'm'];
    return `${format(lang, 1).format(value / divisor)}\u00a0${lang === 'en' ? en : vi}`;
}

/** How a figure moved: "+1.899", "−0,12 điểm", "+2,1 tỷ". */
export function amountChange(value: number | null | undefined, unit: string, lang = 'vi'): string {
    if (value === null || value === undefined) return '–';
    if (unit === 'percent') return `${format(lang, 2, true).format(value / 100).replace(MINUS, '−')}\u00a0${lang === 'en' ? 'points' : 'điểm'}`;
    return unit === 'dong' ? `${value > 0 ? '+' : ''}${amount(value, unit, lang)}`.replace(MINUS, '−') : change(value, lang);
}

/** A whole number as typed or pasted: dots, commas, and spaces between groups of three are no decimals.
 * null where it is not one; the caller says so at the field. */
export function parseCount(text: string): number | null {
    const digits = digitsOf(text);
    return digits === null ? null : safe(digits);
}
/** A whole number of any length; null where it is not one. */
export function parseWhole(text: string): bigint | null {
    const digits = digitsOf(text);
    return digits === null ? null : BigInt(digits);
}

function digitsOf(text: string): string | null {
    const bare = text.trim().replace(/[−–]/g, '-');
    if (/^-?\d+$/.test(bare)) return bare;
    const grouped = /^-?\d{1,3}(?:([.,\s\u00a0\u202f'])\d{3})(?:\1\d{3})*$/.test(bare);
    if (grouped) return bare.replace(/[.,\s\u00a0\u202f']/g, '');
    const whole = /^(-?[\d.\s\u00a0]+),0+$/.exec(bare) ?? /^(-?[\d,\s\u00a0]+)\.0{1,2}$/.exec(bare);
    return whole ? digitsOf(whole[1] ?? '') : null;
}

function safe(digits: string): number | null {
    const value = Number(digits);
    return Number.isSafeInteger(value) ? value : null;
}

/** Cells pasted from a spreadsheet: rows by lines, columns by tabs. */
export function parsePasted(text: string): string[][] {
    const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
    return lines.map((line) => line.split('\t'));
}
