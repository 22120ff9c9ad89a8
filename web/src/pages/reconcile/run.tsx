/* One run: what each rule found; beside another run: what appeared, what cleared, and why. */
import { useMemo } from 'react';
import { download } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { useLinkTo, usePlaceValue } from '../../state/use_address.ts';
import { say } from '../../text/reconcile.ts';
import { lang } from '../../text/text.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column, Picked } from '../../ui/data_table.tsx';
import { Frame } from '../../ui/frame.tsx';
import { Link } from '../../ui/link.tsx';
import { Choice } from '../../ui/plain.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showPeriod, showTime } from '../../vn/date.ts';
import { change, count } from '../../vn/number.ts';
import { LeftOut } from './left_out.tsx';
import { Facts } from './pieces.tsx';

type Run = Schema['RunDetail'];
type Compare = Schema['RunCompare'];
type Changed = Compare['rows'][number];
const n = (value: number | undefined) => count(value, lang());
const MOST = 1000;

function Rules({ run }: { run: Run }) {
    const link = useLinkTo();
    const columns = useMemo<Column<Run['rules'][number]>[]>(() => [
        { key: 'title', title: say('rules.rule'), value: (row) => row.title, show: (row) => <Link to={link('/doi-soat/ket-qua', { rule: row.rule })}>{row.title}</Link>, most: 460 },
        { key: 'hits', title: say('runs.leads'), value: (row) => row.hits, numeric: true },
        { key: 'appeared', title: say('runs.appeared'), value: (row) => row.appeared, numeric: true, show: (row) => (row.appeared ? <Link to={link('/doi-soat/ket-qua', { rule: row.rule, run: String(run.id) })}>{n(row.appeared)}</Link> : '0') },
        { key: 'cleared', title: say('runs.cleared'), value: (row) => row.cleared, numeric: true },
        { key: 'changed', title: say('runs.changed'), value: (row) => row.changed, numeric: true },
        { key: 'unknown', title: say('runs.unknownFacts'), hint: say('runs.unknownHint'), value: (row) => row.unknown, numeric: true },
    ], [link, run.id]);
    return <DataTable name="run-rules" label={say('runs.byRule')} columns={columns} rows={run.rules} id={(row) => row.rule} sort="-hits" dense />;
}

function Cases({ compare, exported }: { compare: Compare; exported: (format: 'csv' | 'xlsx', picked: Picked) => Promise<void> }) {
    const link = useLinkTo();
    const columns = useMemo<Column<Changed>[]>(() => [
        { key: 'id', title: say('lead.number'), value: (row) => row.id, show: (row) => <Link to={link(`/doi-soat/truong-hop/${row.id}`)}>{row.id}</Link> },
        { key: 'change', title: say('compare.change'), value: (row) => row.change_text, className: (row) => (row.change === 'cleared' ? 'good' : row.change === 'changed' ? '' : 'bad') },
        { key: 'name', title: say('lead.who'), value: (row) => row.name, most: 240 },
        { key: 'rule', title: say('rules.rule'), value: (row) => row.rule_title, most: 320 },
        { key: 'unit', title: say('results.unit'), value: (row) => row.unit_name },
        { key: 'why', title: say('sources.heldWhy'), value: (row) => row.why, most: 480 },
    ], [link]);
    return (
        <>
            <DataTable name="run-compare" label={say('compare.cases')} columns={columns} rows={compare.rows} id={(row) => `${row.id}/${row.change}`} sort="change" dense exported={exported} />
            {compare.more ? <p className="soft">{say('compare.more')}</p> : null}
        </>
    );
}

function Compared({ from, to }: { from: number; to: number }) {
    const { args } = usePageContext();
    const [rule, setRule] = usePlaceValue('rule');
    const asked = { from, to, province: args.province, ...(rule ? { rule } : {}) };
    const query = useGet('/api/runs/{from}/compare/{to}', { ...asked, limit: MOST });
    return (
        <Loaded query={query} bones={[240]} part>
            {(compare) => (
                <div className="stack">
                    <h2>{say('compare.title', { from, fromMonth: showPeriod(compare.from.month), to, toMonth: showPeriod(compare.to.month) })}</h2>
                    <Frame label={say('runs.byRule')}>
                        <table className="table dense">
                            <thead><tr><th className="first">{say('rules.rule')}</th><th className="n">{say('compare.before')}</th><th className="n">{say('runs.appeared')}</th><th className="n">{say('runs.cleared')}</th><th className="n">{say('runs.changed')}</th><th className="n">{say('compare.after')}</th></tr></thead>
                            <tbody>
                                {compare.rules.map((row) => (
                                    <tr key={row.rule}>
                                        <td className="first"><button type="button" className="link" onClick={() => setRule(row.rule)}>{row.title}</button></td><td className="n">{n(row.before)}</td>
                                        <td className={`n ${row.appeared ? 'bad' : ''}`}>{change(row.appeared, lang())}</td><td className={`n ${row.cleared ? 'good' : ''}`}>{change(-row.cleared, lang())}</td><td className="n">{n(row.changed)}</td><td className="n">{n(row.after)}</td>
                                    </tr>
                                ))}
                            </tbody>
                        </table>
                    </Frame>
                    <h3>{say('compare.cases')}</h3>
                    <Choice label={say('rules.rule')} none={say('compare.allRules')} value={rule} onChange={setRule} options={compare.rules.map((row) => ({ value: row.rule, label: row.title }))} />
                    <Cases compare={compare} exported={(format, picked) => download('/api/runs/{from}/compare/{to}', { ...asked, ...picked }, format, 'so-sanh')} />
                </div>
            )}
        </Loaded>
    );
}

export default function RunPage({ id }: { id: string }) {
    const { args, province } = usePageContext();
    const link = useLinkTo();
    const [from, setFrom] = usePlaceValue('from');
    const query = useGet('/api/runs/{id}', { id: Number(id) || 0, province: args.province });
    const runs = useGet('/api/runs', { province: args.province, limit: 100 });
    return (
        <Loaded query={query} bones={[30, 120, 320]}>
            {(run) => {
                const older = (runs.data?.rows ?? []).filter((one) => one.id < run.id);
                const other = from ? Number(from) : (older[0]?.id ?? 0);
                return (
                    <>
                        <div className="spread"><h1>{say('runs.detail', { id: run.id, month: showPeriod(run.month) })}</h1><Link to={link('/doi-soat/lan-chay')}>{say('back')}</Link></div>
                        <section className="card stack"><Facts rows={!province?.whole ? [[say('runs.by'), run.by], [say('runs.at'), showTime(run.started_at)]] : [
                            [say('runs.leads'), n(run.leads)], [say('runs.appeared'), n(run.appeared)], [say('runs.cleared'), n(run.cleared)], [say('runs.persons'), n(run.persons)], [say('runs.employers'), n(run.employers)],
                            [say('rows'), n(run.rows)], [say('runs.changedRows'), n(run.rows_changed)], [say('runs.merged'), n(run.merged)], [say('runs.split'), n(run.split)], [say('runs.review'), n(run.to_review)],
                            [say('runs.by'), run.by], [say('runs.at'), showTime(run.started_at)],
                        ]} />
                            <LeftOut of={{ run: run.id }} />
                        </section>
                        {province?.whole ? <section className="card stack"><h2>{say('runs.byRule')}</h2><Rules run={run} /></section> : null}
                        {other ? (
                            <section className="card stack">
                                <div className="row no-print"><span aria-hidden="true">{say('compare.from')}</span><Choice label={say('compare.from')} value={String(other)} onChange={setFrom} options={older.map((one) => ({ value: String(one.id), label: `${one.id} · ${showPeriod(one.month)}` }))} /></div>
                                <Compared from={other} to={run.id} />
                            </section>
                        ) : null}
                    </>
                );
            }}
        </Loaded>
    );
}
