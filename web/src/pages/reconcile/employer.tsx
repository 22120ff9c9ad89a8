/* Everything known of one employer, and its people: who is taxed, who is insured. */
import { useMemo, useState } from 'react';
import { post } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/reconcile.ts';
import { lang } from '../../text/text.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Link } from '../../ui/link.tsx';
import { Loaded } from '../../ui/states.tsx';
import { count } from '../../vn/number.ts';
import { EmployerWork } from '../outreach/employer_parts.tsx';
import { Facts, SourceRows, subjectPath } from './pieces.tsx';
import { Months, Standings } from './standings.tsx';
import { Head, OnLists, Values } from './subject.tsx';
import type { Field } from './subject.tsx';

type Employer = Schema['Employer'];
type Member = Employer['members'][number];
const n = (value: number) => count(value, lang());

function Members({ employer }: { employer: Employer }) {
    const link = useLinkTo();
    const { session } = useSession();
    const columns = useMemo<Column<Member>[]>(() => {
        const mark = (on: boolean) => (on ? say('lead.yes') : say('lead.no'));
        return [
            { key: 'name', title: say('subject.person'), value: (row) => row.name || String(row.id), show: (row) => <Link lang="vi" to={link(subjectPath('person', row.id))}>{row.name || row.id}</Link> },
            { key: 'taxed', title: say('subject.taxed'), value: (row) => mark(row.taxed) },
            { key: 'insured', title: say('subject.insured'), value: (row) => mark(row.insured), className: (row) => (row.taxed && !row.insured ? 'bad' : '') },
            { key: 'unit', title: say('results.unit'), value: (row) => row.unit_name },
        ];
    }, [link]);
    return (
        <section className="card stack">
            <h2>{say('subject.members')}</h2>
            <p>{say('subject.membersSum', { taxed: n(employer.taxed), insured: n(employer.insured), both: n(employer.both) })}</p>
            {may(session, 'person.read') ? <DataTable name="members" label={say('subject.members')} columns={columns} rows={employer.members} id={(row) => String(row.id)} sort="-insured" dense /> : <p className="soft">{say('subject.unseenMembers')}</p>}
        </section>
    );
}

function Shown({ given }: { given: Employer }) {
    const [seen, setSeen] = useState<{ employer: Employer; fields: Field[] } | null>(null);
    const employer = seen?.employer ?? given;
    const look = async (field: Field, purpose: string) => {
        const fields = [...new Set([...(seen?.fields ?? []), field])];
        setSeen({ employer: await post('/api/employers/{id}/look', { args: { id: given.id }, body: { province: given.province, purpose, fields } }), fields });
    };
    return (
        <>
            <Head subject={employer} />
            <OnLists leads={employer.leads} />
            <div className="two">
                <section className="card stack"><h2>{say('subject.values')}</h2><Values values={employer.values} may={employer.may_look} look={look} /></section>
                <section className="card stack"><h2>{say('subject.facts')}</h2><Facts rows={employer.facts.map((fact) => [fact.title, fact.value ?? say('unknown')])} /></section>
            </div>
            <Months employer={employer} />
            <Standings employer={employer} />
            <Members employer={employer} />
            <EmployerWork id={employer.id} />
            <section className="card stack"><h2>{say('subject.rows')}</h2><SourceRows rows={employer.rows} /></section>
        </>
    );
}

export default function EmployerPage({ id }: { id: string }) {
    const { args } = usePageContext();
    const query = useGet('/api/employers/{id}', { id: Number(id) || 0, province: args.province, limit: 1000 });
    return <Loaded query={query} bones={[30, 240, 240]}>{(employer) => <Shown key={employer.id} given={employer} />}</Loaded>;
}
