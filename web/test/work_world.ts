/* A server of one province for tests of the phone: it keeps what it was told by its keys, and can fail in every way. */
import type { SyncAnswer, Action, PhoneTask, SyncAsk } from '../src/pages/work/types.ts';
import type { Server } from '../src/pages/work/sync.ts';

export const task = (part: Partial<PhoneTask> = {}): PhoneTask => ({
    lead: 1, version: 1, of: 'person', name: 'Nguyễn Văn An', birth_year: 1981, sex: 'm', unit: '12142', unit_name: 'Xã A', village: 'Thôn 1', address: '', phone: '',
    rule: 'voluntary-potential', rule_text: 'x', why: 'x', law: '', state: 'assigned', outcome: '', reason: '', next_step: '', next_day: '', assigned_day: '2026-11-01',
    last_day: '', registered_day: '', contacts: 0, quiet_until: '', may_call: false, may_message: false, way_call: 'closed', way_message: 'closed', advice: null, priority: 1, history: [], ...part,
});
export const action = (part: Partial<Action> = {}): Action => ({ key: `key-${part.lead ?? 1}-0001`, lead: 1, day: '2026-11-15', channel: 'visit', outcome: 'thinking', seen: 1, ...part });

export class Failure extends Error {
    constructor(readonly status: number, message = '', readonly field = '', readonly retryAfter = 0) {
        super(message);
    }
}

export class World implements Server {
    tasks: PhoneTask[] = [];
    devices = new Set<string>();
    told = new Map<string, Action>();
    /** Every request that arrived. */
    asks: SyncAsk[] = [];
    day = '2026-11-15';
    expires = '2026-11-29T00:00:00Z';
    /** Before: the request does not arrive.  After: what was done is done, the answer is lost. */
    before: (ask: SyncAsk) => void = () => undefined;
    after: () => void = () => undefined;
    judge: (action: Action) => Partial<SyncAnswer['results'][number]> = () => ({});
    cursor = 1;

    sync = async (ask: SyncAsk): Promise<SyncAnswer> => {
        this.asks.push(ask);
        this.before(ask);
        if (ask.name !== undefined) this.devices.add(ask.device);
        if (!this.devices.has(ask.device)) throw new Failure(404, '', 'device');
        const results = ask.actions.map((one): SyncAnswer['results'][number] => {
            const repeated = this.told.has(one.key);
            this.told.set(one.key, one);
            return { key: one.key, lead: one.lead, taken: repeated ? 'repeated' : 'taken', version: this.cursor, why: '', other: [], ...(repeated ? {} : this.judge(one)) };
        });
        this.after();
        return {
            results,
            package: {
                cursor: this.cursor, whole: ask.since === 0, server_day: this.day, expires_at: this.expires, owner: 'an.nv', province: '33',
                tasks: this.tasks.filter((one) => one.version > ask.since), gone: [], targets: null, parameters: { values: [] } as never, // of the calculator: an object to the contract
            },
        };
    };
}
