/* A file of a source: looked at, its headings assigned, taken in. */
import { Alert } from 'antd';
import { useState } from 'react';
import { downloadBy, post } from '../../api/client.ts';
import type { Body, Schema } from '../../api/client.ts';
import { refreshAnswers, useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import type { Job } from '../../state/job.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/reconcile.ts';
import { lang, t } from '../../text/text.ts';
import { useAct } from '../../ui/act.ts';
import { Ask } from '../../ui/ask.tsx';
import { Belongs } from '../../ui/belongs.tsx';
import { Drop } from '../../ui/drop.tsx';
import { DayInput } from '../../ui/day.tsx';
import { Field } from '../../ui/field.tsx';
import { Frame } from '../../ui/frame.tsx';
import { JobView } from '../../ui/job_view.tsx';
import { Link } from '../../ui/link.tsx';
import { Button, Choice } from '../../ui/plain.tsx';
import { addMonths, monthEnd, parseDate, showDate, showPeriod, today } from '../../vn/date.ts';
import { count } from '../../vn/number.ts';

type Source = Schema['RegisterDetail'];
type Preview = Schema['RegisterPreview'];
type Said = { heading: string; column: string };
/** The end of the month before, where a day is not itself the end of one: the run of that month does not read the list. */
const endBefore = (day: string) => (day === monthEnd(day.slice(0, 7)) ? '' : monthEnd(addMonths(day.slice(0, 7), -1)));
/** Which runs will read a list of a day; said before it is chosen, as by the server after. */
const usedBy = (day: string) => {
    const month = showPeriod(day.slice(0, 7));
    const before = endBefore(day);
    return before ? say('upload.usedFrom', { month, before: showPeriod(before.slice(0, 7)) }) : say('upload.usedWhole', { month });
};
const n = (value: number) => count(value, lang());

function Headings({ source, preview, busy, onSay }: { source: Source; preview: Preview; busy: boolean; onSay: (said: Said) => void }) {
    return (
        <div className="stack tight">
            <h3>{say('upload.headings')}</h3>
            <Frame label={say('upload.headings')} className="low">
                <table className="table dense">
                    <thead><tr><th className="first">{say('upload.heading')}</th><th>{say('upload.is')}</th><th>{say('upload.sample')}</th></tr></thead>
                    <tbody>
                        {preview.headings.map((row, i) => (
                            <tr key={i}>
                                <td className="first" lang="vi">{row.heading}</td>
                                <td lang="vi">
                                    <fieldset className="bare" disabled={busy}>
                                        <Choice label={say('upload.isOf', { heading: row.heading })} none={say('upload.ignore')} value={row.column} onChange={(column) => onSay({ heading: row.heading, column })}
                                            options={source.columns.map((column) => ({ value: column.column, label: column.required ? `${column.title} *` : column.title }))} />
                                        {row.said ? <span className="soft"> {say('upload.saidMark')}</span> : null}
                                    </fieldset>
                                </td>
                                <td className="soft cut" lang="vi">{row.sample.join(' · ')}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </Frame>
        </div>
    );
}

function Problems({ preview }: { preview: Preview }) {
    if (!preview.problems.length) return null;
    return (
        <div className="stack tight">
            <h3>{say('upload.problems', { shown: n(preview.problems.length) })}</h3>
            <Frame label={say('upload.problems', { shown: preview.problems.length })} className="low">
                <table className="table dense">
                    <thead><tr><th className="first">{say('upload.place')}</th><th>{say('lead.value')}</th><th>{say('source.expected')}</th></tr></thead>
                    <tbody>{preview.problems.map((row, i) => <tr key={i}><td className="first">{row.place}</td><td lang="vi">{row.value}</td><td className="wrap" lang="vi">{row.expected}</td></tr>)}</tbody>
                </table>
            </Frame>
        </div>
    );
}

/** Rows of the delivery before that the file has no more: seen before it is taken in. */
function Gone({ compared, fetch }: { compared: NonNullable<Preview['compared']>; fetch: (purpose: string) => Promise<void> }) {
    const [asked, setAsked] = useState(false);
    if (!compared.vanished) return null;
    return (
        <div className="stack tight">
            <h3>{say('upload.gone')}</h3>
            <p className="row"><span className="soft">{say('upload.goneOf', { shown: n(compared.gone.length), all: n(compared.vanished) })}</span> <Button onClick={() => setAsked(true)}>{say('upload.goneFile')}</Button></p>
            <Frame label={say('upload.gone')} className="low">
                <table className="table dense">
                    <thead><tr><th className="first">{say('upload.goneRow')}</th>{compared.columns.map((title) => <th key={title} lang="vi">{title}</th>)}</tr></thead>
                    <tbody>{compared.gone.map((row) => <tr key={row.row}><td className="first">{n(row.row)}</td>{row.cells.map((cell, i) => <td key={i} lang="vi">{cell}</td>)}</tr>)}</tbody>
                </table>
            </Frame>
            {asked ? <Ask title={say('upload.goneFile')} go={say('upload.goneGo')} reason={say('upload.purpose')} needed={say('upload.purposeNeeded')} onClose={() => setAsked(false)} run={fetch}>{say('upload.goneAsk')}</Ask> : null}
        </div>
    );
}

/** The day it would have and the runs that read it; a day within a month may have been meant as the end of the one before. */
function DayOf({ preview, busy, onDay }: { preview: Preview; busy: boolean; onDay: (day: string) => void }) {
    const before = endBefore(preview.as_of);
    const words = say('upload.dayOf', { day: showDate(preview.as_of), used: preview.used_text });
    if (!before) return <p>{words}</p>;
    return (
        <Alert type="warning" role="status" message={words} description={(
            <div className="row">
                <span>{say('upload.dayMeant', { month: showPeriod(before.slice(0, 7)) })}</span>
                <Button busy={busy} onClick={() => onDay(before)}>{say('upload.dayPut', { day: showDate(before) })}</Button>
            </div>
        )} />
    );
}

/** What would become of the file, in words. */
function Outlook({ source, preview }: { source: Source; preview: Preview }) {
    const link = useLinkTo();
    const other = preview.likely ? <Alert type="error" role="alert" message={<>{say('upload.likely', { name: preview.likely_name, source: source.name })} <Link to={link(`/doi-soat/nguon/${preview.likely}`)}>{preview.likely_name}</Link></>} /> : null;
    if (other && preview.missing.length) return other;
    if (preview.headings.every((row) => !row.column)) return <Alert type="error" role="alert" message={say('upload.noColumn', { source: source.name })} />;
    if (preview.missing.length) {
        const title = (code: string) => source.columns.find((column) => column.column === code)?.title ?? code;
        return <Alert type="warning" role="status" message={say('upload.missing', { columns: preview.missing.map(title).join(', ') })} />;
    }
    if (preview.again) return <Alert type="warning" role="status" message={<>{say('upload.again')} <Link to={link(`/doi-soat/lan-giao/${preview.again}`)}>{say('upload.openAgain')}</Link></>} />;
    const counts = say(preview.before === null ? 'upload.firstCounts' : 'upload.counts', { rows: n(preview.rows), changed: n(preview.changed), before: n(preview.before ?? 0), twins: n(preview.twins), rejected: n(preview.rejected) });
    return (
        <>
            {other}
            <p>{counts} {preview.whole ? '' : say('upload.part')}</p>
            {preview.compared ? <p className={preview.compared.vanished ? undefined : 'soft'}>{preview.compared.text}</p> : null}
            {preview.state === 'held'
                ? <Alert type="warning" role="status" message={say('upload.held')} description={<ul>{preview.why.map((why) => <li key={why}>{why}</li>)}</ul>} />
                : <p className="soft">{say('upload.become', { state: preview.state_text })}</p>}
        </>
    );
}

/** Columns that the file has not: what the reconciliation misses without them, before it is taken in. */
function Lacking({ preview }: { preview: Preview }) {
    const costly = preview.lacking.filter((one) => one.costs);
    const rest = preview.lacking.filter((one) => !one.costs);
    if (!preview.lacking.length) return null;
    return (
        <div className="stack tight">
            {costly.length ? <><h3>{say('upload.lacking', { count: costly.length })}</h3><ul>{costly.map((one) => <li key={one.column}><b lang="vi">{one.title}</b>: {one.costs}.</li>)}</ul></> : null}
            {rest.length ? <p className="soft">{say(costly.length ? 'upload.lackingToo' : 'upload.lackingFree', { columns: rest.map((one) => one.title).join(', ') })}</p> : null}
        </div>
    );
}

function Taken({ job, onEnd }: { job: Job; onEnd: () => void }) {
    const link = useLinkTo();
    const [done, setDone] = useState<Job | null>(null);
    const result = (done?.result ?? null) as { id?: string; delivery?: string; state?: string } | null;
    const id = result?.id ?? result?.delivery;
    return (
        <>
            <JobView key={job.id} job={job} onEnd={(over) => {
                setDone(over);
                refreshAnswers('/api/registers', '/api/deliveries');
                onEnd();
            }} />
            {id ? <p><Link to={link(`/doi-soat/lan-giao/${id}`)}>{say(result?.state === 'held' ? 'upload.doneHeld' : 'upload.done')}</Link></p> : null}
        </>
    );
}

export function Upload({ source }: { source: Source }) {
    const { args, province } = usePageContext();
    const act = useAct();
    const units = useGet('/api/units', args.province ? { parent: args.province, mine: true } : null);
    const [day, setDay] = useState('');
    const [unit, setUnit] = useState('');
    const [wrong, setWrong] = useState('');
    const [preview, setPreview] = useState<Preview | null>(null);
    const [said, setSaid] = useState<Said[]>([]);
    const [job, setJob] = useState<Job | null>(null);
    const asOf = parseDate(day) ?? '';
    const dayFault = day.trim() && !asOf ? t('day.wrong', { text: day.trim() }) : undefined;

    const look = (file: File) => {
        setPreview(null);
        setJob(null);
        setSaid([]);
        act.clear();
        setWrong(file.size === 0 ? say('upload.empty', { name: file.name }) : file.size > source.upload_most ? say('upload.tooLarge', { size: n(Math.ceil(file.size / 1024 / 1024)), most: n(source.upload_most / 1024 / 1024) }) : '');
        if (dayFault || file.size === 0 || file.size > source.upload_most) return;
        void act.run(async () => setPreview(await post('/api/registers/{source}/files', {
            args: { source: source.source, province: args.province, name: file.name, ...(unit ? { unit } : {}), ...(asOf ? { as_of: asOf } : {}) }, file,
        }) as Preview));
    };
    const bodyOf = (given: Preview, columns: Said[]): Body<'/api/registers/{source}/deliveries', 'post'> =>
        ({ upload: given.upload, province: given.province, ...(given.unit ? { unit: given.unit } : {}), as_of: given.as_of, ...(columns.length ? { columns } : {}) });
    const assign = (one: Said) => {
        const next = [...said.filter((old) => old.heading !== one.heading), one];
        setSaid(next);
        if (preview) void act.run(async () => setPreview(await post('/api/registers/{source}/deliveries', { args: { source: source.source }, body: { ...bodyOf(preview, next), preview: true } }) as Preview));
    };
    const redate = (next: string) => preview && void act.run(async () => {
        setPreview(await post('/api/registers/{source}/deliveries', { args: { source: source.source }, body: { ...bodyOf(preview, said), as_of: next, preview: true } }) as Preview);
        setDay(showDate(next));
    });
    const compareWhole = () => preview && void act.run(async () => setPreview(await post('/api/registers/{source}/deliveries', { args: { source: source.source }, body: { ...bodyOf(preview, said), preview: true, whole: true } }) as Preview));
    const fetchGone = async (given: Preview, purpose: string) => downloadBy('/api/registers/{source}/vanished', { args: { source: source.source }, body: { ...bodyOf(given, said), purpose } }, 'dong-khong-con.csv');
    const take = (rest: boolean) => preview && void act.run(async () => {
        setJob(await post('/api/registers/{source}/deliveries', { args: { source: source.source }, body: { ...bodyOf(preview, said), take_rest: rest } }) as Job);
        setPreview(null);
    });
    const good = preview ? preview.rows : 0; // what is left out does not count as a row
    return (
        <section className="card stack">
            <h2>{say('upload.title')}</h2>
            <p className="soft text">{say('upload.what')}</p>
            <div className="row start">
                <Field label={say('upload.asOf')} hint={`${day.trim() ? '' : `${say('upload.asOfHint', { day: showDate(today()) })} `}${asOf && asOf > today() ? '' : usedBy(asOf || today())}`} fault={dayFault}><DayInput value={day} style={{ width: 200 }} onChange={setDay} /></Field>
                <div className="field">
                    <span aria-hidden="true">{say('upload.unit')}</span>
                    <Choice label={say('upload.unit')} none={say('upload.whole')} value={unit} onChange={setUnit} options={(units.data?.rows ?? []).map((row) => ({ value: row.code, label: row.name }))} />
                </div>
            </div>
            <Drop most={source.upload_most} label={say('upload.choose')} hint={say('upload.hint')} accept=".xlsx,.xls,.csv,.tsv,.txt" busy={act.busy} onFile={look} />
            {wrong || act.problem ? <Alert type="error" role="alert" message={wrong || act.problem} /> : null}
            {wrong ? null : <Belongs code={act.code} />}
            {preview ? (
                <div className="stack" aria-live="polite">
                    <h3>{say('upload.preview', { file: preview.file })} <span className="soft">{province?.name}, {showDate(preview.as_of)}</span></h3>
                    <DayOf preview={preview} busy={act.busy} onDay={redate} />
                    <Outlook source={source} preview={preview} />
                    <Lacking preview={preview} />
                    <div className="row">
                        {preview.missing.length || preview.again || good === 0 ? null : preview.rejected === 0
                            ? <Button kind="primary" busy={act.busy} onClick={() => take(false)}>{say('upload.take', { rows: n(preview.rows) })}</Button>
                            : <><Button kind="primary" busy={act.busy} onClick={() => take(true)}>{say('upload.takeRest', { good: n(good), bad: n(preview.rejected) })}</Button><span className="soft">{say('upload.mend')}</span></>}
                        {!preview.whole && !preview.missing.length && preview.before !== null ? <Button busy={act.busy} onClick={compareWhole}>{say('upload.whole?')}</Button> : null}
                        <Button onClick={() => setPreview(null)}>{say('upload.drop')}</Button>
                    </div>
                    {preview.compared ? <Gone compared={preview.compared} fetch={(purpose) => fetchGone(preview, purpose)} /> : null}
                    <Problems preview={preview} />
                    <Headings source={source} preview={preview} busy={act.busy} onSay={assign} />
                </div>
            ) : null}
            {job ? <Taken job={job} onEnd={() => setSaid([])} /> : null}
        </section>
    );
}
