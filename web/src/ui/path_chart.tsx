/* History, path, forecast with its bands, and the targets of one indicator.  This file and ECharts come when the first
 * chart is shown (chart.tsx). */
import { LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkLineComponent, MarkPointComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import type { EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import type { Schema } from '../api/client.ts';
import { lang, t } from '../text/text.ts';
import { showPeriod } from '../vn/date.ts';
import { amount } from '../vn/number.ts';
import { token, useLook } from './theme.tsx';

use([LineChart, GridComponent, TooltipComponent, MarkLineComponent, MarkPointComponent, AriaComponent, CanvasRenderer]);

export type PathData = Schema['Path'];

const at = (period: string) => Date.UTC(Number(period.slice(0, 4)), Number(period.slice(5, 7) || 12) - 1, 15);
type Pair = [number, number];

function optionOf(path: PathData, unit: string) {
    const show = (value: number) => amount(value, unit, lang());
    const history = path.history.flatMap((point): Pair[] => (point.value === null ? [] : [[at(point.period), point.value]]));
    const last = history[history.length - 1];
    const joined = last ? [last] : [];
    const band = (low: 'low80' | 'low95', high: 'high80' | 'high95', opacity: number) => {
        const lows: Pair[] = path.forecast.map((point) => [at(point.period), point[low]]);
        const spans: Pair[] = path.forecast.map((point) => [at(point.period), point[high] - point[low]]);
        const base = { type: 'line' as const, symbol: 'none', silent: true, stack: low, lineStyle: { opacity: 0 }, tooltip: { show: false } };
        return [
            { ...base, data: [...joined, ...lows], areaStyle: { opacity: 0 } },
            { ...base, data: [...joined.map(([x]): Pair => [x, 0]), ...spans], areaStyle: { color: token('accent'), opacity } },
        ];
    };
    const goals = path.goals.map((goal): Pair => [at(`${goal.year}-12`), goal.value]);
    const way = (path.path ?? []).flatMap((point): Pair[] => (point.value === null ? [] : [[at(point.period), point.value]]));
    const all = [...history, ...goals, ...way].map(([, value]) => value);
    const endLabel = (text: string, colour: string) => ({ show: true, formatter: text, color: colour, fontFamily: token('font'), fontSize: 12 });
    return {
        animation: false,
        aria: { enabled: true },
        textStyle: { fontFamily: token('font'), color: token('text-2') },
        grid: { left: 8, right: 72, top: 24, bottom: 8, containLabel: true },
        xAxis: { type: 'time' as const, axisLine: { lineStyle: { color: token('line') } }, axisTick: { show: false }, splitLine: { show: false }, minInterval: 365 * 86400_000, axisLabel: { color: token('text-2'), formatter: '{yyyy}', hideOverlap: true } },
        yAxis: { type: 'value' as const, scale: Math.min(...all) > 0.6 * Math.max(...all), splitNumber: 4, axisLabel: { color: token('text-2'), formatter: show }, splitLine: { lineStyle: { color: token('line-soft') } } },
        tooltip: {
            trigger: 'axis' as const, transitionDuration: 0, className: 'chart-tip', borderWidth: 1, padding: [6, 10],
            backgroundColor: token('card'), borderColor: token('line'), textStyle: { color: token('text'), fontFamily: token('font'), fontSize: 13 },
            // an element, not a string: text with style attributes is what the policy of the page refuses
            formatter: (given: unknown) => {
                const items = (given as { seriesName?: string; value: Pair }[]).filter((item) => item.seriesName && !item.seriesName.startsWith('series'));
                const box = document.createElement('div');
                const when = new Date(items[0]?.value[0] ?? 0).toISOString().slice(0, 7);
                box.append(Object.assign(document.createElement('b'), { textContent: showPeriod(when) }));
                for (const item of items) box.append(Object.assign(document.createElement('div'), { textContent: `${item.seriesName}: ${show(item.value[1])}` }));
                const bands = path.forecast.find((point) => point.period.startsWith(when));
                if (bands) box.append(Object.assign(document.createElement('div'), { textContent: `${t('chart.band80')}: ${show(bands.low80)} – ${show(bands.high80)}` }));
                return box;
            },
        },
        series: [
            ...band('low95', 'high95', 0.1),
            ...band('low80', 'high80', 0.16),
            { name: t('chart.path'), type: 'line' as const, symbol: 'none', data: way, lineStyle: { color: token('text-2'), width: 1 }, itemStyle: { color: token('text-2') } },
            { name: t('chart.forecast'), type: 'line' as const, symbol: 'none', data: [...joined, ...path.forecast.map((point): Pair => [at(point.period), point.median])], lineStyle: { color: token('accent'), width: 2, type: 'dashed' as const }, itemStyle: { color: token('accent') }, endLabel: endLabel(t('chart.forecast'), token('accent')), labelLayout: { moveOverlap: 'shiftY' as const } },
            { name: t('chart.actual'), type: 'line' as const, symbol: 'none', data: history, lineStyle: { color: token('accent'), width: 2.5 }, itemStyle: { color: token('accent') } },
            {
                name: t('chart.goal'), type: 'line' as const, data: goals, showSymbol: true, symbol: 'diamond', symbolSize: 9, lineStyle: { opacity: 0 }, itemStyle: { color: token('light-far-behind') },
                label: { show: true, position: 'top' as const, color: token('text'), fontSize: 11, formatter: (item: unknown) => { const pair = (item as { value: Pair; dataIndex: number }); return pair.dataIndex === 0 || pair.dataIndex === goals.length - 1 ? show(pair.value[1]) : ''; } },
                labelLayout: { hideOverlap: true },
                endLabel: endLabel(t('chart.goal'), token('light-far-behind')),
            },
        ],
    };
}

export default function PathChart({ path, unit }: { path: PathData; unit: string }) {
    const box = useRef<HTMLDivElement>(null);
    const chart = useRef<EChartsType | null>(null);
    const { dark } = useLook();
    useEffect(() => {
        if (!box.current) return;
        chart.current = init(box.current);
        const watch = new ResizeObserver(() => chart.current?.resize());
        watch.observe(box.current);
        return () => {
            watch.disconnect();
            chart.current?.dispose();
        };
    }, []);
    useEffect(() => {
        chart.current?.setOption(optionOf(path, unit) as Parameters<EChartsType['setOption']>[0], true);
    }, [path, unit, dark]);
    return <div className="chart" ref={box} />;
}
