/* What a page shows when it has nothing to show: each says what is so and what to do next. */
import { useContext } from 'react';
import type { ReactNode } from 'react';
import type { ApiProblem } from '../api/client.ts';
import { useGet } from '../api/hooks.ts';
import type { Query } from '../api/hooks.ts';
import { writePlace } from '../state/address.ts';
import { usePageContext } from '../state/context.ts';
import { barePlace, FIRST_YEAR, isMonth, plainPlace } from '../state/known.ts';
import type { Strange } from '../state/known.ts';
import { may, SessionContext, useSession } from '../state/session.ts';
import type { Session } from '../state/session.ts';
import { useLinkTo, usePlace } from '../state/use_address.ts';
import { t } from '../text/text.ts';
import { showPeriod, showTime } from '../vn/date.ts';
import { Link } from './link.tsx';
import { Button } from './plain.tsx';

export function State({ sign, title, next, children }: { sign: string; title: string; next?: string; children?: ReactNode }) {
    return (
        <div className="state" role="status">
            <div className="sign" aria-hidden="true">{sign}</div>
            <h1>{title}</h1>
            {next ? <p className="soft text">{next}</p> : null}
            {children ? <div className="row">{children}</div> : null}
        </div>
    );
}

/** Who gives rights himself is told where, and that nobody gives them to himself. */
function toAccounts(session: Session, link: (path: string) => string): ReactNode {
    return may(session, 'account.manage') ? <Link to={link('/quan-tri/tai-khoan')}>{t('state.toAccounts')}</Link> : null;
}

/** A page that the account may not see. */
export function ForbiddenState({ title = t('state.forbidden'), next = t('state.forbiddenNext') }: { title?: string; next?: string }) {
    const { session } = useSession();
    const link = useLinkTo();
    const accounts = toAccounts(session, link);
    return <State sign="⊘" title={title} next={accounts ? t('state.forbiddenMine') : next}>{accounts}</State>;
}

/** The address names something that is not there. */
export function StrangeState({ strange }: { strange: Strange }) {
    return strange.name === 'unit' ? <StrangeUnit code={strange.value} /> : <StrangePart strange={strange} />;
}

/** A code that is no province of the reader: a unit elsewhere, a commune where a province belongs, or none. */
function StrangeUnit({ code }: { code: string }) {
    const place = usePlace();
    const { provinces } = usePageContext();
    const unit = useGet('/api/units/{code}', /^\w{1,32}$/.test(code) ? { code } : null);
    const found = unit.data;
    const mine = found && provinces.data?.rows.find((row) => row.code === found.province);
    const { session } = useSession();
    const accounts = toAccounts(session, useLinkTo());
    const own = useGet('/api/units', mine && found.level === 'commune' ? { parent: mine.code, mine: true } : null);
    if ((unit.loading && !unit.data) || (own.loading && !own.data)) return <Bones />;
    const outside = own.data?.rows.every((row) => row.code !== found?.code);
    const back = <Link to={writePlace(plainPlace(place, 'unit'))}>{t('strange.back')}</Link>;
    if (!found) return <State sign="?" title={t('strange.unitNone', { value: code })} next={t('strange.next')}>{back}</State>;
    if (!mine || outside) return <State sign="⊘" title={t('strange.unitElsewhere', { name: found.full_name, value: code })} next={t(accounts ? 'strange.unitElsewhereMine' : 'strange.unitElsewhereNext')}>{back}{accounts}</State>;
    return (
        <State sign="?" title={t('strange.unitBelow', { name: found.full_name, value: code, province: mine.name })} next={t('strange.unitBelowNext')}>
            <Link to={writePlace({ ...plainPlace(place, ''), unit: mine.code })}>{t('strange.unitProvince', { province: mine.name })}</Link>
        </State>
    );
}

function StrangePart({ strange }: { strange: Strange }) {
    const place = usePlace();
    const back = writePlace(plainPlace(place, strange.name));
    const early = strange.name === 'period' && isMonth(strange.value);
    const title = t(early ? 'strange.early' : `strange.${strange.name}`, { value: strange.name === 'late' || early ? showPeriod(strange.value) : strange.value });
    return (
        <State sign="?" title={title} next={strange.last ? t('strange.lateNext', { last: showPeriod(strange.last) }) : strange.name === 'period' ? t('strange.periodNext', { first: showPeriod(`${FIRST_YEAR}-01`) }) : t('strange.next')}>
            <Link to={back}>{t('strange.back')}</Link>
        </State>
    );
}

export function ProblemState({ problem, retry }: { problem: ApiProblem; retry?: () => void }) {
    const link = useLinkTo();
    const again = retry ? <Button onClick={retry}>{t('state.retry')}</Button> : null;
    const place = usePlace();
    const session = useContext(SessionContext)?.session; // the door shows problems too
    const home = barePlace(place) ? <Link to={link('/tong-quan')}>{t('state.toOverview')}</Link> : <Link to={writePlace(plainPlace(place, ''))}>{t('strange.back')}</Link>;
    if (problem.offline) return <State sign="⌁" title={t('state.offline')} next={t('state.offlineNext')}>{again}</State>;
    if (problem.status === 403)
        return <State sign="⊘" title={t('state.forbidden')} next={problem.detail || t('state.forbiddenNext')}>{home}{session ? toAccounts(session, link) : null}</State>;
    if (problem.status === 404)
        return <State sign="?" title={problem.title || t('state.notFound')} next={problem.detail || t('state.notFoundNext')}>{home}</State>;
    if (problem.status === 400) // a page asks as the contract says: what does not fit came out of the address
        return <State sign="?" title={t('strange.title')} next={t('strange.next')}>{home}</State>;
    if (problem.status === 422 && !barePlace(place)) return <State sign="?" title={problem.detail || t('strange.title')} next={t('strange.next')}>{home}</State>;
    if (problem.status < 500)
        return <State sign="!" title={problem.title || t('state.error')} next={problem.detail}>{again}</State>;
    return <State sign="!" title={t('state.error')} next={t(session && may(session, 'account.manage') ? 'state.errorMine' : 'state.errorNext', { id: problem.requestId || '–' })}>{again}</State>;
}

export function Bones({ heights = [30, 120, 320] }: { heights?: number[] }) {
    return (
        <div className="stack" role="status" aria-label={t('state.loading')}>
            {heights.map((height, i) => <div key={i} className="bone" style={{ height }} />)}
        </div>
    );
}

/** Bones, then the answer; the problem in words when there is none.  What was seen before stays while asking again.
 * `part` of a page that says already from when it is. */
export function Loaded<T>({ query, bones, part = false, children }: { query: Query<T>; bones?: number[]; part?: boolean; children: (data: T) => ReactNode }) {
    if (query.data === undefined)
        return query.problem ? <ProblemState problem={query.problem} retry={query.reload} /> : <Bones heights={bones} />;
    return (
        <>
            {query.seenAt && !part ? <div className="band" role="status">{t('app.offline', { at: showTime(query.seenAt) })}</div> : null}
            {children(query.data)}
        </>
    );
}
