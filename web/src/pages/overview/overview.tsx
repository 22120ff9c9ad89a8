/* One minute: where do we stand, where is it getting worse, who needs help. */
import { Suspense } from 'react';
import { useGet } from '../../api/hooks.ts';
import type { Answer, Schema } from '../../api/client.ts';
import { usePageContext } from '../../state/context.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { lang, t } from '../../text/text.ts';
import { behind, Cards, tone } from '../../ui/cards.tsx';
import { PathFigure } from '../../ui/chart.tsx';
import { LightLegend, LightMark } from '../../ui/light.tsx';
import { Link } from '../../ui/link.tsx';
import { CommuneMap } from '../../ui/map.tsx';
import { Spark } from '../../ui/spark.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showDate, showPeriod } from '../../vn/date.ts';
import { change, count, percent } from '../../vn/number.ts';
import { Frame } from '../../ui/frame.tsx';

type Overview = Answer<'/api/overview'>;
type Row = Schema['ProgressRow'];

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
                        <th className="first">{t('col.name')}</th><th>{t('col.light')}</th><th className="n">{t('col.result')}</th><th className="n">{t('col.gap')}</th>
                        <th className="n">{t('col.share')}</th><th className="n">{t('col.needed')}</th><th>{t('col.spark')}</th>
                    </tr>
                </thead>
                <tbody>
                    {rows.map((row) => (
                        <tr key={row.code}>
                            <td className="first"><Commune row={row} /></td><td><LightMark light={row.light} text={row.light_text} /></td>
                            <td className="n">{count(row.result, lang())}</td><td className={`n ${tone(behind(row))}`}>{change(behind(row), lang())}</td>
                            <td className="n">{percent(row.share_bp, lang())}</td><td className="n">{count(row.needed, lang())}</td>
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

function Freshness({ rows }: { rows: Overview['freshness'] }) {
    return (
        <Frame label={t('overview.freshness')}>
            <table className="table dense">
                <thead><tr><th className="first">{t('col.indicator')}</th><th>{t('col.source')}</th><th>{t('col.lastPeriod')}</th><th>{t('col.asOf')}</th><th className="n">{t('col.reported')}</th></tr></thead>
                <tbody>
                    {rows.map((row) => (
                        <tr key={row.source + row.indicator}>
                            <td className="first">{row.name ?? row.indicator}</td><td>{row.source}</td><td>{showPeriod(row.last_period)}</td><td>{showDate(row.as_of)}</td>
                            <td className={`n ${row.reported < row.units ? 'bad' : ''}`}>{row.reported}/{row.units}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </Frame>
    );
}

function Shown({ data }: { data: Overview }) {
    const link = useLinkTo();
    const first = MAIN.flatMap((code) => data.cards.filter((card) => card.indicator === code));
    const rest = data.cards.filter((card) => !MAIN.includes(card.indicator));
    const lastGoal = data.path?.goals[data.path.goals.length - 1]?.year ?? 2030;
    return (
        <div className="stack">
            <div>
                <h1 className="sentence">{data.headline}</h1>
                {data.note ? <p className="soft text">{data.note}</p> : null}
            </div>
            <Cards cards={first} path="/tien-do" />
            {rest.length ? <details className="more"><summary>{t('overview.more', { count: rest.length })}</summary><Cards cards={rest} path="/tien-do" /></details> : null}
            <div className="two">
                <section className="card stack">
                    {data.path ? <PathFigure path={data.path} unit="person" title={t('overview.path', { year: lastGoal })} /> : <><h2>{t('overview.path', { year: lastGoal })}</h2><p className="soft">{t('overview.noPath')}</p></>}
                </section>
                <section className="card stack">
                    <h2>{t('overview.map')}</h2>
                    <LightLegend counts={data.lights} />
                    <Suspense fallback={null}><CommuneMap province={data.province} values={data.communes} /></Suspense>
                </section>
            </div>
            <section className="card stack">
                <div className="spread">
                    <div><h2>{t('overview.worst')}</h2><p className="soft">{t('overview.worstNote')}</p></div>
                    <Link to={link('/tien-do')}>{t('overview.all', { count: data.communes.length })}</Link>
                </div>
                <Worst rows={data.worst} />
            </section>
            <div className="two even">
                <section className="card stack"><h2>{t('overview.movers')}</h2><Movers rows={data.movers} /></section>
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
