/* Rows of tabs that are wider than the screen. */
import { useEffect, useRef } from 'react';

/** For the row: the tab that is chosen stands in its middle, as far as it goes. */
export function useInSight(chosen: string | undefined) {
    const row = useRef<HTMLElement>(null);
    useEffect(() => {
        const tab = row.current?.querySelector<HTMLElement>('[aria-current]');
        if (row.current && tab) row.current.scrollLeft = tab.offsetLeft - row.current.offsetLeft - (row.current.clientWidth - tab.offsetWidth) / 2;
    }, [chosen]);
    return row;
}
