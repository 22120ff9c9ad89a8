/* Tiến độ: the communes against the path, as a table, month by month, or on a map. */
import { useMemo } from 'react';
import { download } from '../../api/client.ts';
import type { Answer, Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { useIndicators } from '../../state/indicators.ts';
import { useLinkTo, usePlaceValue } from '../../state/use_address.ts';
import { lang, t } from '../../text/text.ts';
import { behind, tone } from '../../ui/cards.tsx';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column, Picked } from '../../ui/data_table.tsx';
import { IndicatorChoice } from '../../ui/indicator_choice.tsx';
import { LightLegend, LightMark, lightName, lights } from '../../ui/light.tsx';
import { Link } from '../../ui/link.tsx';
import { Popup, Segments } from '../../ui/plain.tsx';
import { CommuneMap } from '../../ui/map.tsx';
import { Spark } from '../../ui/spark.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showPeriod } from '../../vn/date.ts';
import { amount, amountChange, percent } from '../../vn/number.ts';
import { Heat } from './heat.tsx';

type Progress = Answer<'/api/progress'>;
type Row = Schema['ProgressRow'];
export type View = 'table' | 'heat' | 'map';

const DEFAULT = 'participants_total';
const ALL = 5000; // every commune of a province at once: sort and filter answer without asking

function useColumns(unit: string, province: string, better: number): Column<Row>[] {
    const link = useLinkTo();
    return useMemo(() => {
        const figure = (key: string, title: string, value: (row: Row) => number | null | undefined, hidden = false): Column<Row> =>
            ({ key, title, value, numeric: true, hidden, show: (row) => amount(value(row), unit, lang()) });
        const moved = (key: string, title: string, value: (row: Row) => number | null | undefined): Column<Row> =>
            ({ key, title, value, numeric: true, show: (row) => amountChange(value(row), unit, lang()), className: (row) => tone(value(row), better) });
        return [
            { key: 'name', file: 'unit', title: t('col.name'), value: (row) => row.name, show: (row) => (row.code === province ? row.name || t('progress.total') : <Link to={link(`/tien-do/${encodeURIComponent(row.code)}`)}>{row.name}</Link>) },
            { key: 'light', title: t('col.light'), value: (row) => row.light_text, show: (row) => <LightMark light={row.light} text={row.light_text} /> },
            figure('result', t('col.result'), (row) => row.result),
            { key: 'share', file: 'percent', title: t('col.share'), value: (row) => (row.share_bp === null ? null : row.share_bp / 100), show: (row) => percent(row.share_bp, lang()), numeric: true },
            { ...moved('gap', t('col.gap'), behind), file: 'against_path', className: (row) => tone(behind(row)) },
            { ...figure('needed', t('col.needed'), (row) => row.needed), file: 'needed_per_month' },
            moved('month_change', t('col.month'), (row) => row.month_change),
            moved('year_change', t('col.year'), (row) => row.year_change),
            { key: 'spark', title: t('col.spark'), value: (row) => row.spark?.[row.spark.length - 1], show: (row) => (row.spark ? <Spark values={row.spark} /> : null) },
            figure('target', t('col.target'), (row) => row.target),
            figure('expected', t('col.expected'), (row) => row.expected, true),
            { ...figure('shortfall', t('col.shortfall'), (row) => (row.gap === null ? null : Math.max(0, row.gap)), true), file: 'gap' },
            { key: 'rank', title: t('col.rank'), value: (row) => row.rank, numeric: true, hidden: true },
            { key: 'reported', title: t('col.reported'), value: (row) => row.reported, show: (row) => `${showPeriod(row.reported)}${row.late ? ` – ${t('progress.late')}` : ''}`, className: (row) => (row.late ? 'bad' : ''), hidden: true },
        ];
    }, [link, unit, province, better]);
}

function Table({ data, unit, better, exported }: { data: Progress; unit: string; better: number; exported: (format: 'csv' | 'xlsx', picked: Picked) => Promise<void> }) {
    const columns = useColumns(unit, data.province, better);
    return <DataTable name="progress" label={t('page.progress')} columns={columns} rows={data.rows} total={data.total} id={(row) => row.code} sort="gap" addressed exported={exported} />;
}

function Lights({ light, setLight }: { light: string; setLight: (light: string) => void }) {
    const chosen = light ? light.split(',') : [];
    const names = lights.filter((code) => chosen.includes(code)).map(lightName).join(', ');
    return (
        <Popup label={`${t('progress.lights')}: ${names || t('progress.allLights')} ▾`}>
            <div className="column-choice">
                {lights.map((code) => (
                    <label key={code} className="row">
                        <input type="checkbox" checked={chosen.includes(code)} onChange={(event) => setLight(lights.filter((one) => (one === code ? event.target.checked : chosen.includes(one))).join(','))} />
                        <LightMark light={code} />
                    </label>
                ))}
            </div>
        </Popup>
    );
}

export default function ProgressPage() {
    const { args } = usePageContext();
    const indicators = useIndicators();
    const [view, setView] = usePlaceValue('view');
    const [chosen, setIndicator] = usePlaceValue('indicator');
    const [light, setLight] = usePlaceValue('light');
    const indicator = chosen || DEFAULT;
    const about = indicators.find((row) => row.code === indicator);
    const asked = { ...args, indicator, ...(light ? { light } : {}) };
    const query = useGet('/api/progress', args.province ? { ...asked, limit: ALL } : null);
    const shown = (view || 'table') as View;
    return (
        <div className="stack">
            <div className="row no-print">
                <IndicatorChoice value={indicator} onChange={(code) => setIndicator(code === DEFAULT ? '' : code)} />
                <Segments label={t('progress.view')} value={shown} onChange={(next) => setView(next === 'table' ? '' : next)}
                    options={[{ value: 'table', label: t('progress.table') }, { value: 'heat', label: t('progress.heat') }, { value: 'map', label: t('progress.map') }]} />
                {shown === 'heat' ? null : <Lights light={light} setLight={setLight} />}
            </div>
            <Loaded query={query} bones={[30, 40, 480]}>
                {(data) => (
                    <>
                        <div>
                            <h1 className="sentence">{data.headline}</h1>
                            {data.note ? <p className="soft text">{data.note}</p> : null}
                        </div>
                        {shown === 'table' ? <Table data={data} unit={about?.unit ?? 'person'} better={about?.better ?? 1} exported={(format, picked) => download('/api/progress', { ...asked, ...picked }, format, 'tien-do')} /> : null}
                        {shown === 'heat' ? <Heat indicator={indicator} unit={about?.unit ?? 'person'} /> : null}
                        {shown === 'map' ? <section className="card stack map-wide"><LightLegend counts={tally(data.rows)} /><CommuneMap province={data.province} values={data.rows} /></section> : null}
                    </>
                )}
            </Loaded>
        </div>
    );
}

function tally(rows: Row[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const row of rows) counts[row.light] = (counts[row.light] ?? 0) + 1;
    return counts;
}
