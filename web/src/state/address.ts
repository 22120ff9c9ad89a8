/* What a page shows stands in its address: a link shows a colleague the same.  Pure; use_address.ts connects it to the
 * browser. */
export type Base = 'collecting' | 'residence';
export type Place = {
    /** Path without a slash at the end: "/tien-do/12103". */
    path: string;
    /** Code of the province; "" not chosen yet. */
    unit: string;
    /** "2026-10"; "" the last one with results. */
    period: string;
    /** "" as the province counts. */
    base: Base | '';
    /** What else a page keeps: sort, filter, indicator, open parts. */
    more: Record<string, string>;
};

const LONGEST = 64;

/** As it is written: whether there is such a thing, known.ts says. */
export function parsePlace(path: string, search: string): Place {
    const query = new URLSearchParams(search);
    const more: Record<string, string> = {};
    for (const [name, value] of query) if (!['unit', 'period', 'base'].includes(name)) more[name] = value;
    const unit = query.get('unit') ?? '';
    const period = query.get('period') ?? '';
    const base = query.get('base') ?? '';
    return {
        path: path.replace(/\/+$/, '') || '/',
        unit: unit.slice(0, LONGEST),
        period: period.slice(0, LONGEST),
        base: base.slice(0, LONGEST) as Base | '',
        more,
    };
}

/** In a fixed order, nothing empty: the same view is the same address. */
export function writePlace(place: Place): string {
    const query = new URLSearchParams();
    if (place.unit) query.set('unit', place.unit);
    if (place.period) query.set('period', place.period);
    if (place.base) query.set('base', place.base);
    for (const name of Object.keys(place.more).sort()) if (place.more[name]) query.set(name, place.more[name] as string);
    const text = query.toString();
    return text ? `${place.path}?${text}` : place.path;
}

/** The same unit, period and base on another page; what that page kept for itself is left behind. */
export function moveTo(place: Place, path: string, more: Record<string, string> = {}): Place {
    return { ...place, path, more };
}

/** "/tien-do/{code}" against "/tien-do/12103" → { code: "12103" }; null where it is another page. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
    const want = pattern.split('/');
    const have = path.split('/');
    if (want.length !== have.length) return null;
    const found: Record<string, string> = {};
    for (let i = 0; i < want.length; i++) {
        const name = /^\{(\w+)\}$/.exec(want[i] as string)?.[1];
        if (name) found[name] = decode(have[i] as string);
        else if (want[i] !== have[i]) return null;
    }
    return found;
}

function decode(part: string): string {
    try {
        return decodeURIComponent(part);
    } catch {
        return part;
    }
}
