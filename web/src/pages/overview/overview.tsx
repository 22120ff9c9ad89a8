/* One minute: where do we stand, where is it getting worse, who needs help. */
import { Suspense } from 'react';
import { useGet } from '../../api/hooks.ts';
import type { Answer, Schema } from '../../api/client.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { useIndicators } from '../../state/indicators.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { lang, t } from '../../text/text.ts';
import { behind, Cards, tone } from '../../ui/cards.tsx';
import { PathFigure } from '../../ui/chart.tsx';
import { later } from '../../ui/lazy.tsx';
import { LightLegend, LightMark } from '../../ui/light.tsx';
import { Link } from '../../ui/link.tsx';
import { CommuneMap } from '../../ui/map.tsx';
import { Spark } from '../../ui/spark.tsx';
import { Bones, Loaded } from '../../ui/states.tsx';
import { showDate, showPeriod } from '../../vn/date.ts';
import { amount, amountChange, change, count, percent } from '../../vn/number.ts';
import { Frame } from '../../ui/frame.tsx';
import { CoveredCard } from './covered.tsx';

type Overview = Answer<'/api/overview'>;
type Row = Schema['ProgressRow'];
type Card = Schema['Card'];

const Waits = later(() => import('../outreach/waits.tsx'), false);

/* What a leader looks at first; everything else is one tap away. */
const MAIN = ['participants_total', 'participants_voluntary', 'coverage_total', 'unemployment_insured', 'health_insured'];

function Commune({ row }: { row: Row }) {
    const link = useLinkTo();
    return <Link to={link(`/tien-do/${encodeURIComponent(row.code)}`)}>{row.name}</Link>;
}

function Worst({ rows }: { rows: Row[] }) {
    return (
        <Frame label={t('overview.worst')}>
            <table className="table">
                <thead>
                    <tr>
                        <th className="first">{t('col.name')}</th><th className="n">{t('col.gap')}</th><th>{t('col.light')}</th><th className="n">{t('col.share')}</th>
                        <th className="n">{t('col.result')}</th><th className="n">{t('col.needed')}</th><th>{t('col.spark')}</th>
                    </tr>
                </thead>
                <tbody>
                    {rows.map((row) => (
                        <tr key={row.code}>
                            <td className="first"><Commune row={row} /></td><td className={`n ${tone(behind(row))}`}>{change(behind(row), lang())}</td>
                            <td><LightMark light={row.light} text={row.light_text} /></td><td className="n">{percent(row.share_bp, lang())}</td>
                            <td className="n">{count(row.result, lang())}</td><td className="n">{count(row.needed, lang())}</td>
                            <td>{row.spark ? <Spark values={row.spark} /> : null}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </Frame>
    );
}

function Movers({ rows }: { rows: Row[] }) {
    return (
        <Frame label={t('overview.movers')}>
            <table className="table dense">
                <thead><tr><th className="first">{t('col.name')}</th><th className="n">{t('col.month')}</th><th className="n">{t('col.result')}</th><th>{t('col.light')}</th></tr></thead>
                <tbody>
                    {rows.map((row) => (
                        <tr key={row.code}>
                            <td className="first"><Commune row={row} /></td><td className={`n ${tone(row.month_change)}`}>{change(row.month_change, lang())}</td>
                            <td className="n">{count(row.result, lang())}</td><td><LightMark light={row.light} text={row.light_text} /></td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </Frame>
    );
}

/* Every indicator, also those that no document asks for. */
function All({ cards }: { cards: Card[] }) {
    const link = useLinkTo();
    const indicators = useIndicators();
    return (
        <Frame label={t('overview.indicators')}>
            <table className="table dense">
                <thead>
                    <tr>
                        <th className="first">{t('col.indicator')}</th><th className="n">{t('col.result')}</th><th className="n">{t('col.share')}</th><th className="n">{t('col.target')}</th><th>{t('col.light')}</th>
                        <th className="n">{t('col.month')}</th><th className="n">{t('col.year')}</th><th>{t('col.period')}</th><th>{t('col.spark')}</th>
                    </tr>
                </thead>
                <tbody>
                    {cards.map((card) => {
                        const better = indicators.find((indicator) => indicator.code === card.indicator)?.better ?? 1;
                        const show = (value: number | null) => amount(value, card.unit, lang());
                        return (
                            <tr key={card.indicator}>
                                <td className="first" title={[card.definition, card.denominator_note].filter(Boolean).join('\n')}><Link to={link('/tien-do', { indicator: card.indicator })}>{card.name}</Link></td>
                                <td className="n">{show(card.value)}</td><td className="n">{percent(card.share_bp, lang())}</td>
                                <td className="n">{card.target === null ? '–' : `${show(card.target)} (${card.target_year})`}</td>
                                <td>{card.target === null ? <span className="soft">{t('card.noTarget')}</span> : <LightMark light={card.light} text={card.light_text} />}</td>
                                <td className={`n ${tone(card.month_change, better)}`}>{amountChange(card.month_change, card.unit, lang())}</td>
                                <td className={`n ${tone(card.year_change, better)}`}>{amountChange(card.year_change, card.unit, lang())}</td>
                                <td>{card.period ? showPeriod(card.period) : '–'}</td>
                                <td><Spark values={card.spark.map((point) => point.value)} /></td>
                            </tr>
                        );
                    })}
                </tbody>
            </table>
        </Frame>
    );
}

function Freshness({ rows }: { rows: Overview['freshness'] }) {
    const link = useLinkTo();
    return (
        <Frame label={t('overview.freshness')}>
            <table className="table dense">
                <thead><tr><th className="first">{t('col.indicator')}</th><th className="n">{t('col.reported')}</th><th>{t('col.asOf')}</th><th>{t('col.source')}</th></tr></thead>
                <tbody>
                    {rows.map((row) => (
                        <tr key={row.source + row.indicator}>
                            <td className="first wrap"><Link to={link('/so-lieu', { indicator: row.indicator })}>{row.name ?? row.indicator}</Link></td>
                            <td className={`n ${row.reported < row.units ? 'bad' : ''}`}>{row.reported}/{row.units}</td><td>{showDate(row.as_of)}</td><td className="wrap">{row.source}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </Frame>
    );
}

function Shown({ data }: { data: Overview }) {
    const link = useLinkTo();
    const { session } = useSession();
    const first = MAIN.flatMap((code) => data.cards.filter((card) => card.indicator === code));
    const several = data.communes.length > 1; // who sees one commune has nothing to compare
    const lastGoal = data.path?.goals[data.path.goals.length - 1]?.year ?? 2030;
    return (
        <div className="stack">
            <div>
                <h1 className="sentence">{data.headline}</h1>
                {data.note ? <p className="soft text">{data.note}</p> : null}
            </div>
            <Cards cards={first} path="/tien-do" />
            {may(session, 'work.assign') ? <Suspense fallback={<Bones heights={[130]} />}><Waits /></Suspense> : null}
            <div className={several ? 'two' : ''}>
                <section className="card stack">
                    {data.path ? <PathFigure path={data.path} unit="person" title={t('overview.path', { year: lastGoal })} /> : <><h2>{t('overview.path', { year: lastGoal })}</h2><p className="soft">{t('overview.noPath')}</p></>}
                </section>
                {several ? (
                    <section className="card stack">
                        <h2>{t('overview.map')}</h2>
                        <LightLegend counts={data.lights} to={(light) => link('/tien-do', { light })} />
                        <Suspense fallback={null}><CommuneMap province={data.province} values={data.communes} /></Suspense>
                    </section>
                ) : null}
            </div>
            {several ? (
                <section className="card stack">
                    <div className="spread">
                        <div><h2>{t('overview.worst')}</h2><p className="soft">{t('overview.worstNote')}</p></div>
                        <Link to={link('/tien-do')}>{t('overview.all', { count: data.communes.length })}</Link>
                    </div>
                    <Worst rows={data.worst} />
                </section>
            ) : null}
            <CoveredCard />
            <section className="card stack"><h2>{t('overview.indicators')}</h2><All cards={data.cards} /></section>
            <div className={several ? 'two even' : ''}>
                {several ? <section className="card stack"><h2>{t('overview.movers')}</h2><Movers rows={data.movers} /></section> : null}
                <section className="card stack"><h2>{t('overview.freshness')}</h2><Freshness rows={data.freshness} /></section>
            </div>
        </div>
    );
}

export default function OverviewPage() {
    const { args } = usePageContext();
    const query = useGet('/api/overview', args.province ? args : null);
    return <Loaded query={query} bones={[30, 180, 360, 400]}>{(data) => <Shown data={data} />}</Loaded>;
}
