/* The table of what is asked now: computed again shortly after the last change, an answer that is overtaken is dropped. */
import { useEffect, useRef, useState } from 'react';
import { post } from '../../api/client.ts';
import { wordsOf } from '../../ui/act.ts';
import type { Ask, Table } from './ask.ts';

const PAUSE_MS = 120;

export type Computed = { table: Table | null; /** The last one that was possible. */ shown: Table | null; busy: boolean; problem: string };

export function useTable(ask: Ask | null): Computed {
    const [state, setState] = useState<Computed>({ table: null, shown: null, busy: false, problem: '' });
    const first = useRef(true);
    useEffect(() => {
        if (!ask) return;
        const abort = new AbortController();
        setState((now) => ({ ...now, busy: true }));
        const timer = setTimeout(() => {
            first.current = false;
            post('/api/allocations/compute', { body: ask, signal: abort.signal }).then(
                (table) => setState((now) => ({ table, shown: table.possible ? table : now.shown, busy: false, problem: '' })),
                (error) => {
                    if (!abort.signal.aborted) setState((now) => ({ ...now, busy: false, problem: wordsOf(error) }));
                },
            );
        }, first.current ? 0 : PAUSE_MS);
        return () => {
            clearTimeout(timer);
            abort.abort();
        };
    }, [ask]);
    return state;
}
