/* The way from lead to covered person as bars of one length scale, each with its number. */
import { say } from '../../text/outreach.ts';
import { lang } from '../../text/text.ts';
import { percent } from '../../vn/number.ts';
import { n } from './pieces.tsx';
import type { Funnel } from './pieces.tsx';

const STEPS = ['leads', 'assigned', 'contacted', 'registered', 'confirmed'] as const;

export const funnelWords = (row: Funnel) => say('funnel.sentence', { assigned: n(row.assigned), contacted: n(row.contacted), registered: n(row.registered), confirmed: n(row.confirmed) });

/** Of those before; "" where there were none. */
const ofThose = (value: number, before: number | undefined) => (before ? percent((value / before) * 10_000, lang()) : '');

export function FunnelBars({ row }: { row: Funnel }) {
    const steps = STEPS.flatMap((step) => (row[step] === null ? [] : [{ step, value: row[step] }])); // leads are not known by every comparison
    const most = Math.max(1, ...steps.map(({ value }) => value));
    return (
        <div className="stack tight">
            <ol className="funnel" aria-label={say('funnel.title')}>
                {steps.map(({ step, value }, i) => {
                    const share = ofThose(value, steps[i - 1]?.value);
                    return (
                        <li key={step}>
                            <span>{say(`funnel.${step}`)}</span>
                            <span className="funnel-bar" aria-hidden="true"><b style={{ width: `${(value / most) * 100}%` }} /></span>
                            <span className="num">{n(value)}{share ? <span className="soft"> · {share}</span> : null}</span>
                        </li>
                    );
                })}
            </ol>
            <p className="soft">{row.waiting === null ? '' : `${say('funnel.waits', { count: n(row.waiting) })} `}{say('funnel.note')}</p>
        </div>
    );
}
