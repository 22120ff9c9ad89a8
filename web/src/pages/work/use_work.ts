/* The engine of who is signed in, as pages see it. */
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { usePageContext } from '../../state/context.ts';
import { useSession } from '../../state/session.ts';
import { engineOf } from './engine.ts';
import type { Engine, State } from './engine.ts';
import { viewsOf } from './list.ts';
import type { View } from './list.ts';
import { today } from './pocket.ts';

export type Work = { engine: Engine; state: State; views: View[]; today: string };

export function useWork(): Work {
    const { session, reload } = useSession();
    const { province } = usePageContext();
    const engine = engineOf(session.account);
    engine.renew = reload;
    engine.province = session.grants.find((grant) => grant.province)?.province ?? province?.code ?? '';
    const state = useSyncExternalStore(engine.subscribe, engine.now);
    const held = state.held;
    const day = held ? today(held.meta, Date.now()) : '';
    const views = useMemo(() => (held ? viewsOf(held.tasks, held.actions, day) : []), [held, day]);
    return { engine, state, views, today: day };
}

/** The clock, once a second while something is counted down. */
export function useSeconds(running: boolean): number {
    const [now, setNow] = useState(Date.now);
    useEffect(() => {
        if (!running) return;
        setNow(Date.now());
        const timer = setInterval(() => setNow(Date.now()), 1000);
        return () => clearInterval(timer);
    }, [running]);
    return running ? now : 0;
}
