/* Everything known of one person; what is masked opens for a purpose, and closes with the page. */
import { useState } from 'react';
import { post } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/reconcile.ts';
import { Link } from '../../ui/link.tsx';
import { Loaded, State } from '../../ui/states.tsx';
import { Facts, SourceRows, subjectPath } from './pieces.tsx';
import { Head, OnLists, Values } from './subject.tsx';
import type { Field } from './subject.tsx';

type Person = Schema['Person'];

function Shown({ given }: { given: Person }) {
    const link = useLinkTo();
    const [seen, setSeen] = useState<{ person: Person; fields: Field[] } | null>(null);
    const person = seen?.person ?? given;
    const look = async (field: Field, purpose: string) => {
        const fields = [...new Set([...(seen?.fields ?? []), field])];
        setSeen({ person: await post('/api/persons/{id}/look', { args: { id: given.id }, body: { province: given.province, purpose, fields } }), fields });
    };
    return (
        <>
            <Head subject={person} />
            <OnLists leads={person.leads} />
            <div className="two">
                <section className="card stack"><h2>{say('subject.values')}</h2><Values values={person.values} may={person.may_look} look={look} /></section>
                <section className="card stack">
                    <h2>{say('subject.facts')}</h2>
                    <Facts rows={person.facts.map((fact) => [fact.title, fact.value ?? say('unknown')])} />
                    {person.employers.length ? <><h3>{say('subject.employers')}</h3><ul className="plain stack tight">{person.employers.map((one) => <li key={one.id}><Link lang="vi" to={link(subjectPath('employer', one.id))}>{one.name || one.id}</Link> <span className="soft">{one.unit_name}</span></li>)}</ul></> : null}
                </section>
            </div>
            <section className="card stack"><h2>{say('subject.rows')}</h2><SourceRows rows={person.rows} /></section>
        </>
    );
}

export default function PersonPage({ id }: { id: string }) {
    const { args } = usePageContext();
    const { session } = useSession();
    const link = useLinkTo();
    const seen = may(session, 'person.read');
    const query = useGet('/api/persons/{id}', seen ? { id: Number(id) || 0, province: args.province } : null);
    if (!seen) return <State sign="∑" title={say('subject.unseen')} next={say('subject.unseenNext')}><Link to={link('/doi-soat/ket-qua', { by: 'unit' })}>{say('part.ket-qua')}</Link></State>;
    return <Loaded query={query} bones={[30, 240, 240]}>{(person) => <Shown key={person.id} given={person} />}</Loaded>;
}
