/* What is on the list today and in which order.  Pure: what was told on this phone lies over what the server knows. */
import { fold } from '../../vn/fold.ts';
import { addDays, daysBetween } from './pocket.ts';
import type { Answer, Waiting } from './pocket.ts';
import type { Outcome, PhoneTask } from './types.ts';

export type View = PhoneTask & {
    /** Told here and not sent yet. */
    waiting: number;
    /** Somebody is to go there. */
    open: boolean;
    /** Days that the appointment is over; 0 it is not. */
    late: number;
    /** A search looks in it. */
    words: string;
};
export const FILTERS = ['today', 'dated', 'unmet', 'registered', 'returned', 'all'] as const;
export type Filter = (typeof FILTERS)[number];

/** How many are proposed for today who have no appointment: what a person can visit beside the others. */
export const PROPOSED = 10;

const CLOSING: readonly Outcome[] = ['refused', 'moved', 'wrong_data', 'covered', 'deceased'];
const OPEN = ['assigned', 'contacted', 'returned'];

/** As the server will see it once it is sent: of contacts the later day decides. */
function lay(task: PhoneTask, action: Waiting): PhoneTask {
    const later = action.day >= task.last_day;
    const state = action.outcome === 'registered' ? 'registered' : CLOSING.includes(action.outcome) ? 'closed' : 'contacted';
    return {
        ...task, contacts: task.contacts + 1,
        ...(later ? {
            state, outcome: action.outcome, reason: action.reason ?? '', next_step: action.next_step ?? '', next_day: action.next_day ?? '', last_day: action.day,
        } : {}),
    };
}

export function viewsOf(tasks: PhoneTask[], actions: Waiting[], today: string): View[] {
    const told = new Map<number, Waiting[]>();
    for (const action of actions) told.set(action.lead, [...(told.get(action.lead) ?? []), action]);
    return tasks.map((task) => {
        const own = told.get(task.lead) ?? [];
        const now = own.reduce(lay, task);
        const open = OPEN.includes(now.state) && !(now.quiet_until && now.quiet_until >= today);
        const late = open && now.next_day && now.next_day < today ? daysBetween(now.next_day, today) : 0;
        return { ...now, waiting: own.length, open, late, words: fold([now.name, now.village, now.address, now.unit_name, now.birth_year ?? '', now.phone].join(' ')) };
    });
}

/** Nearest appointment first, overdue ones before all; those without one after them; then by priority. */
export function compareViews(a: View, b: View): number {
    if (a.next_day !== b.next_day) return !a.next_day ? 1 : !b.next_day ? -1 : a.next_day < b.next_day ? -1 : 1;
    return Number(b.state === 'returned') - Number(a.state === 'returned') || b.priority - a.priority || a.lead - b.lead;
}

const kinds: Record<Exclude<Filter, 'today'>, (view: View) => boolean> = {
    dated: (view) => view.open && view.next_day !== '',
    unmet: (view) => view.open && view.contacts === 0,
    registered: (view) => view.state === 'registered' || view.state === 'confirmed',
    returned: (view) => view.state === 'returned',
    all: () => true,
};

/** Who is due or back, and the most promising of those nobody has met. */
function ofToday(views: View[], today: string): View[] {
    const due = views.filter((view) => view.open && ((view.next_day !== '' && view.next_day <= today) || view.state === 'returned'));
    const fresh = views.filter((view) => view.open && view.next_day === '' && view.contacts === 0 && view.state !== 'returned');
    return [...due.sort(compareViews), ...fresh.sort(compareViews).slice(0, PROPOSED)];
}

export function chosen(views: View[], filter: Filter, search: string, today: string): View[] {
    const words = fold(search).split(/\s+/).filter(Boolean);
    if (words.length) return views.filter((view) => words.every((word) => view.words.includes(word))).sort(compareViews);
    return filter === 'today' ? ofToday(views, today) : views.filter(kinds[filter]).sort(compareViews);
}

export const countsOf = (views: View[], today: string) =>
    Object.fromEntries(FILTERS.map((filter) => [filter, chosen(views, filter, '', today).length])) as Record<Filter, number>;

/** Days that are proposed for the next meeting. */
export const nextDays = (today: string) => [1, 3, 7, 14, 30].map((days) => addDays(today, days));

/** What the server said that was not seen yet, of this lead first. */
export const answersOf = (answers: Answer[], lead: number) => answers.filter((answer) => answer.action.lead === lead);
