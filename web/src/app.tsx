/* From nothing to a page: who is signed in?  Then the shell, or the door. */
import { Suspense, useCallback, useEffect, useState } from 'react';
import { ApiProblem, clientState } from './api/client.ts';
import { Shell } from './shell.tsx';
import { matchPath } from './state/address.ts';
import { endWork, leaveWork, startWork, unsentWork } from './state/at_work.ts';
import { findSession, endSession, SessionContext, signOut } from './state/session.ts';
import type { Found } from './state/session.ts';
import { go, usePlace } from './state/use_address.ts';
import { later, lazyAntd } from './ui/lazy.tsx';
import { Bones, ProblemState } from './ui/states.tsx';
import { Theme } from './ui/theme.tsx';
import { startWorker } from './worker.ts';

const Leaving = later(() => import('./pages/work/leaving.tsx'), false);
const SignIn = lazyAntd(() => import('./pages/session/sign_in.tsx'));
const Invitation = lazyAntd(() => import('./pages/session/invitation.tsx'));

function Gate() {
    const [found, setFound] = useState<Found | undefined>(undefined);
    const [problem, setProblem] = useState<ApiProblem | null>(null);
    const [ended, setEnded] = useState(false);
    const [unsent, setUnsent] = useState(0);
    const place = usePlace();
    const invitation = matchPath('/moi/{token}', place.path);

    const reload = useCallback(async () => {
        try {
            setFound(await findSession());
            setProblem(null);
        } catch (error) {
            setProblem(error instanceof ApiProblem ? error : new ApiProblem(0, '', String(error), '', '', '', '', 0));
        }
    }, []);
    useEffect(() => {
        void reload();
        clientState.onSignedOut(() => {
            setEnded(true);
            setFound(null);
            void endSession();
        });
    }, [reload]);
    useEffect(() => {
        if (!found || found.offline) return;
        startWorker(found.session.account);
        addEventListener('online', reload);
        return () => removeEventListener('online', reload);
    }, [found, reload]);

    const account = found === undefined ? null : (found?.session.account ?? '');
    useEffect(() => {
        if (account === '') void endWork();
        if (account !== null) void startWork(account, reload);
    }, [account, reload]);

    if (invitation) return <Invitation token={invitation.token ?? ''} />;
    if (problem) return <ProblemState problem={problem} retry={reload} />;
    if (found === undefined) return <div className="main"><Bones /></div>;
    if (found === null) return <SignIn ended={ended} onDone={reload} />;
    const leave = async () => {
        setUnsent(0);
        await signOut();
        await leaveWork(found.session.account);
        setEnded(false);
        setFound(null);
        go('/');
    };
    const askToLeave = async () => {
        const count = await unsentWork(found.session.account);
        if (count) setUnsent(count);
        else await leave();
    };
    return (
        <SessionContext.Provider value={{ ...found, reload, signOut: askToLeave }}>
            <Shell />
            {unsent ? <Suspense fallback={null}><Leaving account={found.session.account} count={unsent} onLeave={leave} onStay={() => setUnsent(0)} /></Suspense> : null}
        </SessionContext.Provider>
    );
}

export function App() {
    return (
        <Theme>
            <Suspense fallback={<div className="main"><Bones /></div>}>
                <Gate />
            </Suspense>
        </Theme>
    );
}
