/* Who is signed in, and what of the last session may be shown without a network.
 *
 * What is kept in the browser for that: the account's id, permissions and language – no name, no token.  It and the
 * worker's store go with signing out, and when another account signs in. */
import { createContext, useContext } from 'react';
import { clientState, del, get } from '../api/client.ts';
import type { Schema } from '../api/client.ts';
import { forgetAnswers } from '../api/hooks.ts';
import { forgetUnsent } from './unsent.ts';

export type Session = Schema['Session'];
export type SignedIn = { session: Session; offline: boolean; reload: () => Promise<void>; signOut: () => Promise<void> };

const STUB = 'baophu:session';
export const SEEN = 'seen-';

export const SessionContext = createContext<SignedIn | null>(null);

export function useSession(): SignedIn {
    const session = useContext(SessionContext);
    if (!session) throw new Error('useSession outside of a session');
    return session;
}
/** One of the permissions, with spaces between them; "" is anybody's. */
export const may = (session: Session, permission: string) => permission === '' || permission.split(' ').some((one) => session.permissions.includes(one));

/** Removes what other accounts have seen; `account` "" removes all. */
export async function forgetSeen(account: string) {
    if (!('caches' in window)) return;
    for (const name of await caches.keys())
        if (name.startsWith(SEEN) && name !== SEEN + account) await caches.delete(name);
}

async function tellWorker(account: string) {
    if (!('serviceWorker' in navigator)) return;
    const worker = (await navigator.serviceWorker.getRegistration())?.active;
    worker?.postMessage({ account });
}

export async function startSession(session: Session) {
    clientState.setCsrf(session.csrf);
    const { account, permissions, lang } = session;
    localStorage.setItem(STUB, JSON.stringify({ account, permissions, lang }));
    await forgetSeen(account);
    await tellWorker(account);
}

export async function endSession() {
    clientState.setCsrf('');
    localStorage.removeItem(STUB);
    forgetAnswers();
    await tellWorker('');
    await forgetSeen('');
}

export async function signOut() {
    await del('/api/session').catch(() => undefined); // an ended session is as good as one that ends
    forgetUnsent();
    await endSession();
}

export type Found = { session: Session; offline: boolean } | null;

/** null: nobody is signed in. */
export async function findSession(): Promise<Found> {
    try {
        const session = await get('/api/session', {});
        await startSession(session);
        return { session, offline: false };
    } catch (error) {
        const problem = error as { status?: number };
        if (problem.status === 401) {
            await endSession();
            return null;
        }
        const stub = localStorage.getItem(STUB);
        const away = problem.status === 0 || (problem.status ?? 0) >= 502; // no answer, or one of something in between
        if (!away || !stub) throw error;
        const known = JSON.parse(stub) as Pick<Session, 'account' | 'permissions' | 'lang'>;
        const empty = { login: '', name: '', agency: '', grants: [], csrf: '', limited: false, totp: false, must_totp: false, linked: false, version: '' };
        return { session: { ...empty, ...known }, offline: true };
    }
}
