/* Quản trị: each part for whom it is for; the part stands in the address. */
import type { ComponentType } from 'react';
import type { PageProps } from '../../pages.ts';
import { may, useSession } from '../../state/session.ts';
import type { Session } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/admin.ts';
import { t } from '../../text/text.ts';
import { useInSight } from '../../ui/in_sight.ts';
import { later } from '../../ui/lazy.tsx';
import { Link } from '../../ui/link.tsx';
import { ForbiddenState, State } from '../../ui/states.tsx';

const parts = ['tai-khoan', 'vai-tro', 'phien', 'don-vi', 'tham-so', 'nap', 'cong-viec', 'nhat-ky'] as const;
type Part = (typeof parts)[number];

const needs: Partial<Record<Part, string[]>> = {
    'tai-khoan': ['account.manage'], 'phien': ['account.manage'], 'nap': ['import.run', 'plan.import', 'unit.manage'], 'nhat-ky': ['audit.read'],
};
const pages: Record<Part, ComponentType> = {
    'tai-khoan': later(() => import('./accounts.tsx')), 'vai-tro': later(() => import('./roles.tsx')), 'phien': later(() => import('./sessions.tsx')), 'don-vi': later(() => import('./units.tsx')),
    'tham-so': later(() => import('./law.tsx')), 'nap': later(() => import('./imports.tsx')), 'cong-viec': later(() => import('./jobs.tsx')), 'nhat-ky': later(() => import('./audit.tsx')),
};
const open = (session: Session, part: Part) => !needs[part] || needs[part].some((permission) => may(session, permission));

export default function AdminPage({ params }: PageProps) {
    const { session } = useSession();
    const link = useLinkTo();
    const mine = parts.filter((part) => open(session, part));
    const part = params.part ? parts.find((one) => one === params.part) : mine[0];
    const row = useInSight(part);
    if (!part) return <State sign="?" title={t('state.notFound')} next={t('state.notFoundNext')}><Link to={link('/quan-tri')}>{t('page.admin')}</Link></State>;
    const Shown = pages[part];
    return (
        <div className="stack">
            <nav className="parts no-print" aria-label={say('part')} ref={row}>
                {mine.map((one) => <Link key={one} to={link(`/quan-tri/${one}`)} aria-current={one === part ? 'page' : undefined}>{say(`part.${one}`)}</Link>)}
            </nav>
            {open(session, part) ? <Shown /> : <ForbiddenState />}
        </div>
    );
}
