/* The work of one account while the application is open: what is held, kept in memory as it is on the disk; what waits,
 * sent when it can be.  Pages listen to it; it goes on when they are left. */
import { clientState, post } from '../../api/client.ts';
import type { Filter } from './list.ts';
import { lockOf, OUTBOX, wakeOutbox } from './outbox.ts';
import type { Told } from './outbox.ts';
import { accountsHere, isFull, leavePocket, Pocket, tidyPockets, UNDO_MS } from './pocket.ts';
import type { Held } from './pocket.ts';
import { deviceTitle, patience, syncOnce, untilNext } from './sync.ts';
import type { Ended, Server } from './sync.ts';
import type { Action } from './types.ts';

export type Sync = { busy: boolean; ended: Ended | null; failures: number; next: number };
export type State = { held: Held | null; sync: Sync; undo: { key: string; until: number } | null };
/** The session as it is now; asks the server where this phone was opened without a network. */
type Renew = () => Promise<void>;

const server: Server = {
    sync: (body) => post('/api/work/sync', { body }),
};

export class Engine {
    private pocket: Pocket | null = null;
    private readonly ready: Promise<void>;
    private state: State = { held: null, sync: { busy: false, ended: null, failures: 0, next: 0 }, undo: null };
    private readonly listeners = new Set<() => void>();
    private timer: ReturnType<typeof setTimeout> | undefined;
    private stopped = false;
    renew: Renew = async () => undefined;
    /** What its owner looked for: as it was when he comes back from a card, and gone with him. */
    readonly looked = { filter: 'today' as Filter, search: '', shown: 0 };
    province = '';

    constructor(readonly account: string) {
        this.ready = this.start();
    }

    subscribe = (run: () => void) => {
        this.listeners.add(run);
        return () => void this.listeners.delete(run);
    };
    now = () => this.state;

    private set(part: Partial<State>) {
        this.state = { ...this.state, ...part };
        for (const run of this.listeners) run();
    }

    private async start() {
        this.pocket = await Pocket.open(this.account);
        if (this.stopped) return this.pocket.close();
        await this.reread();
        addEventListener('online', this.woken);
        document.addEventListener('visibilitychange', this.woken);
        navigator.serviceWorker?.addEventListener('message', this.told);
        void navigator.storage?.persist?.().catch(() => undefined);
        void this.sync();
    }

    stop() {
        this.stopped = true;
        clearTimeout(this.timer);
        removeEventListener('online', this.woken);
        document.removeEventListener('visibilitychange', this.woken);
        navigator.serviceWorker?.removeEventListener('message', this.told);
        this.pocket?.close();
    }

    private woken = () => {
        if (document.visibilityState === 'visible') void this.sync();
        else if (this.state.held?.actions.length) void wakeOutbox();
    };

    /** The worker sent what waited. */
    private told = ({ data }: MessageEvent<Told | null>) => {
        if (data?.sent === OUTBOX) void this.sync();
    };

    /** Contacts that are on this phone alone. */
    async count(): Promise<number> {
        await this.ready;
        return (await this.pocket?.read())?.actions.length ?? 0;
    }

    private async reread() {
        if (this.pocket && !this.stopped) this.set({ held: await this.pocket.read() });
    }

    private plan(wait: number) {
        clearTimeout(this.timer);
        if (!this.stopped) this.timer = setTimeout(() => void this.sync(), wait);
    }

    /** Whoever presses the button does not wait for the time that was planned.  `all`: also what could be taken back. */
    sync = async (all = false) => {
        const { pocket } = this;
        if (!pocket || this.stopped || this.state.sync.busy) return;
        clearTimeout(this.timer);
        this.set({ sync: { ...this.state.sync, busy: true } });
        const ended = await this.alone(() => this.attempt(pocket, all)).catch((): Ended => ({ how: 'problem', words: '', wait: 0 }));
        if (this.stopped) return;
        await this.reread();
        const failed = ended.how === 'offline' || ended.how === 'problem';
        if (ended.how === 'offline' && this.state.held?.actions.length) void wakeOutbox();
        const failures = failed ? this.state.sync.failures + 1 : 0;
        const wait = failed ? Math.max(ended.wait, patience(failures, Math.random())) : untilNext(this.state.held?.actions ?? [], Date.now());
        this.set({ sync: { busy: false, ended, failures, next: Date.now() + wait } });
        if (ended.how !== 'locked' && ended.how !== 'wiped') this.plan(wait);
    };

    private async attempt(pocket: Pocket, all: boolean): Promise<Ended> {
        if ((await pocket.meta()).emptied === 'wiped') return { how: 'wiped' };
        if (!clientState.hasCsrf()) await this.renew();
        if (!clientState.hasCsrf()) return { how: 'offline', wait: 0 };
        const clock = () => Date.now();
        return syncOnce(pocket, server, { province: this.province, deviceName: deviceTitle(navigator.userAgent, clock()), clock, all });
    }

    /** Two windows of one browser do not send the same at the same time; that they could would do no harm. */
    private async alone<T>(run: () => Promise<T>): Promise<T> {
        return navigator.locks ? await navigator.locks.request(lockOf(this.account), run) : run();
    }

    /** True: it is on this phone.  False: there is no room. */
    record = async (action: Action): Promise<boolean> => {
        const at = Date.now();
        try {
            await this.pocket?.record(action, at);
        } catch (error) {
            if (isFull(error)) return false;
            throw error;
        }
        await this.reread();
        this.set({ undo: { key: action.key, until: at + UNDO_MS } });
        this.plan(UNDO_MS + 200);
        if (!navigator.onLine) void wakeOutbox();
        return true;
    };

    undo = async () => {
        const { undo } = this.state;
        if (undo) await this.pocket?.undo(undo.key, Date.now());
        this.set({ undo: null });
        await this.reread();
    };
    forgetUndo = () => this.set({ undo: null });

    dismiss = async (key: string) => {
        await this.pocket?.dismiss(key);
        await this.reread();
    };

    /** The owner has the phone again after it was wiped: it is a new device. */
    again = async () => {
        await this.pocket?.setMeta({ emptied: '', cursor: 0 });
        await this.sync();
    };
}

let running: Engine | null = null;

export function engineOf(account: string): Engine {
    if (running?.account === account) return running;
    running?.stop();
    running = new Engine(account);
    return running;
}

/** The session ended: nothing is sent or shown until somebody signs in. */
export function stopEngine() {
    running?.stop();
    running = null;
}

/** The application opened, and this is who is here ("": nobody). */
export async function start(account: string, renew: Renew) {
    await tidyPockets(account, Date.now());
    if (account && accountsHere().includes(account)) engineOf(account).renew = renew;
}

export async function unsent(account: string): Promise<number> {
    return accountsHere().includes(account) ? engineOf(account).count() : 0;
}

/** Also what could still be taken back.  True: nothing waits any more. */
export async function sendAll(account: string): Promise<boolean> {
    const engine = engineOf(account);
    await engine.sync(true);
    return (await engine.count()) === 0;
}

/** On signing out: what was sent is gone from this phone, what was not waits for its owner. */
export async function leaveWork(account: string) {
    if (running?.account === account) stopEngine();
    if (accountsHere().includes(account)) await leavePocket(account);
}
