/* What waits on this phone, sent while no page is open: the worker runs it when the browser says that there is a network
 * again (Background Sync, where the browser has it; elsewhere the page sends at its next opening).  The same keys, the
 * same exchange, the same session as the page's; nobody is signed in here, and what the session no longer allows waits. */
import { Pocket } from './pocket.ts';
import { deviceTitle, syncOnce } from './sync.ts';
import type { Server } from './sync.ts';

export const OUTBOX = 'baophu-work';
/** From the worker to the pages: something was sent for them. */
export type Told = { sent: typeof OUTBOX };

/** What the exchange wants to know of a request that failed. */
class Refused extends Error {
    constructor(readonly status: number, message = '', readonly field = '') {
        super(message);
    }
}

async function asked(path: string, csrf: string, body?: unknown): Promise<unknown> {
    const headers = { Accept: 'application/json, application/problem+json', 'Content-Type': 'application/json', 'X-CSRF-Token': csrf };
    const response = await fetch(path, body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => null);
    if (!response) throw new Refused(0);
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return answer;
    const { detail = '', field = '' } = (answer ?? {}) as { detail?: string; field?: string };
    throw new Refused(response.status, detail, field);
}

/** Two of one browser do not send at the same time; see Engine.alone. */
export const lockOf = (account: string) => `baophu-work-${account}`;

async function send(account: string, closed: boolean): Promise<boolean> {
    const session = (await asked('/api/session', '')) as { account: string; csrf: string };
    if (session.account !== account) return true;
    const server: Server = {
        sync: (body) => asked('/api/work/sync', session.csrf, body) as ReturnType<Server['sync']>,
    };
    const pocket = await Pocket.open(account);
    try {
        const meta = await pocket.meta();
        if (!meta.province || meta.emptied === 'wiped') return true;
        const clock = () => Date.now();
        const ended = await syncOnce(pocket, server, { province: meta.province, deviceName: deviceTitle(navigator.userAgent, clock()), clock, all: closed });
        return ended.how !== 'offline' && (await pocket.ready(Infinity, 1)).length === 0;
    } finally {
        pocket.close();
    }
}

/** `closed`: no page is open, so nobody can take back any more.  False: it is to be tried again. */
export async function sendOutbox(account: string, closed: boolean): Promise<boolean> {
    try {
        return await navigator.locks.request(lockOf(account), () => send(account, closed));
    } catch (error) {
        const { status } = error as Refused;
        if (status === undefined) throw error;
        return status !== 0 && status < 500; // whoever is signed out sends after signing in
    }
}

/** Asks the browser to run it, now or when there is a network. */
export async function wakeOutbox(): Promise<void> {
    const registration = (await navigator.serviceWorker?.getRegistration()) as { sync?: { register(tag: string): Promise<void> } } | undefined;
    await registration?.sync?.register(OUTBOX).catch(() => undefined); // forbidden to the site: the page sends when it is opened
}
