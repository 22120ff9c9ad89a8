/* What a person's and an employer's page share: values with where they came from, and looking at what is masked. */
import { useMemo, useState } from 'react';
import type { Schema } from '../../api/client.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/reconcile.ts';
import { Ask } from '../../ui/ask.tsx';
import { DataTable } from '../../ui/data_table.tsx';
import { Frame } from '../../ui/frame.tsx';
import { Link } from '../../ui/link.tsx';
import { showDate } from '../../vn/date.ts';
import { leadColumns } from './leads.tsx';

type Value = Schema['SubjectValue'];
export type Field = Schema['PersonField'];

export function Values({ values, may, look }: { values: Value[]; may: boolean; look: (field: Field, purpose: string) => Promise<void> }) {
    const [asked, setAsked] = useState<Value | null>(null);
    return (
        <Frame label={say('subject.values')}>
            <table className="table">
                <thead><tr><th className="first">{say('subject.item')}</th><th>{say('subject.value')}</th><th>{say('subject.from')}</th><th>{say('asOf')}</th></tr></thead>
                <tbody>
                    {values.map((value) => (
                        <tr key={value.code}>
                            <td className="first">{value.title}</td>
                            <td><b lang="vi">{value.value || '–'}</b>{value.masked && value.field && may ? <button type="button" className="link see" aria-label={say('look.seeOf', { what: value.title })} onClick={() => setAsked(value)}>{say('look.see')}</button> : null}</td>
                            <td>{value.source_name || '–'}</td><td>{showDate(value.as_of) || '–'}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
            {asked ? (
                <Ask title={say('look.title', { what: asked.title })} go={say('look.go')} reason={say('look.purpose')} needed={say('look.need')} onClose={() => setAsked(null)} run={(purpose) => look(asked.field as Field, purpose)}>
                    {say('look.what')}
                </Ask>
            ) : null}
        </Frame>
    );
}

export function OnLists({ leads }: { leads: Schema['Lead'][] }) {
    const link = useLinkTo();
    const columns = useMemo(() => leadColumns(link).filter((column) => ['id', 'rule', 'facts', 'severity', 'since', 'due'].includes(column.key)), [link]);
    return (
        <section className="card stack">
            <h2>{say('subject.leads')}</h2>
            {leads.length ? <DataTable name="subject-leads" label={say('subject.leads')} columns={columns} rows={leads} id={(row) => String(row.id)} sort="id" dense /> : <p className="soft">{say('subject.noLeads')}</p>}
        </section>
    );
}

export function Head({ subject }: { subject: Schema['SubjectHead'] }) {
    const link = useLinkTo();
    return (
        <div className="spread">
            <div><h1 lang="vi">{subject.name || `${say(subject.of)} ${subject.id}`}</h1><p className="soft">{say(`subject.${subject.of}`)} · {subject.unit_name}{subject.village ? <span lang="vi">, {subject.village}</span> : null}</p></div>
            <Link to={link('/doi-soat/ket-qua')}>{say('part.ket-qua')}</Link>
        </div>
    );
}
