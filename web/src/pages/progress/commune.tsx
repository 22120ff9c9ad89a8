/* One commune (or the province): where it stands, how it came there, where it goes, and every indicator. */
import type { Answer } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import type { PageProps } from '../../pages.ts';
import { usePageContext } from '../../state/context.ts';
import { useIndicators } from '../../state/indicators.ts';
import { useLinkTo, usePlaceValue } from '../../state/use_address.ts';
import { lang, t } from '../../text/text.ts';
import { behind, Cards, tone } from '../../ui/cards.tsx';
import { PathFigure } from '../../ui/chart.tsx';
import { IndicatorChoice } from '../../ui/indicator_choice.tsx';
import { LightMark } from '../../ui/light.tsx';
import { Link } from '../../ui/link.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showPeriod } from '../../vn/date.ts';
import { amount, change, percent } from '../../vn/number.ts';

type UnitProgress = Answer<'/api/units/{code}/progress'>;

function Standing({ data, unit, better }: { data: UnitProgress; unit: string; better: number }) {
    const { row } = data;
    const show = (value: number | null) => amount(value, unit, lang());
    const facts: [string, string, string][] = [
        [t('col.result'), show(row.result), ''],
        [t('col.target') + (row.interpolated ? ` (${t('progress.interpolated')})` : ''), show(row.target), ''],
        [t('col.share'), percent(row.share_bp, lang()), ''],
        [t('col.expected'), show(row.expected), ''],
        [t('col.gap'), change(behind(row), lang()), tone(behind(row))],
        [t('col.shortfall'), show(row.gap === null ? null : Math.max(0, row.gap)), ''],
        [t('col.needed'), show(row.needed), ''],
        [t('col.month'), change(row.month_change, lang()), tone(row.month_change, better)],
        [t('col.year'), change(row.year_change, lang()), tone(row.year_change, better)],
    ];
    return (
        <section className="card stack">
            <div className="row">
                <LightMark light={row.light} text={row.light_text} />
                {row.rank ? <span className="soft">{t('progress.rank', { rank: row.rank })}</span> : null}
                {row.late ? <span className="bad">{t('progress.late')} ({showPeriod(row.reported)})</span> : null}
            </div>
            <dl className="facts">{facts.map(([name, value, className]) => <div key={name}><dt>{name}</dt><dd className={`num ${className}`}>{value}</dd></div>)}</dl>
        </section>
    );
}

function Merged({ code }: { code: string }) {
    const detail = useGet('/api/units/{code}', { code }).data;
    const names = detail?.merged_from.map((unit) => (unit.district ? `${unit.name} (${unit.district})` : unit.name)) ?? [];
    return names.length ? <p className="soft text">{t('progress.merged', { names: '' })}<span lang="vi">{names.join(', ')}</span></p> : null;
}

export default function CommunePage({ params }: PageProps) {
    const code = params.code ?? '';
    const { args } = usePageContext();
    const indicators = useIndicators();
    const link = useLinkTo();
    const [chosen, setIndicator] = usePlaceValue('indicator');
    const indicator = chosen || 'participants_total';
    const about = indicators.find((row) => row.code === indicator);
    const unit = about?.unit ?? 'person';
    const { province: _, ...when } = args;
    const query = useGet('/api/units/{code}/progress', { code, ...when, indicator });
    return (
        <Loaded query={query} bones={[60, 120, 360]}>
            {(data) => (
                <div className="stack">
                    <div className="row no-print"><Link to={link('/tien-do', chosen ? { indicator: chosen } : {})}>← {t('progress.back')}</Link></div>
                    <div>
                        <p className="soft">{data.unit.full_name} · {data.province_name} · {showPeriod(data.period)}</p>
                        <h1 className="sentence">{data.headline}</h1>
                        {data.note ? <p className="soft text">{data.note}</p> : null}
                        <Merged code={code} />
                    </div>
                    <div className="row no-print">
                        <IndicatorChoice value={indicator} onChange={setIndicator} />
                        <Link to={link('/so-lieu', { of: code, indicator })}>{t('progress.openFacts')}</Link>
                    </div>
                    <div className="two">
                        <section className="card stack"><PathFigure path={data.path} unit={unit} title={t('progress.history')} /></section>
                        <Standing data={data} unit={unit} better={about?.better ?? 1} />
                    </div>
                    <h2>{t('progress.indicators')}</h2>
                    <Cards cards={data.cards} path={`/tien-do/${encodeURIComponent(code)}`} />
                </div>
            )}
        </Loaded>
    );
}
