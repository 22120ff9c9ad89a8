/* The table of pages.  A page is a file of its own under pages/<domain>/, loaded when it is opened; its default export
 * gets the parameters of its path.  A row here is all that a new page needs. */
import type { ComponentType } from 'react';
import type { Takes } from './state/known.ts';
import type { Key } from './text/text.ts';

export type PageProps = { params: Record<string, string> };
export type Page = {
    path: string;
    name: Key;
    /** What the account must be allowed, one of them where there are several; "" whoever is signed in. */
    permission: string;
    /** Stands among the tabs. */
    tab: boolean;
    /** Shown under this tab, where it is no tab itself. */
    under?: string;
    /** What may stand in its address besides unit, period and base, where a few words are all there is. */
    takes?: Takes;
    /** The next month and all up to today's are shown, too, though nobody has reported. */
    ahead?: boolean;
    /** Uses nothing of antd, which then is not waited for. */
    plain?: boolean;
    /** Asks for no province, period or base: it opens without a network. */
    alone?: boolean;
    load: () => Promise<{ default: ComponentType<PageProps> }>;
};

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const LIGHT = '(reached|on-pace|behind|far-behind|no-target|no-result)';
const OUTREACH: Takes = {
    state: ['unassigned', 'open', 'assigned', 'contacted', 'registered', 'returned', 'confirmed', 'closed'], due: ['late', 'today', 'week'], of: ['person', 'employer'], subject: /^\d{1,15}$/, login: /^[a-z0-9][a-z0-9._@-]{1,63}$/i,
    kind: ['due30', 'due60', 'lapsed', 'jump2027'], by: ['unit', 'village', 'rule', 'agent', 'collector', 'campaign', 'month', 'outcome'],
};

export const pages: Page[] = [
    { path: '/tong-quan', name: 'page.overview', permission: 'overview.read', tab: true, plain: true, load: () => import('./pages/overview/overview.tsx') },
    { path: '/viec', name: 'page.work', permission: 'work.do', tab: true, plain: true, alone: true, load: () => import('./pages/work/work.tsx') },
    { path: '/viec/{lead}', name: 'page.work', permission: 'work.do', tab: false, under: '/viec', plain: true, alone: true, load: () => import('./pages/work/work.tsx') },
    { path: '/chi-tieu', name: 'page.target', permission: 'plan.read', tab: true, takes: { view: ['targets', 'documents', 'rounds', 'import'], indicator: 'indicator' }, load: () => import('./pages/target/target.tsx') },
    { path: '/phan-bo', name: 'page.allocate', permission: 'plan.read', tab: true, load: () => import('./pages/allocate/allocate.tsx') },
    { path: '/tien-do', name: 'page.progress', permission: 'overview.read', tab: true, takes: { view: ['table', 'heat', 'map'], indicator: 'indicator', light: new RegExp(`^${LIGHT}(,${LIGHT})*$`), months: /^([1-9]|[1-5]\d|60)$/ }, plain: true, load: () => import('./pages/progress/progress.tsx') },
    { path: '/tien-do/{code}', name: 'page.commune', permission: 'overview.read', tab: false, under: '/tien-do', takes: { indicator: 'indicator' }, plain: true, load: () => import('./pages/progress/commune.tsx') },
    { path: '/so-lieu', name: 'page.facts', permission: 'fact.read', tab: false, under: '/tien-do', takes: { indicator: 'indicator' }, plain: true, load: () => import('./pages/progress/facts.tsx') },
    { path: '/nhap-lieu', name: 'page.entry', permission: 'fact.read', tab: true, ahead: true, load: () => import('./pages/entry/entry.tsx') },
    { path: '/nhap-lieu/{code}', name: 'page.entry', permission: 'fact.read', tab: false, under: '/nhap-lieu', ahead: true, load: () => import('./pages/entry/entry.tsx') },
    { path: '/doi-soat', name: 'page.reconcile', permission: 'register.read lead.read review.decide', tab: true, load: () => import('./pages/reconcile/reconcile.tsx') },
    { path: '/doi-soat/{part}', name: 'page.reconcile', permission: 'register.read lead.read review.decide', tab: false, under: '/doi-soat', load: () => import('./pages/reconcile/reconcile.tsx') },
    { path: '/doi-soat/{part}/{id}', name: 'page.reconcile', permission: 'register.read lead.read review.decide', tab: false, under: '/doi-soat', load: () => import('./pages/reconcile/reconcile.tsx') },
    { path: '/van-dong', name: 'page.outreach', permission: 'work.read work.assign', tab: true, takes: OUTREACH, load: () => import('./pages/outreach/outreach.tsx') },
    { path: '/van-dong/{part}', name: 'page.outreach', permission: 'work.read work.assign', tab: false, under: '/van-dong', takes: OUTREACH, load: () => import('./pages/outreach/outreach.tsx') },
    { path: '/van-dong/{part}/{id}', name: 'page.outreach', permission: 'work.read work.assign', tab: false, under: '/van-dong', load: () => import('./pages/outreach/outreach.tsx') },
    { path: '/quan-tri', name: 'page.admin', permission: '', tab: true, load: () => import('./pages/admin/admin.tsx') },
    { path: '/quan-tri/{part}', name: 'page.admin', permission: '', tab: false, under: '/quan-tri', takes: { from: DAY, to: DAY, before: /^\d{1,15}$/ }, load: () => import('./pages/admin/admin.tsx') },
    { path: '/tai-khoan', name: 'page.account', permission: '', tab: false, load: () => import('./pages/session/account.tsx') },
];
