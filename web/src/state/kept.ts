/* Small choices that stay in this browser: columns, kinds of view.  Never data. */
import { useCallback, useState } from 'react';

const PREFIX = 'baophu:choice:';

export function keptChoice<T>(name: string, otherwise: T): T {
    try {
        const text = localStorage.getItem(PREFIX + name);
        return text === null ? otherwise : (JSON.parse(text) as T);
    } catch {
        return otherwise;
    }
}

export function useKept<T>(name: string, otherwise: T): [T, (value: T) => void] {
    const [value, setValue] = useState(() => keptChoice(name, otherwise));
    const set = useCallback((next: T) => {
        setValue(next);
        try {
            localStorage.setItem(PREFIX + name, JSON.stringify(next));
        } catch {
            // a full or forbidden store costs the memory of a choice, no more
        }
    }, [name]);
    return [value, set];
}
