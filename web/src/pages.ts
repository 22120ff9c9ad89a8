/* The table of pages.  A page is a file of its own under pages/<domain>/, loaded when it is opened; its default export
 * gets the parameters of its path.  A row here is all that a new page needs. */
import type { ComponentType } from 'react';
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
    /** Uses nothing of antd, which then is not waited for. */
    plain?: boolean;
    load: () => Promise<{ default: ComponentType<PageProps> }>;
};

export const pages: Page[] = [
    { path: '/tong-quan', name: 'page.overview', permission: 'overview.read', tab: true, plain: true, load: () => import('./pages/overview/overview.tsx') },
    { path: '/chi-tieu', name: 'page.target', permission: 'plan.read', tab: true, load: () => import('./pages/target/target.tsx') },
    { path: '/phan-bo', name: 'page.allocate', permission: 'plan.read', tab: true, load: () => import('./pages/allocate/allocate.tsx') },
    { path: '/tien-do', name: 'page.progress', permission: 'overview.read', tab: true, plain: true, load: () => import('./pages/progress/progress.tsx') },
    { path: '/tien-do/{code}', name: 'page.commune', permission: 'overview.read', tab: false, under: '/tien-do', plain: true, load: () => import('./pages/progress/commune.tsx') },
    { path: '/so-lieu', name: 'page.facts', permission: 'fact.read', tab: false, under: '/tien-do', plain: true, load: () => import('./pages/progress/facts.tsx') },
    { path: '/nhap-lieu', name: 'page.entry', permission: 'fact.read', tab: true, load: () => import('./pages/entry/entry.tsx') },
    { path: '/nhap-lieu/{code}', name: 'page.entry', permission: 'fact.read', tab: false, under: '/nhap-lieu', load: () => import('./pages/entry/entry.tsx') },
    { path: '/doi-soat', name: 'page.reconcile', permission: 'register.read lead.read review.decide', tab: true, load: () => import('./pages/reconcile/reconcile.tsx') },
    { path: '/doi-soat/{part}', name: 'page.reconcile', permission: 'register.read lead.read review.decide', tab: false, under: '/doi-soat', load: () => import('./pages/reconcile/reconcile.tsx') },
    { path: '/doi-soat/{part}/{id}', name: 'page.reconcile', permission: 'register.read lead.read review.decide', tab: false, under: '/doi-soat', load: () => import('./pages/reconcile/reconcile.tsx') },
    { path: '/quan-tri', name: 'page.admin', permission: '', tab: true, load: () => import('./pages/admin/admin.tsx') },
    { path: '/quan-tri/{part}', name: 'page.admin', permission: '', tab: false, under: '/quan-tri', load: () => import('./pages/admin/admin.tsx') },
    { path: '/tai-khoan', name: 'page.account', permission: '', tab: false, load: () => import('./pages/session/account.tsx') },
];
