/* What an address may say.  Where it names something that is not there, the page says so and offers the way back; it
 * never shows something else in its place.  Pure: what is known is handed in. */
import type { Place } from './address.ts';

/** What a page keeps in its address: one of a few words, something of a form, or an indicator.  What only the server
 * knows (a document, a rule) the server refuses itself. */
export type Takes = Record<string, readonly string[] | RegExp | 'indicator'>;
export type Known = {
    /** undefined: not known yet, nothing is said of it. */
    provinces: { code: string; last_period?: string | null }[] | undefined;
    indicators: { code: string }[] | undefined;
    takes: Takes;
    /** Up to which month the page goes, where that is after the last one with figures; "" it is not. */
    ahead: string;
};
export type Strange = { name: 'unit' | 'period' | 'late' | 'base' | 'part'; value: string; last: string };

export const FIRST_YEAR = 2000;

function takesIt(takes: Takes[string], value: string, indicators: Known['indicators']): boolean {
    if (takes === 'indicator') return !indicators || indicators.some((one) => one.code === value);
    return takes instanceof RegExp ? takes.test(value) : takes.includes(value);
}

/** “1999-12” is a month, only none that is shown. */
export const isMonth = (text: string) => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);

/** The first part of an address that is nothing; null: it can be shown. */
export function strangeIn(place: Place, known: Known): Strange | null {
    const strange = (name: Strange['name'], value: string, last = ''): Strange => ({ name, value, last });
    const province = known.provinces?.find((row) => row.code === place.unit);
    if (place.unit && known.provinces && !province) return strange('unit', place.unit);
    if (place.period && (!isMonth(place.period) || Number(place.period.slice(0, 4)) < FIRST_YEAR)) return strange('period', place.period);
    const last = (province ?? known.provinces?.find((row) => row.last_period))?.last_period;
    if (place.period && last && place.period > last && place.period > known.ahead) return strange('late', place.period, last);
    if (place.base && place.base !== 'collecting' && place.base !== 'residence') return strange('base', place.base);
    for (const [name, takes] of Object.entries(known.takes)) {
        const value = place.more[name];
        if (value && !takesIt(takes, value, known.indicators)) return strange('part', value);
    }
    return null;
}

/** The same page without the parts that may be wrong. */
export const plainPlace = (place: Place, without: Strange['name'] | ''): Place => ({
    ...place,
    unit: without === 'unit' ? '' : place.unit,
    period: '',
    base: '',
    more: {},
});

export const barePlace = (place: Place) => !place.period && !place.base && Object.keys(place.more).length === 0;
