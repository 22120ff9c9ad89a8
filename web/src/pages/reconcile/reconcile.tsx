/* Đối soát: what agencies deliver, the runs that bring it together, and whom the rules found. */
import type { ComponentType } from 'react';
import type { PageProps } from '../../pages.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/reconcile.ts';
import { t } from '../../text/text.ts';
import { useInSight } from '../../ui/in_sight.ts';
import { later } from '../../ui/lazy.tsx';
import { Link } from '../../ui/link.tsx';
import { ForbiddenState, State } from '../../ui/states.tsx';

const tabs = ['nguon', 'lan-chay', 'ket-qua', 'quy-tac', 'doi-chieu', 'ra-soat'] as const;
type Tab = (typeof tabs)[number];
type IdProps = { id: string };

const needs: Record<Tab, string> = {
    'nguon': 'register.read', 'lan-chay': 'lead.read', 'ket-qua': 'lead.read', 'quy-tac': 'lead.read', 'doi-chieu': 'lead.read', 'ra-soat': 'review.decide',
};
const lists: Record<Tab, ComponentType> = {
    'nguon': later(() => import('./sources.tsx')), 'lan-chay': later(() => import('./runs.tsx')), 'ket-qua': later(() => import('./results.tsx')),
    'quy-tac': later(() => import('./rules.tsx')), 'doi-chieu': later(() => import('./balance.tsx')), 'ra-soat': later(() => import('./review.tsx')),
};
/** Pages of one thing, and the tab they stand under. */
const details: Record<string, { under: Tab; permission: string; page: ComponentType<IdProps>; numbered?: true }> = {
    'nguon': { under: 'nguon', permission: 'register.read', page: later(() => import('./source.tsx')) },
    'lan-giao': { under: 'nguon', permission: 'register.read', page: later(() => import('./delivery.tsx')) },
    'lan-chay': { under: 'lan-chay', permission: 'lead.read', page: later(() => import('./run.tsx')), numbered: true },
    'truong-hop': { under: 'ket-qua', permission: 'lead.read', page: later(() => import('./lead.tsx')), numbered: true },
    'nguoi': { under: 'ket-qua', permission: 'lead.read', page: later(() => import('./person.tsx')), numbered: true },
    'don-vi': { under: 'ket-qua', permission: 'lead.read', page: later(() => import('./employer.tsx')), numbered: true },
    'quy-tac': { under: 'quy-tac', permission: 'lead.read', page: later(() => import('./rule.tsx')) },
};

export default function ReconcilePage({ params }: PageProps) {
    const { session } = useSession();
    const link = useLinkTo();
    const mine = tabs.filter((tab) => may(session, needs[tab]));
    const part = params.part ?? mine[0] ?? '';
    const detail = params.id ? details[part] : undefined;
    const tab = detail?.under ?? tabs.find((one) => one === part);
    const row = useInSight(tab);
    if (!tab || (params.id && !detail))
        return <State sign="?" title={t('state.notFound')} next={t('state.notFoundNext')}><Link to={link('/doi-soat')}>{t('page.reconcile')}</Link></State>;
    if (detail?.numbered && !/^\d{1,15}$/.test(params.id ?? ''))
        return <State sign="?" title={say(`noNumber.${part}` as 'noNumber.nguoi', { value: params.id ?? '' })} next={t('strange.next')}><Link to={link(`/doi-soat/${tab}`)}>{say(`part.${tab}`)}</Link></State>;
    const allowed = may(session, detail?.permission ?? needs[tab]);
    const Shown = lists[tab];
    const Detail = detail?.page;
    return (
        <div className="stack">
            <nav className="parts no-print" aria-label={say('parts')} ref={row}>
                {mine.map((one) => <Link key={one} to={link(`/doi-soat/${one}`)} aria-current={one === tab ? 'page' : undefined}>{say(`part.${one}`)}</Link>)}
            </nav>
            {!allowed ? <ForbiddenState /> : Detail ? <Detail key={params.id} id={params.id ?? ''} /> : <Shown />}
        </div>
    );
}
