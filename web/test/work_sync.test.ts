/* The phone's store and its exchange with the server, over a real IndexedDB (fake-indexeddb) and a server that fails. */
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { test } from 'node:test';
import { accountsHere, isExpired, leavePocket, Pocket, tidyPockets, today, UNDO_MS } from '../src/pages/work/pocket.ts';
import { EVERY_MS, patience, SOON_MS, syncOnce, untilNext } from '../src/pages/work/sync.ts';
import { action, Failure, task, World } from './work_world.ts';

const kept = new Map<string, string>();
Object.assign(globalThis, {
    localStorage: { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key) },
    ...(globalThis.crypto ? {} : { crypto: webcrypto }),
});

const NOON = Date.parse('2026-11-15T12:00:00+07:00');
const LATER = NOON + UNDO_MS + 1;
let people = 0;

async function phone(): Promise<{ pocket: Pocket; world: World; sync: (clock?: number, all?: boolean) => ReturnType<typeof syncOnce> }> {
    const pocket = await Pocket.open(`person-${++people}`);
    const world = new World();
    world.tasks = [task({ lead: 1 }), task({ lead: 2 })];
    const sync = (clock = NOON, all = false) => syncOnce(pocket, world, { province: '33', deviceName: 'máy', clock: () => clock, all });
    return { pocket, world, sync };
}
const keys = async (pocket: Pocket) => (await pocket.read()).actions.map((one) => one.key);

test('the first time the phone makes itself known and gets the list', async () => {
    const { pocket, world, sync } = await phone();
    assert.deepEqual(await sync(), { how: 'done' });
    const { meta, tasks } = await pocket.read();
    assert.equal(world.devices.size, 1);
    assert.deepEqual([tasks.length, meta.cursor, meta.owner, meta.province], [2, 1, 'an.nv', '33']);
    await sync();
    assert.equal(world.devices.size, 1);
    assert.deepEqual(world.asks.map((ask) => ask.since), [0, 1]);
});

test('what was told is kept through a restart, and sent once it cannot be taken back', async () => {
    const { pocket, world, sync } = await phone();
    await sync();
    await pocket.record(action(), NOON);
    pocket.close();
    const again = await Pocket.open(pocket.account);
    assert.deepEqual(await keys(again), ['key-1-0001']);
    const run = (clock: number) => syncOnce(again, world, { province: '33', deviceName: '', clock: () => clock });
    await run(NOON + 1000);
    assert.equal(world.told.size, 0);
    await run(LATER);
    assert.deepEqual([[...world.told.keys()], await keys(again)], [['key-1-0001'], []]);
    assert.deepEqual(Object.keys(world.told.get('key-1-0001') ?? {}).sort(), Object.keys(action()).sort());
});

test('it can be taken back for ten seconds and not after', async () => {
    const { pocket } = await phone();
    await pocket.record(action(), NOON);
    assert.equal(await pocket.undo('key-1-0001', NOON + UNDO_MS - 1), true);
    assert.deepEqual(await keys(pocket), []);
    await pocket.record(action(), NOON);
    assert.equal(await pocket.undo('key-1-0001', LATER), false);
    assert.deepEqual(await keys(pocket), ['key-1-0001']);
});

test('a clock that was set back holds nothing', async () => {
    const { pocket, world, sync } = await phone();
    await pocket.record(action(), NOON);
    await sync(NOON - 3_600_000);
    assert.equal(world.told.size, 1);
});

test('an answer that is lost: sent again, written once', async () => {
    const { pocket, world, sync } = await phone();
    await sync();
    await pocket.record(action(), NOON);
    world.after = () => { throw new Failure(0); };
    assert.deepEqual(await sync(LATER), { how: 'offline', wait: 0 });
    assert.deepEqual(await keys(pocket), ['key-1-0001']);
    world.after = () => undefined;
    assert.deepEqual(await sync(LATER), { how: 'done' });
    assert.deepEqual([world.told.size, await keys(pocket)], [1, []]);
});

test('what is told while the request is under way stays', async () => {
    const { pocket, world, sync } = await phone();
    await sync();
    await pocket.record(action(), NOON);
    const send = world.sync;
    world.sync = async (ask) => {
        if (!world.told.has('key-2-0001')) await pocket.record(action({ lead: 2 }), LATER).catch(() => undefined);
        return send(ask);
    };
    await sync(LATER);
    assert.deepEqual(await keys(pocket), ['key-2-0001']);
});

test('a bad one among many is refused alone, and kept for its owner to see', async () => {
    const { pocket, world, sync } = await phone();
    await sync();
    for (let i = 1; i <= 7; i++) await pocket.record(action({ lead: 1, key: `key-many-${i}` }), NOON + i);
    world.before = (ask) => {
        if (ask.actions.some((one) => one.key === 'key-many-5')) throw new Failure(422, 'ngày không đúng');
    };
    assert.deepEqual(await sync(LATER + 10), { how: 'done' });
    const { actions, answers } = await pocket.read();
    assert.deepEqual([world.told.size, actions.length], [6, 0]);
    assert.deepEqual(answers.map((one) => [one.key, one.taken, one.why, one.action.outcome]), [['key-many-5', 'refused', 'ngày không đúng', 'thinking']]);
});

test('more than goes at once goes one after the other', async () => {
    const { pocket, world, sync } = await phone();
    for (let i = 0; i < 450; i++) await pocket.record(action({ key: `key-lot-${String(i).padStart(3, '0')}` }), NOON + i);
    assert.deepEqual(await sync(LATER + 1000), { how: 'done' });
    assert.deepEqual([world.told.size, (await keys(pocket)).length], [450, 0]);
    assert.deepEqual(world.asks.map((ask) => ask.actions.length), [200, 200, 50]);
    assert.deepEqual([...world.told.keys()], [...world.told.keys()].sort());
});

test('a conflict is kept with both reports until it was seen', async () => {
    const { pocket, world, sync } = await phone();
    await sync();
    await pocket.record(action(), NOON);
    world.judge = () => ({ taken: 'conflict', other: [{ account_name: 'Bình', day: '2026-11-14', channel: 'call', outcome: 'registered', note: '' }] });
    await sync(LATER);
    const { answers } = await pocket.read();
    assert.deepEqual(answers.map((one) => [one.taken, one.name, one.action.outcome, one.other[0]?.account_name]), [['conflict', 'Nguyễn Văn An', 'thinking', 'Bình']]);
    await pocket.dismiss('key-1-0001');
    assert.deepEqual((await pocket.read()).answers, []);
});

test('tasks change, go, and a whole list replaces what was here', async () => {
    const { pocket, world, sync } = await phone();
    await sync();
    world.cursor = 5;
    world.tasks = [task({ lead: 2, version: 5, name: 'Trần Thị Bình' })];
    const send = world.sync;
    world.sync = async (ask) => { const answer = await send(ask); return { ...answer, package: { ...answer.package, gone: [1] } }; };
    await sync();
    assert.deepEqual((await pocket.read()).tasks.map((one) => [one.lead, one.name]), [[2, 'Trần Thị Bình']]);
    world.tasks = [task({ lead: 9, version: 6 })];
    world.sync = async (ask) => { const answer = await send(ask); return { ...answer, package: { ...answer.package, whole: true } }; };
    await sync();
    assert.deepEqual((await pocket.read()).tasks.map((one) => one.lead), [9]);
});

test('wiped: the list goes, what was not sent stays, and the phone asks as a new one', async () => {
    const { pocket, world, sync } = await phone();
    await sync();
    const { device } = await pocket.meta();
    await pocket.record(action(), NOON);
    world.before = () => { throw new Failure(410); };
    assert.deepEqual(await sync(LATER), { how: 'wiped' });
    const held = await pocket.read();
    assert.deepEqual([held.tasks, held.actions.length, held.meta.emptied, held.meta.parameters], [[], 1, 'wiped', null]);
    world.before = () => undefined;
    await sync(LATER);
    assert.notEqual((await pocket.meta()).device, device);
    assert.deepEqual([world.told.size, (await pocket.read()).tasks.length, (await pocket.meta()).emptied], [1, 2, '']);
});

test('too old: the list goes before anything is asked; a network brings it back', async () => {
    const { pocket, world, sync } = await phone();
    await sync();
    await pocket.record(action(), NOON);
    world.before = () => { throw new Failure(0); };
    const late = NOON + 15 * 86_400_000;
    assert.equal((await sync(late)).how, 'offline');
    const held = await pocket.read();
    assert.deepEqual([held.tasks, held.actions.length, held.meta.emptied], [[], 1, 'expired']);
});

test('days are the server’s, whatever the clock of the phone says', async () => {
    const { pocket, world, sync } = await phone();
    world.day = '2026-11-15';
    const wrong = Date.parse('2019-03-01T08:00:00+07:00');
    await sync(wrong);
    const meta = await pocket.meta();
    assert.equal(today(meta, wrong), '2026-11-15');
    assert.equal(today(meta, wrong + 2 * 86_400_000), '2026-11-17');
    assert.equal(isExpired(meta, wrong + 13 * 86_400_000), false);
    assert.equal(isExpired(meta, wrong + 15 * 86_400_000), true);
});

test('a session that ended loses nothing', async () => {
    const { pocket, world, sync } = await phone();
    await sync();
    await pocket.record(action(), NOON);
    world.before = () => { throw new Failure(401); };
    assert.deepEqual(await sync(LATER), { how: 'locked' });
    assert.deepEqual([(await keys(pocket)).length, (await pocket.read()).tasks.length], [1, 2]);
});

test('a server that forgot the phone gets to know it again', async () => {
    const { pocket, world, sync } = await phone();
    await sync();
    world.devices.clear();
    await pocket.record(action(), NOON);
    assert.deepEqual(await sync(LATER), { how: 'done' });
    assert.equal(world.told.size, 1);
});

test('signing out leaves what was not sent, and nothing where all was', async () => {
    const { pocket, sync } = await phone();
    await sync();
    await pocket.record(action(), NOON);
    pocket.close();
    await leavePocket(pocket.account);
    const left = await Pocket.open(pocket.account);
    assert.deepEqual([(await left.read()).tasks, await keys(left)], [[], ['key-1-0001']]);
    await left.undo('key-1-0001', NOON);
    left.close();
    await leavePocket(pocket.account);
    assert.ok(!accountsHere().includes(pocket.account));
});

test('another login finds no list of the one before; the one before finds what was not sent', async () => {
    const one = await phone();
    await one.sync();
    await one.pocket.record(action(), NOON);
    one.pocket.close();
    const other = await Pocket.open('another');
    assert.deepEqual((await other.read()).tasks, []);
    other.close();
    await tidyPockets('another', NOON);
    const back = await Pocket.open(one.pocket.account);
    assert.deepEqual([(await back.read()).tasks, await keys(back)], [[], ['key-1-0001']]);
    assert.equal((await back.meta()).cursor, 0);
    await syncOnce(back, one.world, { province: '33', deviceName: '', clock: () => LATER });
    assert.deepEqual([(await back.read()).tasks.length, one.world.told.size], [2, 1]);
});

test('while nobody is known only age takes a list away', async () => {
    const { pocket, sync } = await phone();
    await sync();
    pocket.close();
    await tidyPockets('', NOON);
    const young = await Pocket.open(pocket.account);
    assert.equal((await young.read()).tasks.length, 2);
    young.close();
    await tidyPockets('', NOON + 15 * 86_400_000);
    const old = await Pocket.open(pocket.account);
    assert.deepEqual([(await old.read()).tasks, (await old.meta()).emptied], [[], 'expired']);
});

test('a sync before it may be sent does not put it off by a minute', () => {
    assert.equal(untilNext([], NOON), EVERY_MS);
    assert.equal(untilNext([{ ...action(), at: NOON, due: NOON + UNDO_MS }], NOON + 4000), UNDO_MS - 4000 + 200);
    assert.equal(untilNext([{ ...action(), at: NOON, due: NOON - 1000 }], NOON), SOON_MS);
});

test('patience grows to five minutes and no two phones have quite the same', () => {
    assert.deepEqual([1, 2, 3, 7, 50].map((failures) => patience(failures, 0.5)), [5000, 10_000, 20_000, 300_000, 300_000]);
    assert.ok(patience(3, 0) < patience(3, 1));
});
