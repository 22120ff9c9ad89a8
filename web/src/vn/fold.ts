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
