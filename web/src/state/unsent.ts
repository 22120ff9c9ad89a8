/* What was typed into a form and not yet sent.  It outlives closing the form, another page and a reload, in this tab and
 * for this account; sending, dropping it and signing out end it. */
import { useCallback, useEffect, useState } from 'react';
import { useSession } from './session.ts';

const PREFIX = 'baophu:unsent:';

function read<T>(key: string): T | null {
    try {
        const text = sessionStorage.getItem(key);
        return text ? (JSON.parse(text) as T) : null;
    } catch {
        return null;
    }
}

export function forgetUnsent() {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}

export type Unsent<T> = {
    value: T;
    set: (change: T | ((now: T) => T)) => void;
    /** It was begun before this form was opened. */
    kept: boolean;
    /** To what it was at first. */
    drop: () => void;
    /** It was sent: nothing is left to keep. */
    sent: () => void;
};

/** `first` is what the form shows untouched; only what differs from it is kept. */
export function useUnsent<T>(name: string, first: T): Unsent<T> {
    const { session } = useSession();
    const key = `${PREFIX}${session.account}:${name}`;
    const [begun] = useState(() => read<T>(key));
    const [kept, setKept] = useState(begun !== null);
    const [value, set] = useState<T>(begun ?? first);
    const [start] = useState(() => JSON.stringify(first));
    useEffect(() => {
        const now = JSON.stringify(value);
        try {
            if (now === start) sessionStorage.removeItem(key);
            else sessionStorage.setItem(key, now);
        } catch {
            // without room in the browser the form still works, it is only not kept
        }
    }, [key, value, start]);
    const sent = useCallback(() => sessionStorage.removeItem(key), [key]);
    const drop = useCallback(() => {
        set(JSON.parse(start) as T);
        setKept(false);
    }, [start]);
    return { value, set, kept, drop, sent };
}
