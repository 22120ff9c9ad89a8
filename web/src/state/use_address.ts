import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { moveTo, parsePlace, writePlace } from './address.ts';
import type { Place } from './address.ts';

const changed = 'baophu:address';

function subscribe(run: () => void) {
    addEventListener('popstate', run);
    addEventListener(changed, run);
    return () => {
        removeEventListener('popstate', run);
        removeEventListener(changed, run);
    };
}

const current = () => location.pathname + location.search;

/** Goes there; `replace` leaves no step for the Back button (a filter, a sort). */
export function go(place: Place | string, replace = false) {
    const text = typeof place === 'string' ? place : writePlace(place);
    if (text === current()) return;
    const samePage = text.split('?')[0] === location.pathname;
    history[replace ? 'replaceState' : 'pushState'](null, '', text);
    dispatchEvent(new Event(changed));
    if (!samePage) scrollTo(0, 0);
}

export const placeNow = () => parsePlace(location.pathname, location.search);

export function usePlace(): Place {
    const text = useSyncExternalStore(subscribe, current);
    return useMemo(() => placeNow(), [text]);
}

/** One of the page's own parameters; "" where it is not set. */
export function usePlaceValue(name: string): [string, (value: string) => void] {
    const place = usePlace();
    return [
        place.more[name] ?? '',
        (value) => {
            const now = placeNow();
            go({ ...now, more: { ...now.more, [name]: value } }, true);
        },
    ];
}

/** The address of another page with the same unit, period and base. */
export function useLinkTo(): (path: string, more?: Record<string, string>) => string {
    const place = usePlace();
    const { unit, period, base } = place;
    return useCallback((path, more = {}) => writePlace(moveTo({ path, unit, period, base, more: {} }, path, more)), [unit, period, base]);
}
