/* One exchange with the server, and when the next one is due.  Nothing here knows of React or of pages: the same runs in
 * tests against a server that fails in every way. */
import { dayOf, isExpired, isFull } from './pocket.ts';
import type { Pocket, Waiting } from './pocket.ts';
import { showDate } from '../../vn/date.ts';
import type { Action, ActionResult, SyncAnswer, SyncAsk } from './types.ts';

/** A failure is thrown with `status` (0: no answer) and perhaps `retryAfter`, `detail`. */
export type Server = { sync: (ask: SyncAsk) => Promise<SyncAnswer> };
export type Ended =
    | { how: 'done' }
    | { how: 'full' }
    | { how: 'wiped' }
    | { how: 'locked' }
    | { how: 'offline'; wait: number }
    | { how: 'problem'; words: string; wait: number };
export type Trip = {
    province: string;
    /** What this phone is called, where it is new. */
    deviceName: string;
    clock: () => number;
    /** Also what could still be taken back. */
    all?: boolean;
};
type Failure = { status?: number; retryAfter?: number; message?: string; field?: string };

const AT_ONCE = 200; // on a bad line a small step that arrives is worth more than a large one that does not

/** A list of which one part is bad is asked for in halves, until the bad part stands alone: it alone is refused. */
async function send(server: Server, ask: SyncAsk): Promise<SyncAnswer> {
    try {
        return await server.sync(ask);
    } catch (error) {
        const { status, message } = error as Failure;
        if ((status !== 400 && status !== 413 && status !== 422) || ask.actions.length === 0) throw error;
        if (ask.actions.length === 1) {
            const { key, lead } = ask.actions[0] as Action;
            const refused: ActionResult = { key, lead, taken: 'refused', version: 0, why: message ?? '', other: [] };
            return { results: [refused], package: (await server.sync({ ...ask, actions: [] })).package };
        }
        const half = ask.actions.length >> 1;
        const first = await send(server, { ...ask, actions: ask.actions.slice(0, half) });
        const second = await send(server, { ...ask, actions: ask.actions.slice(half) });
        return { results: [...first.results, ...second.results], package: second.package };
    }
}

/** As it goes over the line: without what only this phone keeps of it. */
const bare = ({ at: _at, due: _due, ...action }: Waiting) => action;

async function deviceOf(pocket: Pocket): Promise<string> {
    const { device } = await pocket.meta();
    if (device) return device;
    const id = crypto.randomUUID();
    await pocket.setMeta({ device: id, cursor: 0 });
    return id;
}

async function exchange(pocket: Pocket, server: Server, trip: Trip): Promise<Ended> {
    const { clock, province } = trip;
    const device = await deviceOf(pocket);
    for (;;) {
        const waiting = await pocket.ready(trip.all ? Infinity : clock(), AT_ONCE);
        const since = (await pocket.meta()).cursor;
        // with what it is called a new phone is made known in the same request: on a bad line each one is felt
        const answer = await send(server, { province, device, ...(since ? {} : { name: trip.deviceName }), since, actions: waiting.map(bare) });
        try {
            await pocket.take(waiting, answer.results, answer.package, clock());
        } catch (error) {
            if (!isFull(error)) throw error;
            await pocket.answered(waiting, answer.results); // what was sent is done with; the list waits for room
            return { how: 'full' };
        }
        if (waiting.length < AT_ONCE || answer.results.length < waiting.length) return { how: 'done' };
    }
}

/** Sends what waits and takes in what is new. */
export async function syncOnce(pocket: Pocket, server: Server, trip: Trip): Promise<Ended> {
    const meta = await pocket.meta();
    if (isExpired(meta, trip.clock())) await pocket.empty('expired');
    const run = () => exchange(pocket, server, { ...trip, province: meta.province || trip.province });
    try {
        return await run().catch(async (error: Failure) => {
            if (error.status !== 404 || error.field !== 'device') throw error;
            await pocket.setMeta({ device: '' }); // the server was restored from before this phone came: it comes again
            return run();
        });
    } catch (error) {
        const { status, retryAfter = 0, message = '' } = error as Failure;
        if (status === undefined) throw error;
        if (status === 401) return { how: 'locked' };
        if (status === 410) {
            await pocket.empty('wiped');
            return { how: 'wiped' };
        }
        if (status === 0 || status >= 500) return { how: 'offline', wait: retryAfter * 1000 };
        return { how: 'problem', words: message, wait: retryAfter * 1000 };
    }
}

export const EVERY_MS = 60_000;
export const SOON_MS = 2_000;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 300_000;

/** How long to wait after so many failures in a row: 5 s, 10 s, 20 s … five minutes; `luck` (0 to 1) keeps a village of
 * phones from asking in the same second when the network comes back. */
export const patience = (failures: number, luck: number) =>
    Math.round(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10)) * (0.75 + luck / 2));

/** How long to wait where all went well: a minute, or until what could still be taken back may be sent. */
export const untilNext = (waiting: Waiting[], now: number) =>
    Math.max(SOON_MS, Math.min(EVERY_MS, ...waiting.map((one) => one.due - now + 200)));

/** What this phone is called among the devices of its owner. */
export const deviceTitle = (agent: string, clock: number) =>
    `${/Android|iPhone|iPad|Windows|Linux|Mac/.exec(agent)?.[0] ?? 'web'} ${showDate(dayOf(clock))}`;
