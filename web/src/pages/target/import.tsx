/* Nạp văn bản: read, look at what was found beside the rows, then take it in as a job. */
import { Alert, Button, Checkbox, Input, Select } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { post } from '../../api/client.ts';
import type { Answer, Schema } from '../../api/client.ts';
import { refreshAnswers, useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import type { Job } from '../../state/job.ts';
import { useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { lang } from '../../text/text.ts';
import { say } from '../../text/target.ts';
import { useAct } from '../../ui/act.ts';
import { Belongs } from '../../ui/belongs.tsx';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Drop } from '../../ui/drop.tsx';
import { Field } from '../../ui/field.tsx';
import { Frame } from '../../ui/frame.tsx';
import { JobView, outcomeOf } from '../../ui/job_view.tsx';
import { Link } from '../../ui/link.tsx';
import { compareVi, holds } from '../../vn/fold.ts';
import { change, count } from '../../vn/number.ts';
import { DocumentForm, documentBody, documentFaults, useDocument } from './document_form.tsx';
import { Findings } from './findings.tsx';

type Preview = Schema['PlanPreview'];
type Row = Preview['rows'][number];
const SIGN: Record<string, string> = { error: '✕', warning: '!', notice: 'i', ok: '✓' };

function columnsOf(preview: Preview): Column<Row>[] {
    const beside = (row: Row) => (row.findings ?? []).map((at) => preview.findings[at]).filter((finding) => finding !== undefined);
    return [
        { key: 'written', title: say('import.written'), value: (row) => row.written, show: (row) => <span id={`line-${row.line}`}>{row.written}</span> },
        { key: 'line', title: say('import.line'), value: (row) => row.line, numeric: true },
        { key: 'found', title: say('import.found'), value: (row) => row.name, show: (row) => (row.name ? row.name : <span className="bad">{say('import.unknown')}</span>) },
        { key: 'how', title: say('import.how'), value: (row) => row.match, show: (row) => (row.sure ? row.match : <b className="warn">{row.match}{row.name ? ` – ${say('import.unsure')}` : ''}</b>) },
        ...preview.columns.map((column, i): Column<Row> => ({ key: `v${i}`, title: `${column.floor ? '≥ ' : ''}${column.heading} ${column.year}`, hint: column.name, value: (row) => row.values[i], numeric: true })),
        {
            key: 'findings', title: say('import.beside'), value: (row) => beside(row).map((finding) => finding.message).join('; '), most: 420,
            show: (row) => beside(row).map((finding, i) => <span key={i} className={`finding-mark f-${finding.severity}`}><b aria-hidden="true">{SIGN[finding.severity]}</b> {finding.message} </span>),
        },
    ];
}

function Sums({ preview }: { preview: Preview }) {
    return (
        <Frame label={say('import.sum')}>
            <table className="table dense">
                <thead><tr><th className="first">{say('targets.unit')}</th>{preview.columns.map((column, i) => <th key={i} className="n" title={column.name}>{column.floor ? '≥ ' : ''}{column.heading} {column.year}</th>)}</tr></thead>
                <tbody>
                    <tr><th scope="row" className="first">{say('import.declared')}</th>{preview.columns.map((column, i) => <td key={i} className="n">{count(column.declared, lang())}</td>)}</tr>
                    <tr><th scope="row" className="first">{say('import.sum')}</th>{preview.columns.map((column, i) => {
                        const off = (column.declared ?? null) !== null && (column.computed ?? null) !== null ? (column.computed as number) - (column.declared as number) : 0;
                        return <td key={i} className={off ? 'n bad' : 'n'}>{count(column.computed, lang())}{off ? ` (${change(off, lang())})` : ''}</td>;
                    })}</tr>
                </tbody>
            </table>
        </Frame>
    );
}

/** Which province and year, where the file does not say. */
function Missing({ preview, only = '', again, busy }: { preview: Preview; /** The one thing that is missing, where nothing could be read. */ only?: string; again: (province: string, year: string) => void; busy: boolean }) {
    const { provinces } = usePageContext();
    const [province, setProvince] = useState(preview.province);
    const [year, setYear] = useState('');
    const noYear = only ? only === 'needs-year' : preview.columns.length === 0 || preview.columns.some((column) => column.year === 0);
    const noProvince = only ? only === 'needs-province' : !preview.province;
    if (!noProvince && !noYear) return null;
    return (
        <div className="card stack">
            {!noProvince ? null : <Alert type="warning" message={say('import.noProvince')} />}
            {noYear ? <Alert type="warning" message={say('import.noYear')} /> : null}
            <div className="row">
                <Field label={say('import.province')}>
                    <Select showSearch value={province || undefined} onChange={setProvince} style={{ width: 240 }} filterOption={(typed, option) => holds(String(option?.label), typed)}
                        options={[...(provinces.data?.rows ?? [])].sort((a, b) => compareVi(a.name, b.name)).map((row) => ({ value: row.code, label: row.name }))} />
                </Field>
                <Field label={say('import.year')} hint={say('import.yearHint')}><Input value={year} maxLength={4} inputMode="numeric" onChange={(event) => setYear(event.target.value)} style={{ width: 120 }} /></Field>
                <Button loading={busy} onClick={() => again(province, year)}>{say('import.again')}</Button>
            </div>
        </div>
    );
}

type Asked = { province: string; year: string };

function Shown({ preview, asked, documents, onJob }: { preview: Preview; asked: Asked; documents: Schema['Document'][]; onJob: (job: Job) => void }) {
    const act = useAct();
    const { value: typed, set: setTyped } = useDocument(`import:${preview.upload}`, preview.document);
    const [accept, setAccept] = useState(false);
    const [only, setOnly] = useState(false);
    const [faults, setFaults] = useState({});
    const table = useRef<HTMLDivElement>(null);
    const columns = useMemo(() => columnsOf(preview), [preview]);
    const unsure = preview.rows.filter((row) => !row.sure);
    const proposed = unsure.filter((row) => row.name).length;
    const rows = only ? preview.rows.filter((row) => !row.sure || row.findings?.length) : preview.rows;
    const errors = preview.findings.some((finding) => finding.severity === 'error');
    const toRow = (line: number) => {
        setOnly(false);
        const index = preview.rows.findIndex((row) => row.line === line);
        const place = document.getElementById(`line-${line}`);
        if (place) place.scrollIntoView({ block: 'center' });
        else table.current?.querySelector('.table-frame')?.scrollTo({ top: index < 0 ? 1e9 : index * 29 });
        table.current?.scrollIntoView({ block: 'nearest' });
    };
    const start = () => {
        const found = documentFaults(typed, false);
        setFaults(found);
        if (Object.keys(found).length) return;
        void act.run(async () => {
            const body: Schema['PlanImport'] = { upload: preview.upload, accept, key: preview.upload, province: asked.province || preview.province };
            if (/^\d{4}$/.test(asked.year)) body.year = Number(asked.year);
            if (typed.number.trim()) body.document = documentBody(typed);
            onJob(await post('/api/plans', { body }));
        });
    };
    return (
        <>
            {preview.seen ? <Alert type="info" showIcon message={say('import.seen')} /> : null}
            <section className="card stack">
                <h2>{say('import.findings')}</h2>
                <Findings findings={preview.findings} toRow={toRow} />
                <Sums preview={preview} />
                {preview.problems.length ? (
                    <details open>
                        <summary>{say('import.problems', { count: preview.problems.length })}</summary>
                        <ul>{preview.problems.map((row, i) => <li key={i}>{row.place}: {row.message}</li>)}</ul>
                    </details>
                ) : null}
            </section>
            <section className="stack" ref={table}>
                <h2>{say('import.rows')}</h2>
                <DataTable name="plan-preview" label={say('import.rows')} columns={columns} rows={rows} id={(row) => String(row.line)} sort="line" dense height="60vh"
                    tools={<Checkbox checked={only} onChange={(event) => setOnly(event.target.checked)}>{say('import.onlyUnsure')}</Checkbox>} />
            </section>
            <section className="card stack">
                <h2>{say('import.document')}</h2>
                <DocumentForm typed={typed} faults={faults} documents={documents} onChange={setTyped} />
                {unsure.length ? (
                    <div>
                        <p className="warn">{say('import.acceptNeeded', { count: unsure.length })}</p>
                        {proposed ? <Checkbox checked={accept} onChange={(event) => setAccept(event.target.checked)}>{say('import.accept', { count: proposed })}</Checkbox> : null}
                    </div>
                ) : null}
                {errors ? <p className="soft text">{say('import.errorsStand')}</p> : null}
                {act.problem ? <Alert type="error" role="alert" message={act.problem} /> : null}
                <div><Button type="primary" loading={act.busy} onClick={start}>{say('import.go', { count: count(preview.rows.length - (accept ? unsure.length - proposed : unsure.length), lang()) })}</Button></div>
            </section>
        </>
    );
}

type Work = { file: File | null; preview: Answer<'/api/plans/preview', 'post'> | null; asked: Asked; job: Job | null; ended: Job | null };
const nothingYet: Work = { file: null, preview: null, asked: { province: '', year: '' }, job: null, ended: null };
/** What an account has begun: looking at another page loses neither the preview nor the job. */
const begun = new Map<string, Work>();

export function Import() {
    const { province } = usePageContext();
    const link = useLinkTo();
    const act = useAct();
    const { session } = useSession();
    const [work, setWork] = useState<Work>(() => begun.get(session.account) ?? nothingYet);
    const { file, preview, asked, job, ended } = work;
    const change = (part: Partial<Work>) => setWork((now) => {
        const next = { ...now, ...part };
        begun.clear();
        begun.set(session.account, next);
        return next;
    });
    const documents = useGet('/api/documents', province ? { province: province.code } : null);

    const read = (chosen: File, of: Asked) => {
        change({ ...nothingYet, file: chosen, asked: of });
        void act.run(async () => {
            const args: { name: string; province?: string; year?: number } = { name: chosen.name };
            if (of.province) args.province = of.province;
            if (/^\d{4}$/.test(of.year)) args.year = Number(of.year);
            change({ preview: await post('/api/plans/preview', { args, file: chosen }) });
        });
    };
    const end = (now: Job) => {
        change({ ended: now });
        refreshAnswers('/api/documents', '/api/targets', '/api/plans', '/api/provinces', '/api/overview', '/api/progress');
    };
    return (
        <div className="stack">
            <h1>{say('import.title')}</h1>
            <Drop label={preview || file ? say('import.other') : say('import.choose')} hint={say('import.hint')} accept=".xlsx,.xls,.docx,.csv,.tsv,.txt" busy={act.busy} onFile={(chosen) => read(chosen, { province: '', year: '' })} onFault={() => { act.clear(); change(nothingYet); }} />
            {act.problem ? <Alert type="error" role="alert" message={file?.name} description={act.problem} /> : null}
            <Belongs code={act.code} />
            {file && (act.code === 'needs-province' || act.code === 'needs-year') ? <Missing preview={nothing(file.name)} only={act.code} busy={act.busy} again={(of, year) => read(file, { province: of, year })} /> : null}
            {job ? <JobView job={job} onEnd={end} /> : null}
            {ended?.state === 'done' ? <p><Link to={link('/chi-tieu', { document: outcomeOf(ended).document ?? '' })}>{say('import.see')}</Link></p> : null}
            {preview && !job ? (
                <>
                    <p className="sentence">{say('import.read', { file: preview.file, rows: count(preview.rows.length, lang()), province: preview.province_name || '?' })}</p>
                    <Missing preview={preview} busy={act.busy} again={(of, year) => file && read(file, { province: of, year })} />
                    <Shown key={preview.upload} preview={preview} asked={asked} documents={documents.data?.rows ?? []} onJob={(started) => change({ job: started })} />
                </>
            ) : null}
        </div>
    );
}

const nothing = (file: string): Preview => ({ upload: '', file, province: '', province_name: '', document: { number: '', issuer: '', title: '', date: '' }, columns: [], rows: [], findings: [], problems: [], seen: false });
