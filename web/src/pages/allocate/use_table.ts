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
    const had = useRef(false);
    useEffect(() => {
        if (!ask) return;
        const abort = new AbortController();
        setState((now) => ({ ...now, busy: true }));
        const timer = setTimeout(() => {
            first.current = false;
            const compute = (what: Ask) => post('/api/allocations/compute', { body: what, signal: abort.signal });
            /* Where none was possible yet, what is held is shown over the table without it: there it can be let go of. */
            const beside = async (table: Table) => (table.possible ? table : had.current ? null : compute({ ...ask, cells: [] }));
            compute(ask).then(async (table) => ({ table, other: await beside(table) })).then(
                ({ table, other }) => {
                    had.current = had.current || !!other?.possible;
                    setState((now) => ({ table, shown: other?.possible ? other : now.shown, busy: false, problem: '' }));
                },
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
