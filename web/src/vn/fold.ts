/* Vietnamese order and finding without marks. */
const collator = new Intl.Collator('vi', { numeric: true, sensitivity: 'variant' });

/** As a Vietnamese dictionary orders: a ă â … d đ e ê …; numbers by their value. */
export const compareVi = (a: string, b: string): number => collator.compare(a, b);

/** "Như Quỳnh" → "nhu quynh". */
export function fold(text: string): string {
    return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[đĐ]/g, 'd').toLowerCase().trim();
}
/** Every word of `part` stands somewhere in `text`, marks aside. */
export function holds(text: string, part: string): boolean {
    const whole = fold(text);
    return fold(part).split(/\s+/).every((word) => whole.includes(word));
}

/** "Lãnh đạo tỉnh" → "LĐT"; of long names the first and the last two. */
export function initials(name: string): string {
    const words = name.trim().split(/\s+/).filter(Boolean);
    const shown = words.length > 3 ? [...words.slice(0, 1), ...words.slice(-2)] : words;
    return shown.map((word) => [...word.normalize('NFC')][0]?.toLocaleUpperCase('vi') ?? '').join('');
}
