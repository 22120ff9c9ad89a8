/* Around every page: unit, period and base; tabs; search; account. */
import { Suspense, useEffect, useMemo, useRef, useState } from 'react';
import type { ComponentType } from 'react';
import { pages } from './pages.ts';
import type { Page, PageProps } from './pages.ts';
import { matchPath, moveTo } from './state/address.ts';
import type { Base } from './state/address.ts';
import { useGet } from './api/hooks.ts';
import { strangeIn } from './state/known.ts';
import { ContextContext, useContextOfAddress, usePageContext } from './state/context.ts';
import type { Province } from './state/context.ts';
import { may, useSession } from './state/session.ts';
import type { Session } from './state/session.ts';
import { go, placeNow, useLinkTo, usePlace } from './state/use_address.ts';
import { lang, setLang, t } from './text/text.ts';
import { Guard } from './ui/guard.tsx';
import { later, lazyAntd } from './ui/lazy.tsx';
import { useInSight } from './ui/in_sight.ts';
import { Link } from './ui/link.tsx';
import { Button, Choice, Menu } from './ui/plain.tsx';
import { Bones, ForbiddenState, ProblemState, State, StrangeState } from './ui/states.tsx';
import { useLook } from './ui/theme.tsx';
import { addMonths, monthsBack, showPeriod, showTime } from './vn/date.ts';
import { compareVi, initials } from './vn/fold.ts';

const Search = lazyAntd(() => import('./ui/search.tsx'), false);

const MONTHS = 48;

function UnitChoice() {
    const { provinces, province } = usePageContext();
    const options = useMemo(() => [...(provinces.data?.rows ?? [])]
        .sort((a, b) => Number(!a.last_period) - Number(!b.last_period) || compareVi(a.name, b.name))
        .map((row) => ({ value: row.code, label: row.name })), [provinces.data]);
    return (
        <Choice className="wide" label={t('context.unit')} none={province ? undefined : t('context.noUnit')} value={province?.code ?? ''} options={options}
            onChange={(code) => {
                const now = placeNow();
                const path = now.path.startsWith('/tien-do/') ? '/tien-do' : now.path;
                go({ ...moveTo(now, path), unit: code, period: '' });
            }} />
    );
}

function PeriodChoice() {
    const { province, period } = usePageContext();
    if (!province?.last_period) return null;
    const months = monthsBack(province.last_period, MONTHS);
    const options = (months.includes(period) || !period ? months : [period, ...months])
        .map((month) => ({ value: month, label: showPeriod(month) }));
    return (
        <Choice label={t('context.period')} value={period} options={options}
            onChange={(month) => go({ ...placeNow(), period: month === province.last_period ? '' : month })} />
    );
}

function BaseChoice() {
    const { province, base } = usePageContext();
    const bases: Base[] = province?.bases?.length ? province.bases : ['collecting', 'residence'];
    if (!province) return null;
    return (
        <Choice<Base> label={t('context.base')} value={base}
            options={bases.map((value) => ({ value, label: t(`base.${value}`) }))}
            onChange={(value) => go({ ...placeNow(), base: value === bases[0] ? '' : value })} />
    );
}

function AccountMenu() {
    const { session, signOut } = useSession();
    const look = useLook();
    const link = useLinkTo();
    const items = [
        { key: 'account', label: t('page.account'), onClick: () => go(link('/tai-khoan')) },
        { key: 'lang', label: t('menu.language'), onClick: () => void setLang(lang() === 'vi' ? 'en' : 'vi').then(() => location.reload()) },
        null,
        ...(['light', 'dark', 'auto'] as const).map((wish) => ({
            key: wish, label: `${look.wish === wish ? '✓ ' : ''}${t(`menu.${wish}`)}`, onClick: () => look.setWish(wish),
        })),
        null,
        { key: 'out', label: t('menu.signOut'), onClick: () => void signOut() },
    ];
    const name = session.name || t('page.account');
    return <Menu title={t('menu.account', { name })} label={<><span className="name-whole">{name}</span><span className="name-short" aria-hidden="true" data-short={initials(name)} /> ▾</>} items={items} />;
}

function Tabs({ page }: { page: Page | undefined }) {
    const { session } = useSession();
    const link = useLinkTo();
    const current = page?.under ?? page?.path;
    return (
        <nav className="tabs" aria-label={t('menu.pages')} ref={useInSight(current)}>
            {pages.filter((entry) => entry.tab && may(session, entry.permission)).map((entry) => (
                <Link key={entry.path} to={link(entry.path)} aria-current={entry.path === current ? 'page' : undefined}>{t(entry.name)}</Link>
            ))}
        </nav>
    );
}

const loaded = new Map<string, ComponentType<PageProps>>();
function component(page: Page): ComponentType<PageProps> {
    let found = loaded.get(page.path);
    if (!found) {
        found = (page.plain ? later(page.load) : lazyAntd(page.load)) as ComponentType<PageProps>;
        loaded.set(page.path, found);
    }
    return found;
}

function findPage(path: string): { page: Page; params: Record<string, string> } | null {
    for (const page of pages) {
        const params = matchPath(page.path, path);
        if (params) return { page, params };
    }
    return null;
}

/** Sends for the page of the address before it is known who asks. */
export function startPage() {
    const page = findPage(location.pathname.replace(/\/+$/, '') || '/tong-quan')?.page;
    if (page && localStorage.getItem('baophu:session')) void page.load().catch(() => undefined); // asked again when it is shown
}

/** What is entered next: the month after the last one with figures, and every month up to now. */
function lastAhead(province: Province | undefined): string {
    const now = new Date().toISOString().slice(0, 7);
    const next = province?.last_period ? addMonths(province.last_period, 1) : now;
    return next > now ? next : now;
}

function Content({ found }: { found: ReturnType<typeof findPage> }) {
    const { session } = useSession();
    const { provinces, province } = usePageContext();
    const place = usePlace();
    const link = useLinkTo();
    const takes = found?.page.takes ?? {};
    const indicators = useGet('/api/indicators', takes.indicator && place.more.indicator && may(session, found?.page.permission ?? '') ? {} : null);
    if (!found)
        return <State sign="?" title={t('state.notFound')} next={t('state.notFoundNext')}><Link to={link('/tong-quan')}>{t('state.toOverview')}</Link></State>;
    if (!may(session, found.page.permission)) return <ForbiddenState />;
    const figures = found.page.permission !== '' && !found.page.alone && found.page.path !== '/quan-tri' && !found.page.path.startsWith('/quan-tri/');
    if (figures && !provinces.data)
        return provinces.problem ? <ProblemState problem={provinces.problem} retry={provinces.reload} /> : <Bones />;
    if (figures && provinces.data?.rows.length === 0) {
        const admin = may(session, 'unit.manage') || may(session, 'import.run');
        return admin
            ? <State sign="＋" title={t('state.firstUse')} next={t('state.firstUseNext')}><Link to={link('/quan-tri')}>{t('page.admin')}</Link></State>
            : <State sign="∅" title={t('state.noScope')} next={t('state.noScopeNext')} />;
    }
    const strange = strangeIn(place, { provinces: provinces.data?.rows, indicators: indicators.data?.rows, takes, ahead: found.page.ahead ? lastAhead(province) : '' });
    if (strange) return <StrangeState strange={strange} />;
    if (indicators.loading && !indicators.data) return <Bones />;
    const Page = component(found.page);
    return <Suspense fallback={<Bones />}><Page key={found.page.path} params={found.params} /></Suspense>;
}

function PrintHead({ title }: { title: string }) {
    const { province, period } = usePageContext();
    return (
        <div className="print-head">
            <b>{province?.name} · {title} · {showPeriod(period)}</b>
            <span>Bao Phủ · {showTime(new Date().toISOString())}</span>
        </div>
    );
}

/** Who goes from house to house and leads nobody opens his own list; others open the figures. */
const isFirst = (session: Session, page: Page) => (page.path === '/viec') === (may(session, 'work.do') && !may(session, 'work.read'));

export function Shell() {
    const { session, offline } = useSession();
    const place = usePlace();
    const context = useContextOfAddress();
    const [searching, setSearching] = useState(false);
    const main = useRef<HTMLElement>(null);
    const first = pages.find((page) => page.tab && may(session, page.permission) && isFirst(session, page)) ?? pages.find((page) => page.permission === '');
    const found = session.limited ? findPage('/tai-khoan') : findPage(place.path === '/' ? (first?.path ?? '/') : place.path);
    const title = found ? t(found.page.name) : t('state.notFound');

    useEffect(() => {
        const key = (event: KeyboardEvent) => {
            if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
                event.preventDefault();
                setSearching(true);
            }
        };
        addEventListener('keydown', key);
        return () => removeEventListener('keydown', key);
    }, []);
    useEffect(() => {
        document.title = `${title} – Bao Phủ`;
    }, [title]);

    return (
        <ContextContext.Provider value={context}>
            <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>{t('app.skip')}</a>
            {context.province?.simulated ? <div className="band" role="note">{t('app.simulated')}</div> : null}
            <header className={found?.page.alone ? 'head alone' : 'head'}>
                <div className="head-bar">
                    <Link className="brand" to="/" aria-label={t('app.name')}><img src="/icon.svg" alt="" /><span>{t('app.name')}</span></Link>
                    {session.limited || found?.page.alone ? null : <div className="row context"><UnitChoice /><PeriodChoice /><BaseChoice /></div>}
                    <div className="head-space" />
                    {session.limited || offline ? null : (
                        <Button className="search-button" onClick={() => setSearching(true)}>{t('menu.search')} <kbd>Ctrl K</kbd></Button>
                    )}
                    <AccountMenu />
                </div>
                {session.limited ? null : <Tabs page={found?.page} />}
            </header>
            <main className="main" id="main" tabIndex={-1} ref={main}>
                <PrintHead title={title} />
                <Guard key={place.path}><Content found={found} /></Guard>
            </main>
            {searching ? <Suspense fallback={null}><Search onClose={() => setSearching(false)} /></Suspense> : null}
        </ContextContext.Provider>
    );
}
