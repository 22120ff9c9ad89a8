import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosen, countsOf, nextDays, PROPOSED, viewsOf } from '../src/pages/work/list.ts';
import type { Waiting } from '../src/pages/work/pocket.ts';
import { action, task } from './work_world.ts';

const TODAY = '2026-11-15';
const waiting = (part: Parameters<typeof action>[0]): Waiting => ({ ...action(part), at: 1, due: 1 });
const leads = (list: { lead: number }[]) => list.map((one) => one.lead);

test('today: overdue before due before returned before the most promising', () => {
    const views = viewsOf([
        task({ lead: 1, priority: 9 }), task({ lead: 2, priority: 3, next_day: TODAY, contacts: 1 }),
        task({ lead: 3, next_day: '2026-11-10', contacts: 1 }), task({ lead: 4, state: 'returned', contacts: 1 }),
        task({ lead: 5, next_day: '2026-11-12', contacts: 1 }), task({ lead: 6, next_day: '2026-12-01', contacts: 1 }), task({ lead: 7, priority: 10 }),
    ], [], TODAY);
    assert.deepEqual(leads(chosen(views, 'today', '', TODAY)), [3, 5, 2, 4, 7, 1]);
    assert.deepEqual(views.map((view) => view.late), [0, 0, 5, 0, 3, 0, 0]);
});

test('so many strangers a day, the rest under another filter', () => {
    const views = viewsOf(Array.from({ length: 60 }, (_, i) => task({ lead: i + 1, priority: i })), [], TODAY);
    assert.equal(chosen(views, 'today', '', TODAY).length, PROPOSED);
    assert.equal(chosen(views, 'today', '', TODAY)[0]?.lead, 60);
    assert.deepEqual(countsOf(views, TODAY), { today: PROPOSED, dated: 0, unmet: 60, registered: 0, returned: 0, all: 60 });
});

test('what was told here lies over what the server knows; the later day decides', () => {
    const tasks = [task({ lead: 1 }), task({ lead: 2, state: 'contacted', outcome: 'thinking', last_day: '2026-11-14', contacts: 1 })];
    const views = viewsOf(tasks, [waiting({ lead: 1, outcome: 'registered', day: TODAY }), waiting({ lead: 2, outcome: 'not_met', day: '2026-11-13' })], TODAY);
    assert.deepEqual(views.map((view) => [view.state, view.outcome, view.waiting, view.contacts]), [['registered', 'registered', 1, 1], ['contacted', 'thinking', 1, 2]]);
    assert.deepEqual(leads(chosen(views, 'registered', '', TODAY)), [1]);
    assert.deepEqual(leads(chosen(views, 'today', '', TODAY)), []);
});

test('who refused is left in peace', () => {
    const views = viewsOf([task({ lead: 1, quiet_until: '2027-05-15', state: 'contacted', next_day: TODAY }), task({ lead: 2, quiet_until: '2026-11-14' })], [], TODAY);
    assert.deepEqual(leads(chosen(views, 'today', '', TODAY)), [2]);
});

test('a search finds without marks and in every filter', () => {
    const views = viewsOf([task({ lead: 1, name: 'Nguyễn Thị Hồng Đào', village: 'Thôn Đông' }), task({ lead: 2, name: 'Trần Văn An', state: 'closed' })], [], TODAY);
    assert.deepEqual(leads(chosen(views, 'returned', 'hong dao', TODAY)), [1]);
    assert.deepEqual(leads(chosen(views, 'today', 'an tran', TODAY)), [2]);
    assert.deepEqual(leads(chosen(views, 'today', 'dong 1981', TODAY)), [1]);
});

test('next days go over the end of a month', () => assert.deepEqual(nextDays('2026-11-29'), ['2026-11-30', '2026-12-02', '2026-12-06', '2026-12-13', '2026-12-29']));
