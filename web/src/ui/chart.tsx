/* A chart, or the same as a table: whoever cannot see or print the picture has the figures. */
import { Suspense, useState } from 'react';
import type { Schema } from '../api/client.ts';
import { lang, t } from '../text/text.ts';
import { showPeriod } from '../vn/date.ts';
import { amount } from '../vn/number.ts';
import { Frame } from './frame.tsx';
import { later } from './lazy.tsx';
import { Button } from './plain.tsx';

const PathChart = later(() => import('./path_chart.tsx'), false);
type PathData = Schema['Path'];

function PathTable({ path, unit }: { path: PathData; unit: string }) {
    const show = (value: number | null | undefined) => amount(value, unit, lang());
    const periods = [...new Set([...path.history, ...path.forecast].map((point) => point.period))].sort().reverse();
    const history = new Map(path.history.map((point) => [point.period, point.value]));
    const forecast = new Map(path.forecast.map((point) => [point.period, point]));
    const goals = new Map(path.goals.map((goal) => [`${goal.year}-12`, goal.value]));
    return (
        <Frame label={t('chart.asTable')} className="chart">
            <table className="table dense">
                <thead><tr>{(['col.period', 'chart.actual', 'chart.goal', 'col.low', 'col.median', 'col.high'] as const).map((key, i) => <th key={key} className={i ? 'n' : ''}>{t(key)}</th>)}</tr></thead>
                <tbody>
                    {periods.map((period) => {
                        const band = forecast.get(period);
                        return (
                            <tr key={period}>
                                <td>{showPeriod(period)}</td><td className="n">{show(history.get(period))}</td><td className="n">{show(goals.get(period))}</td>
                                <td className="n">{show(band?.low95)}</td><td className="n">{show(band?.median)}</td><td className="n">{show(band?.high95)}</td>
                            </tr>
                        );
                    })}
                </tbody>
            </table>
        </Frame>
    );
}

export function PathFigure({ path, unit, title }: { path: PathData; unit: string; title: string }) {
    const [table, setTable] = useState(false);
    return (
        <>
            <div className="spread">
                <h2>{title}</h2>
                <Button kind="link" small className="no-print" onClick={() => setTable(!table)}>{table ? t('chart.asChart') : t('chart.asTable')}</Button>
            </div>
            {path.outlook ? <p>{path.outlook}</p> : null}
            {table ? <PathTable path={path} unit={unit} /> : <Suspense fallback={<div className="bone chart" />}><PathChart path={path} unit={unit} /></Suspense>}
            <p className="soft">{t('overview.pathNote')}</p>
        </>
    );
}
