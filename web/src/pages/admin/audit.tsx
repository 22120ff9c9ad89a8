/* The audit trail: who did what, before and after; and whether the chain is whole. */
import { Alert, Button, Drawer, Select } from 'antd';
import { useMemo, useState } from 'react';
import { download, get } from '../../api/client.ts';
import type { Answer, Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePlaceValue } from '../../state/use_address.ts';
import { lang } from '../../text/text.ts';
import { say } from '../../text/admin.ts';
import { useAct } from '../../ui/act.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Field } from '../../ui/field.tsx';
import { Frame } from '../../ui/frame.tsx';
import { Loaded } from '../../ui/states.tsx';
import { parseDate, showTime } from '../../vn/date.ts';
import { holds } from '../../vn/fold.ts';
import { count } from '../../vn/number.ts';
import { Day } from './day.tsx';

type Entry = Schema['AuditEntry'];
const PAGE = 500;
const whoOf = (entry: Entry) => (entry.login.endsWith('@') ? `${entry.login.slice(0, -1)} (${say('audit.machine')})` : entry.login || entry.account);

/** Members of both sides where they are objects; else the texts as they are. */
function sides(entry: Entry): { name: string; before: string; after: string }[] {
    const parse = (text: string): Record<string, unknown> | null => {
        try {
            const value: unknown = JSON.parse(text);
            return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
        } catch {
            return null;
        }
    };
    const [before, after] = [parse(entry.before), parse(entry.after)];
    if (!before && !after) return entry.before || entry.after ? [{ name: '', before: entry.before, after: entry.after }] : [];
    const show = (value: unknown) => (value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value));
    return [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].map((name) => ({ name, before: show(before?.[name]), after: show(after?.[name]) }));
}

function Detail({ entry, onClose }: { entry: Entry; onClose: () => void }) {
    const facts: [string, string][] = [
        [say('audit.at'), showTime(entry.at)], [say('audit.who'), whoOf(entry)], [say('audit.subject'), entry.subject],
        [say('audit.place'), entry.place], [say('audit.purpose'), entry.purpose], [say('audit.request'), entry.request], [say('audit.hash'), entry.hash],
    ];
    const rows = sides(entry);
    return (
        <Drawer open onClose={onClose} width={720} title={`${entry.action_text} · ${say('audit.sequence')} ${count(entry.sequence, lang())}`}>
            <div className="stack">
                <dl className="facts">{facts.filter(([, value]) => value).map(([name, value]) => <div key={name}><dt>{name}</dt><dd className="break">{value}</dd></div>)}</dl>
                {rows.length ? (
                    <Frame label={say('audit.after')}>
                        <table className="table dense">
                            <thead><tr><th className="first">{say('audit.member')}</th><th>{say('audit.before')}</th><th>{say('audit.after')}</th></tr></thead>
                            <tbody>{rows.map((row) => <tr key={row.name} className={row.before === row.after ? '' : 'strong'}><td className="first">{row.name}</td><td className="wrap break">{row.before || '–'}</td><td className="wrap break">{row.after || '–'}</td></tr>)}</tbody>
                        </table>
                    </Frame>
                ) : null}
            </div>
        </Drawer>
    );
}

function Proof() {
    const act = useAct();
    const [proof, setProof] = useState<Answer<'/api/audit/proof'> | null>(null);
    return (
        <div className="stack">
            {proof ? (
                <Alert type={proof.holds ? 'success' : 'error'} role="status" message={proof.holds ? say('audit.holds', { count: count(proof.entries, lang()) }) : say('audit.broken', { at: count(proof.first_bad, lang()), what: proof.what ?? '' })}
                    description={<span className="break">{say('audit.head', { sequence: count(proof.head_sequence, lang()), head: proof.head })}</span>} />
            ) : null}
            {act.problem ? <Alert type="error" role="alert" message={act.problem} /> : null}
            <div className="no-print"><Button loading={act.busy} onClick={() => void act.run(async () => setProof(await get('/api/audit/proof', {})))}>{say('audit.prove')}</Button></div>
        </div>
    );
}

export default function AuditPart() {
    const [action, setAction] = usePlaceValue('action');
    const [from, setFrom] = usePlaceValue('from');
    const [to, setTo] = usePlaceValue('to');
    const [before, setBefore] = usePlaceValue('before');
    const [open, setOpen] = useState<Entry | null>(null);
    const asked = {
        ...(action ? { action } : {}), ...(parseDate(from) ? { from: parseDate(from) as string } : {}), ...(parseDate(to) ? { to: parseDate(to) as string } : {}),
        ...(/^\d{1,15}$/.test(before) ? { before: Number(before) } : {}),
    };
    const query = useGet('/api/audit', { ...asked, limit: PAGE });
    const known = useGet('/api/audit', { limit: 1 }); // every action there is, also those that nobody did yet
    const columns = useMemo<Column<Entry>[]>(() => [
        { key: 'at', title: say('audit.at'), value: (row) => row.at, show: (row) => showTime(row.at) },
        { key: 'who', title: say('audit.who'), value: whoOf },
        { key: 'action', title: say('audit.action'), value: (row) => row.action_text, show: (row) => <span title={row.action}>{row.action_text}</span> },
        { key: 'place', title: say('audit.place'), value: (row) => row.place },
        { key: 'subject', title: say('audit.subject'), value: (row) => row.subject, most: 260 },
        { key: 'purpose', title: say('audit.purpose'), value: (row) => row.purpose, most: 260 },
        { key: 'sequence', title: say('audit.sequence'), value: (row) => row.sequence, numeric: true },
        { key: 'acts', title: say('audit.open'), value: () => '', show: (row) => <Button size="small" aria-label={`${say('audit.open')}: ${say('audit.sequence')} ${row.sequence}`} onClick={() => setOpen(row)}>{say('audit.open')}</Button> },
    ], []);
    const choose = (set: (value: string) => void) => (value: string) => {
        setBefore('');
        set(value);
    };
    return (
        <>
            <h1>{say('part.nhat-ky')}</h1>
            <Proof />
            <div className="row start no-print">
                <Day label={say('audit.from')} value={from} onChange={choose(setFrom)} />
                <Day label={say('audit.to')} value={to} onChange={choose(setTo)} />
                <Field label={say('audit.action')}>
                    <Select<string> showSearch style={{ width: 240 }} value={action} onChange={choose(setAction)} filterOption={(typed, option) => holds(String(option?.label ?? ''), typed)}
                        options={[{ value: '', label: say('audit.anyAction') }, ...(known.data?.actions ?? []).map(({ code, text }) => ({ value: code, label: text }))]} />
                </Field>
            </div>
            <Loaded query={query} bones={[480]}>
                {({ rows, next }) => (
                    <>
                        <DataTable name="audit" label={say('part.nhat-ky')} columns={columns} rows={rows} id={(row) => String(row.sequence)} sort="-sequence" dense exported={(format, picked) => download('/api/audit', { ...asked, ...picked }, format, 'nhat-ky')} />
                        <div className="row no-print">
                            {before ? <Button onClick={() => setBefore('')}>{say('audit.newest')}</Button> : null}
                            {next ? <Button onClick={() => setBefore(String(next))}>{say('audit.older')}</Button> : null}
                        </div>
                    </>
                )}
            </Loaded>
            {open ? <Detail entry={open} onClose={() => setOpen(null)} /> : null}
        </>
    );
}
