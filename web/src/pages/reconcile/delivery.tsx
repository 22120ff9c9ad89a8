/* One delivery: its quality column by column, why it is held, and the decision. */
import { useState } from 'react';
import { addressOf, post } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { refreshAnswers, useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/reconcile.ts';
import { lang } from '../../text/text.ts';
import { Ask } from '../../ui/ask.tsx';
import { Frame } from '../../ui/frame.tsx';
import { Link } from '../../ui/link.tsx';
import { Button } from '../../ui/plain.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showDate, showTime } from '../../vn/date.ts';
import { count, percent } from '../../vn/number.ts';
import { Bar, Facts } from './pieces.tsx';

type Report = Schema['DeliveryReport'];
const n = (value: number | null) => count(value, lang());

function Decide({ report }: { report: Report }) {
    const [open, setOpen] = useState<'release' | 'refuse' | ''>('');
    const { province, source_name: source } = report;
    const done = () => refreshAnswers('/api/deliveries', '/api/registers');
    return (
        <div className="row no-print">
            <Button kind="primary" onClick={() => setOpen('release')}>{say('delivery.release')}</Button>
            <Button onClick={() => setOpen('refuse')}>{say('delivery.refuse')}</Button>
            {open === 'release' ? (
                <Ask title={say('delivery.release')} go={say('delivery.release')} reason={say('delivery.reason')} onClose={() => setOpen('')}
                    run={async (why) => { await post('/api/deliveries/{id}/release', { args: { id: report.id }, body: { province, ...(why ? { why } : {}) } }); done(); }}>
                    {say('delivery.releaseWhat', { rows: n(report.rows), source })}
                </Ask>
            ) : null}
            {open === 'refuse' ? (
                <Ask title={say('delivery.refuse')} go={say('delivery.refuse')} reason={say('delivery.reason')} needed={say('delivery.needReason')} onClose={() => setOpen('')}
                    run={async (why) => { await post('/api/deliveries/{id}/refuse', { args: { id: report.id }, body: { province, why } }); done(); }}>
                    {say('delivery.refuseWhat', { rows: n(report.rows), agency: source })}
                </Ask>
            ) : null}
        </div>
    );
}

function Quality({ report }: { report: Report }) {
    return (
        <Frame label={say('delivery.quality')}>
            <table className="table dense">
                <thead>
                    <tr><th className="first">{say('source.column')}</th><th>{say('delivery.heading')}</th><th className="n">{say('delivery.filled')}</th><th>{say('sources.filled')}</th><th>{say('sources.sound')}</th><th className="n">{say('delivery.doubtful')}</th><th>{say('source.expected')}</th></tr>
                </thead>
                <tbody>
                    {report.columns.map((column) => (
                        <tr key={column.column}>
                            <td className="first" lang="vi">{column.title}{column.required ? ' *' : ''}</td>
                            <td lang="vi">{column.heading || <span className="soft">{say('delivery.noHeading')}</span>}</td>
                            <td className="n">{n(column.filled)}</td>
                            <td><Bar share={column.filled_bp} /> {percent(column.filled_bp, lang())}</td>
                            <td><Bar share={column.sound_bp} /> {percent(column.sound_bp, lang())}</td>
                            <td className={`n ${column.doubtful ? 'bad' : ''}`}>{n(column.doubtful)}</td>
                            <td className="wrap soft" lang="vi">{column.expected}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </Frame>
    );
}

function Shown({ report }: { report: Report }) {
    const link = useLinkTo();
    const before: [string, string][] = report.before === null ? [] : [[say('delivery.before'), n(report.before)]]; // known while it is taken in
    return (
        <>
            <div className="spread">
                <h1>{say('delivery.title', { source: report.source_name, day: showDate(report.as_of) })}</h1>
                <Link to={link(`/doi-soat/nguon/${report.source}`)}>{report.source_name}</Link>
            </div>
            <section className="card stack">
                <p><b className={report.state === 'held' || report.state === 'refused' ? 'bad' : report.state === 'current' ? 'good' : ''}>{report.state_text}</b>
                    {report.decided_by ? <span className="soft"> · {say('delivery.decided', { state: report.state_text, by: report.decided_by, at: showTime(report.decided_at) })}</span> : null}</p>
                {report.why.length ? <div><h2>{say('delivery.why')}</h2><ul>{report.why.map((why) => <li key={why}>{why}</li>)}</ul></div> : null}
                {report.may_decide ? <Decide report={report} /> : null}
                <Facts rows={[
                    [say('rows'), n(report.rows)], ...before, [say('source.changed'), n(report.changed)], [say('source.rejected'), n(report.rejected)],
                    [say('delivery.twins'), n(report.twins)], [say('source.file'), report.file], [say('delivery.used'), report.state === 'refused' ? '–' : report.used_text], [say('source.by'), report.received_by], [say('source.at'), showTime(report.received_at)],
                ]} />
                {report.may_fetch_rejects && report.rejected ? <p><a href={addressOf('/api/deliveries/{id}/rejects', { id: report.id, province: report.province })} download>{say('delivery.rejects', { count: n(report.rejected) })}</a></p> : null}
            </section>
            <section className="card stack">
                <h2>{say('delivery.quality')}</h2>
                <Quality report={report} />
                {report.unknown.length ? <p className="soft">{say('delivery.unknown', { headings: report.unknown.map((heading) => `“${heading}”`).join(', ') })}</p> : null}
            </section>
        </>
    );
}

export default function DeliveryPage({ id }: { id: string }) {
    const { args } = usePageContext();
    const query = useGet('/api/deliveries/{id}', { id, province: args.province });
    return <Loaded query={query} bones={[30, 160, 320]}>{(report) => <Shown report={report} />}</Loaded>;
}
