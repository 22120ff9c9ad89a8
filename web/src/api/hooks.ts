/* Answers of the server in components.  What was asked before is shown at once and asked again behind it, so that going
 * back and forth between pages never blinks. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { addressOf, ApiProblem, load } from './client.ts';
import type { Answer, Args, PathOf } from './client.ts';

type Kept = { data: unknown; seenAt: string; at: number };
const kept = new Map<string, Kept>();
const KEPT_MOST = 80;

function keep(key: string, entry: Kept) {
    kept.delete(key);
    kept.set(key, entry);
    if (kept.size > KEPT_MOST) kept.delete(kept.keys().next().value as string);
}

/** On signing out. */
export const forgetAnswers = () => kept.clear();

type Shown = { key: string; ask: () => void };
const shown = new Set<Shown>();

/** After a change: answers that begin so are asked for again; those on the page stay until the new one is there. */
export function refreshAnswers(...prefixes: string[]) {
    const touched = (key: string) => prefixes.some((prefix) => key.startsWith(prefix));
    const seen = new Set([...shown].map(({ key }) => key));
    for (const key of [...kept.keys()]) if (touched(key) && !seen.has(key)) kept.delete(key);
    for (const { key, ask } of [...shown]) if (touched(key)) ask();
}

export type Query<T> = {
    data: T | undefined;
    problem: ApiProblem | null;
    loading: boolean;
    /** Not "": the answer is one that was seen then; the network is away. */
    seenAt: string;
    reload: () => void;
};

/** Asks when `args` is not null, and again whenever path or args change; an answer that comes too late is dropped. */
export function useGet<P extends PathOf<'get'>>(path: P, args: Args<P> | null): Query<Answer<P>> {
    const key = args ? addressOf(path, args as Record<string, unknown>) : '';
    const [, redraw] = useState(0);
    const [problem, setProblem] = useState<{ key: string; problem: ApiProblem } | null>(null);
    const [loading, setLoading] = useState(false);
    const [round, setRound] = useState(0);
    const latest = useRef(args);
    latest.current = args;

    useEffect(() => {
        if (!key) return;
        const entry = { key, ask: () => setRound((n) => n + 1) };
        shown.add(entry);
        return () => void shown.delete(entry);
    }, [key]);
    useEffect(() => {
        if (!key || !latest.current) return;
        const abort = new AbortController();
        setLoading(true);
        load(path, { args: latest.current, signal: abort.signal }).then(
            ({ data, seenAt }) => {
                keep(key, { data, seenAt, at: Date.now() });
                setProblem(null);
                setLoading(false);
                redraw((n) => n + 1);
            },
            (error) => {
                if (abort.signal.aborted) return;
                setProblem({ key, problem: error instanceof ApiProblem ? error : new ApiProblem(0, '', String(error), '', '', '', '', 0) });
                setLoading(false);
            },
        );
        return () => abort.abort();
    }, [path, key, round]);

    const entry = key ? kept.get(key) : undefined;
    return {
        data: entry?.data as Answer<P> | undefined,
        problem: problem?.key === key ? problem.problem : null,
        loading: loading || (!!key && !entry && problem?.key !== key),
        seenAt: entry?.seenAt ?? '',
        reload: useCallback(() => setRound((n) => n + 1), []),
    };
}
