import { lang, t } from '../text/text.ts';
import { count } from '../vn/number.ts';

/** The last months as one line; where a month is not known the line has a gap. */
export function Spark({ values, width = 96, height = 24 }: { values: (number | null)[]; width?: number; height?: number }) {
    const known = values.filter((value): value is number => value !== null);
    if (known.length < 2) return <span className="soft">–</span>;
    const low = Math.min(...known);
    const span = Math.max(...known) - low || 1;
    const x = (i: number) => 2 + (i / (values.length - 1)) * (width - 6);
    const y = (value: number) => height - 3 - ((value - low) / span) * (height - 6);
    let path = '';
    let pen = false;
    values.forEach((value, i) => {
        if (value !== null) path += `${pen ? 'L' : 'M'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
        pen = value !== null;
    });
    const last = values.length - 1 - [...values].reverse().findIndex((value) => value !== null);
    const label = t('chart.spark', { first: count(known[0], lang()), last: count(known[known.length - 1], lang()) });
    return (
        <svg className="spark" style={{ width, height }} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
            <title>{label}</title>
            <path d={path} />
            <circle cx={x(last)} cy={y(values[last] as number)} r="2" />
        </svg>
    );
}
