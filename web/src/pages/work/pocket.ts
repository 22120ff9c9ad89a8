/* What a collaborator's phone holds: one database an account, opened by the page and by the worker behind it (outbox.ts).
 *
 *   task    what is to be done, as the server told it last; goes when it expires, is wiped, or its owner signs out
 *   action  what was done and is not on the server yet; goes only when the server has answered for it
 *   answer  what the server said that its owner has to see: a conflict, a refusal
 *   meta    one record: cursor, device, days
 *
 * An action is on the disk before anybody is told that it was written.  An answer and what it changes are one
 * transaction: a phone that dies in between sends again, and the server knows the key. */
import type { Action, ActionResult, OtherTold, Package, PhoneTask, Targets } from './types.ts';

export type Waiting = Action & {
    /** Clock of this phone when it was told, and from when on it may be sent: until then it can be taken back. */
    at: number;
    due: number;
};
export type Answer = { key: string; action: Action; taken: 'conflict' | 'refused'; why: string; other: OtherTold[]; name: string };
/** Why the list is not here: the server had it wiped; it was too old. */
export type Emptied = '' | 'wiped' | 'expired';
export type Meta = {
    province: string;
    owner: string;
    device: string;
    cursor: number;
    /** The server's day and this phone's clock when it said so: days are the server's, whatever the phone's clock says. */
    serverDay: string;
    gotAt: number;
    expiresAt: string;
    targets: Targets;
    parameters: Package['parameters'];
    emptied: Emptied;
};
export type Held = { meta: Meta; tasks: PhoneTask[]; actions: Waiting[]; answers: Answer[] };

export const UNDO_MS = 10_000;
const PREFIX = 'baophu-work-';
const HERE = 'baophu:work';
const nothing: Meta = {
    province: '', owner: '', device: '', cursor: 0, serverDay: '', gotAt: 0, expiresAt: '', targets: null, parameters: null, emptied: '',
};

const asked = <T>(request: IDBRequest<T>) => new Promise<T>((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
});
const finished = (change: IDBTransaction) => new Promise<void>((done, fail) => {
    change.oncomplete = () => done();
    change.onabort = () => fail(change.error ?? new DOMException('', 'AbortError'));
});

/** No room is left: what was to be kept is not. */
export const isFull = (error: unknown) => error instanceof DOMException && error.name === 'QuotaExceededError';

/** Of pages; the worker has none, and opens only what a page has opened before. */
const here = () => (globalThis as { localStorage?: { getItem(key: string): string | null; setItem(key: string, value: string): void; removeItem(key: string): void } }).localStorage;

/** Accounts that have something on this phone; their ids, no names. */
export function accountsHere(): string[] {
    try {
        const kept: unknown = JSON.parse(here()?.getItem(HERE) ?? '[]');
        return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string') : [];
    } catch {
        return [];
    }
}
const setAccountsHere = (accounts: string[]) =>
    accounts.length ? here()?.setItem(HERE, JSON.stringify(accounts)) : here()?.removeItem(HERE);

export class Pocket {
    private constructor(readonly account: string, private readonly db: IDBDatabase) {}

    static async open(account: string): Promise<Pocket> {
        const request = indexedDB.open(PREFIX + account, 1);
        request.onupgradeneeded = () => {
            request.result.createObjectStore('task', { keyPath: 'lead' });
            request.result.createObjectStore('action', { keyPath: 'key' });
            request.result.createObjectStore('answer', { keyPath: 'key' });
            request.result.createObjectStore('meta');
        };
        const db = await asked(request);
        db.onversionchange = () => db.close();
        if (!accountsHere().includes(account)) setAccountsHere([...accountsHere(), account]);
        return new Pocket(account, db);
    }

    close() {
        this.db.close();
    }

    private change(stores: string[]) {
        return this.db.transaction(stores, 'readwrite', { durability: 'strict' });
    }

    async meta(): Promise<Meta> {
        const kept = await asked<Partial<Meta> | undefined>(this.db.transaction('meta').objectStore('meta').get('meta'));
        return { ...nothing, ...kept };
    }

    async setMeta(part: Partial<Meta>): Promise<void> {
        const change = this.change(['meta']);
        const store = change.objectStore('meta');
        const kept = await asked<Partial<Meta> | undefined>(store.get('meta'));
        store.put({ ...nothing, ...kept, ...part }, 'meta');
        await finished(change);
    }

    async read(): Promise<Held> {
        const look = this.db.transaction(['meta', 'task', 'action', 'answer']);
        const all = <T>(name: string) => asked<T[]>(look.objectStore(name).getAll());
        const [meta, tasks, actions, answers] = await Promise.all([
            asked<Partial<Meta> | undefined>(look.objectStore('meta').get('meta')), all<PhoneTask>('task'), all<Waiting>('action'), all<Answer>('answer'),
        ]);
        return { meta: { ...nothing, ...meta }, tasks, actions: actions.sort((a, b) => a.at - b.at), answers };
    }

    /** On the disk when it returns. */
    async record(action: Action, now: number): Promise<void> {
        const change = this.change(['action']);
        change.objectStore('action').add({ ...action, at: now, due: now + UNDO_MS } satisfies Waiting);
        await finished(change);
    }

    /** False: it may be under way already. */
    async undo(key: string, now: number): Promise<boolean> {
        const change = this.change(['action']);
        const store = change.objectStore('action');
        const kept = await asked<Waiting | undefined>(store.get(key));
        const mine = kept !== undefined && kept.due > now;
        if (mine) store.delete(key);
        await finished(change);
        return mine;
    }

    /** What may be sent now, oldest first.  A clock that was set back does not hold anything for longer than undoing takes. */
    async ready(now: number, most: number): Promise<Waiting[]> {
        const all = await asked<Waiting[]>(this.db.transaction('action').objectStore('action').getAll());
        return all.filter((one) => one.due <= now || one.at > now).sort((a, b) => a.at - b.at).slice(0, most);
    }

    /** What the server answered for actions that were sent; others that came meanwhile stay as they are. */
    async answered(sent: Action[], results: ActionResult[]): Promise<void> {
        const change = this.change(['action', 'answer', 'task']);
        await this.settle(change, sent, results);
        await finished(change);
    }

    private async settle(change: IDBTransaction, sent: Action[], results: ActionResult[]) {
        const known = new Map(sent.map((action) => [action.key, action]));
        for (const result of results) {
            const action = known.get(result.key);
            if (!action) continue;
            change.objectStore('action').delete(result.key);
            if (result.taken !== 'conflict' && result.taken !== 'refused') continue;
            const task = await asked<PhoneTask | undefined>(change.objectStore('task').get(action.lead));
            change.objectStore('answer').put({
                key: result.key, action, taken: result.taken, why: result.why, other: result.other, name: task?.name ?? '',
            } satisfies Answer);
        }
    }

    /** Answers and what is new, together or not at all. */
    async take(sent: Action[], results: ActionResult[], news: Package, now: number): Promise<void> {
        const change = this.change(['meta', 'task', 'action', 'answer']);
        const ended = finished(change);
        ended.catch(() => undefined); // it is awaited below
        await this.settle(change, sent, results);
        const tasks = change.objectStore('task');
        if (news.whole) tasks.clear();
        for (const lead of news.gone) tasks.delete(lead);
        for (const task of news.tasks) tasks.put(task);
        const metas = change.objectStore('meta');
        const kept = await asked<Partial<Meta> | undefined>(metas.get('meta'));
        metas.put({
            ...nothing, ...kept, province: news.province, owner: news.owner, cursor: news.cursor, serverDay: news.server_day, gotAt: now,
            expiresAt: news.expires_at, targets: news.targets, parameters: news.parameters ?? kept?.parameters ?? null, emptied: '',
        } satisfies Meta, 'meta');
        await ended;
    }

    /** The list goes; what was not sent stays, and so does what was refused, for it is nowhere else. */
    async empty(why: Emptied): Promise<void> {
        const change = this.change(['meta', 'task', 'answer']);
        change.objectStore('task').clear();
        const answers = change.objectStore('answer');
        for (const answer of await asked<Answer[]>(answers.getAll())) {
            if (answer.taken === 'conflict') answers.delete(answer.key);
            else answers.put({ ...answer, name: '' });
        }
        const metas = change.objectStore('meta');
        const kept = await asked<Partial<Meta> | undefined>(metas.get('meta'));
        const device = why === 'wiped' ? '' : (kept?.device ?? '');
        metas.put({ ...nothing, ...kept, device, cursor: 0, targets: null, parameters: null, emptied: why } satisfies Meta, 'meta');
        await finished(change);
    }

    async dismiss(key: string): Promise<void> {
        const change = this.change(['answer']);
        change.objectStore('answer').delete(key);
        await finished(change);
    }
}

const DAY_MS = 86_400_000;
const VIETNAM_MS = 7 * 3_600_000;
/** The day in Vietnam at a time of a clock. */
export const dayOf = (clock: number) => new Date(clock + VIETNAM_MS).toISOString().slice(0, 10);
export const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
export const addDays = (day: string, days: number) => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** By how many days the server is ahead of this phone's clock. */
const ahead = (meta: Meta) => (meta.serverDay ? daysBetween(dayOf(meta.gotAt), meta.serverDay) : 0);
export const today = (meta: Meta, now: number) => addDays(dayOf(now), ahead(meta));
export const isExpired = (meta: Meta, now: number) => meta.expiresAt !== '' && now + ahead(meta) * DAY_MS > Date.parse(meta.expiresAt);

/** Takes away what is left of an account: all of it where everything was sent, else the list. */
export async function leavePocket(account: string): Promise<void> {
    const pocket = await Pocket.open(account);
    const { actions, answers } = await pocket.read();
    const bare = actions.length === 0 && !answers.some((answer) => answer.taken === 'refused');
    if (!bare) await pocket.empty('');
    pocket.close();
    if (!bare) return;
    await asked(indexedDB.deleteDatabase(PREFIX + account));
    setAccountsHere(accountsHere().filter((one) => one !== account));
}

/** When the application opens: no list is older than it may be, and none is here of who is not signed in.  "": nobody is
 * known to be; then only age counts, for the one who comes back finds his list. */
export async function tidyPockets(account: string, now: number): Promise<void> {
    for (const one of accountsHere()) {
        if (account && one !== account) {
            await leavePocket(one);
            continue;
        }
        const pocket = await Pocket.open(one);
        if (isExpired(await pocket.meta(), now)) await pocket.empty('expired');
        pocket.close();
    }
}
