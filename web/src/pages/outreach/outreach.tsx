/* Vận động: leads at work – who goes to whom, what came of it, what comes next. */
import type { ComponentType } from 'react';
import type { PageProps } from '../../pages.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/outreach.ts';
import { t } from '../../text/text.ts';
import { useInSight } from '../../ui/in_sight.ts';
import { later } from '../../ui/lazy.tsx';
import { Link } from '../../ui/link.tsx';
import { State } from '../../ui/states.tsx';

const tabs = ['viec', 'giao', 'nguoi', 'dot', 'gia-han', 'ket-qua', 'uu-tien'] as const;
type Tab = (typeof tabs)[number];
type IdProps = { id: string };

const parts: Record<Tab, { permission: string; page: ComponentType }> = {
    'viec': { permission: 'work.read', page: later(() => import('./tasks.tsx')) },
    'giao': { permission: 'work.assign', page: later(() => import('./assign.tsx')) },
    'nguoi': { permission: 'work.read', page: later(() => import('./agents.tsx')) },
    'dot': { permission: 'work.read', page: later(() => import('./campaigns.tsx')) },
    'gia-han': { permission: 'work.read', page: later(() => import('./renewals.tsx')) },
    'ket-qua': { permission: 'work.read', page: later(() => import('./results.tsx')) },
    'uu-tien': { permission: 'work.read', page: later(() => import('./priority.tsx')) },
};
/** Pages of one thing; they stand under the tab of their name. */
const details: Partial<Record<Tab, ComponentType<IdProps>>> = { 'viec': later(() => import('./task.tsx')) };

export default function OutreachPage({ params }: PageProps) {
    const { session } = useSession();
    const link = useLinkTo();
    const mine = tabs.filter((tab) => may(session, parts[tab].permission));
    const tab = params.part ? tabs.find((one) => one === params.part) : mine[0];
    const row = useInSight(tab);
    const Detail = tab && params.id ? details[tab] : undefined;
    if (!tab || (params.id && !Detail))
        return <State sign="?" title={t('state.notFound')} next={t('state.notFoundNext')}><Link to={link('/van-dong')}>{t('page.outreach')}</Link></State>;
    const { permission, page: Shown } = parts[tab];
    return (
        <div className="stack">
            <nav className="parts no-print" ref={row} aria-label={say('parts')}>
                {mine.map((one) => <Link key={one} to={link(`/van-dong/${one}`)} aria-current={one === tab ? 'page' : undefined}>{say(`part.${one}`)}</Link>)}
            </nav>
            {!may(session, permission) ? <State sign="⊘" title={t('state.forbidden')} next={t('state.forbiddenNext')} /> : Detail ? <Detail key={params.id} id={params.id ?? ''} /> : <Shown />}
        </div>
    );
}
