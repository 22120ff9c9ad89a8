/* Ưu tiên: why one lead stands before another – the stated formula, or the model that outcomes gave, with its coefficients
 * in words and how well it foretold what happened. */
import { useState } from 'react';
import type { Answer } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/outreach.ts';
import { lang } from '../../text/text.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Frame } from '../../ui/frame.tsx';
import { Link } from '../../ui/link.tsx';
import { Button } from '../../ui/plain.tsx';
import { Loaded } from '../../ui/states.tsx';
import { n } from './pieces.tsx';

type Rule = Answer<'/api/work/priority'>['rules'][number];
type Bin = Rule['calibration'][number];

const real = (value: number | null | undefined, digits = 2) => (value === null || value === undefined ? '–' : value.toLocaleString(lang() === 'en' ? 'en-GB' : 'vi-VN', { maximumFractionDigits: digits, minimumFractionDigits: digits }).replace('-', '−'));
const share = (value: number) => `${real(value * 100, 0)} %`;

/** Each point a tenth of the people: what was foretold to the right, what happened upwards; on the line both agree. */
function Calibration({ bins }: { bins: Bin[] }) {
    const [table, setTable] = useState(false);
    const [width, height, left, bottom] = [340, 260, 44, 36];
    const x = (value: number) => left + value * (width - left - 24);
    const y = (value: number) => height - bottom - value * (height - bottom - 12);
    const most = Math.max(1, ...bins.map((bin) => bin.count));
    return (
        <div className="stack tight">
            <div className="spread"><h3>{say('priority.calibration')}</h3><Button kind="link" small className="no-print" onClick={() => setTable(!table)}>{say(table ? 'priority.asChart' : 'priority.asTable')}</Button></div>
            <p className="soft">{say('priority.calibrationWhat')}</p>
            {table ? (
                <Frame label={say('priority.calibration')}>
                    <table className="table dense">
                        <thead><tr><th className="first">{say('priority.band')}</th><th className="n">{say('priority.expected')}</th><th className="n">{say('priority.observed')}</th><th className="n">{say('priority.people')}</th></tr></thead>
                        <tbody>{bins.map((bin) => <tr key={bin.from}><td className="first">{share(bin.from)} – {share(bin.to)}</td><td className="n">{share(bin.expected)}</td><td className="n">{share(bin.observed)}</td><td className="n">{n(bin.count)}</td></tr>)}</tbody>
                    </table>
                </Frame>
            ) : (
                <svg className="calibration" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={say('priority.calibrationLabel', { bins: bins.length })}>
                    {[0, 0.25, 0.5, 0.75, 1].map((value) => (
                        <g key={value}><line x1={x(0)} x2={x(1)} y1={y(value)} y2={y(value)} className="grid" /><text x={left - 6} y={y(value) + 4} textAnchor="end">{share(value)}</text><text x={x(value)} y={height - bottom + 16} textAnchor="middle">{share(value)}</text></g>
                    ))}
                    <line x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} className="ideal" />
                    {bins.map((bin) => <circle key={bin.from} cx={x(bin.expected)} cy={y(bin.observed)} r={3 + 5 * Math.sqrt(bin.count / most)}><title>{say('priority.point', { expected: share(bin.expected), observed: share(bin.observed), count: n(bin.count) })}</title></circle>)}
                    <text x={x(0.5)} y={height - 4} textAnchor="middle">{say('priority.expected')}</text>
                    <text x={x(0) + 6} y={y(1) + 4}>{say('priority.observed')}</text>
                </svg>
            )}
        </div>
    );
}

function Model({ rule }: { rule: Rule }) {
    return (
        <section className="card stack">
            <h2>{rule.rule_text}</h2>
            <p>{say(rule.formula === 'model' ? 'priority.modelUsed' : 'priority.modelNotUsed', { model: real(rule.loss_model, 3), stated: real(rule.loss_stated, 3), outcomes: n(rule.outcomes) })}</p>
            <div className="two even">
                <div className="stack tight">
                    <h3>{say('priority.coefficients')}</h3>
                    <Frame label={say('priority.coefficients')}>
                        <table className="table dense">
                            <thead><tr><th className="first">{say('priority.name')}</th><th className="n">{say('priority.value')}</th><th className="n">{say('priority.error')}</th><th className="n">{say('priority.count')}</th><th>{say('priority.means')}</th></tr></thead>
                            <tbody>{rule.coefficients.map((one) => <tr key={one.name}><td className="first wrap">{one.name}</td><td className="n">{real(one.value)}</td><td className="n">± {real(one.error)}</td><td className="n">{n(one.count)}</td><td className="wrap">{one.words}</td></tr>)}</tbody>
                        </table>
                    </Frame>
                </div>
                {rule.calibration.length ? <Calibration bins={rule.calibration} /> : null}
            </div>
        </section>
    );
}

export default function PriorityPart() {
    const { args } = usePageContext();
    const link = useLinkTo();
    const query = useGet('/api/work/priority', { province: args.province });
    const columns: Column<Rule>[] = [
        { key: 'rule', title: say('rule'), value: (row) => row.rule_text, show: (row) => <Link to={link('/van-dong/viec', { rule: row.rule })}>{row.rule_text}</Link>, most: 420 },
        { key: 'rank', title: say('priority'), value: (row) => row.gain * row.ease, show: (row) => <b>{real(row.gain * row.ease)}</b>, numeric: true },
        { key: 'gain', title: say('priority.gain'), hint: say('priority.gainHint'), value: (row) => row.gain, show: (row) => real(row.gain, 1), numeric: true },
        { key: 'ease', title: say('priority.ease'), hint: say('priority.easeHint'), value: (row) => row.ease, show: (row) => real(row.ease), numeric: true },
        { key: 'formula', title: say('priority.formula'), value: (row) => say(`priority.${row.formula}`) },
        { key: 'outcomes', title: say('priority.outcomes'), value: (row) => row.outcomes, numeric: true },
        { key: 'registered', title: say('registered'), value: (row) => row.registered, numeric: true, hidden: true },
        { key: 'why', title: say('priority.why'), value: (row) => [row.reason, row.why].filter(Boolean).join(' – '), most: 520 },
    ];
    return (
        <Loaded query={query} bones={[30, 320]}>
            {({ rules }) => (
                <>
                    <h1 className="sentence">{say('priority.sentence', { rules: n(rules.length), models: n(rules.filter((rule) => rule.formula === 'model').length) })}</h1>
                    <p className="text">{say('priority.what')}</p>
                    <DataTable name="priority" label={say('part.uu-tien')} columns={columns} rows={rules} id={(row) => row.rule} sort="-rank" addressed dense />
                    {rules.filter((rule) => rule.coefficients.length).map((rule) => <Model key={rule.rule} rule={rule} />)}
                </>
            )}
        </Loaded>
    );
}
