/* Of an employer: its numbers from month to month, and where those stand whom it pays and does not insure. */
import { useState } from 'react';
import type { Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/reconcile.ts';
import { lang } from '../../text/text.ts';
import { Frame } from '../../ui/frame.tsx';
import { Link } from '../../ui/link.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showPeriod } from '../../vn/date.ts';
import { count } from '../../vn/number.ts';
import { subjectPath } from './pieces.tsx';

type Standing = Schema['Standing'];
const SHOWN = 200;
const n = (value: number | null) => count(value, lang());

export function Months({ employer }: { employer: Schema['Employer'] }) {
    const rows = [...employer.months].reverse();
    return (
        <section className="card stack">
            <h2>{say('subject.months')}</h2>
            {rows.length ? (
                <Frame label={say('subject.months')}>
                    <table className="table dense">
                        <thead><tr><th scope="col" className="first">{say('subject.month')}</th><th scope="col" className="n">{say('subject.paid')}</th><th scope="col" className="n">{say('subject.insured')}</th><th scope="col" className="n">{say('subject.uninsured')}</th></tr></thead>
                        <tbody>{rows.map((row) => <tr key={row.month}><th scope="row" className="first">{showPeriod(row.month)}</th><td className="n">{n(row.taxed)}</td><td className="n">{n(row.insured)}</td><td className={row.uninsured ? 'n bad' : 'n'}>{n(row.uninsured)}</td></tr>)}</tbody>
                    </table>
                </Frame>
            ) : <p className="soft">{say('subject.noMonths')}</p>}
        </section>
    );
}

function Named({ id, standing }: { id: number; standing: Standing }) {
    const { args } = usePageContext();
    const link = useLinkTo();
    const query = useGet('/api/employers/{id}/people', { id, province: args.province, standing, limit: SHOWN });
    const elsewhere = standing === 'elsewhere';
    return (
        <Loaded query={query} bones={[90]} part>
            {({ rows, next }) => (rows.length ? (
                <>
                    <Frame label={say('standing.title')}>
                        <table className="table dense">
                            <thead><tr><th scope="col" className="first">{say('subject.person')}</th><th scope="col">{say('results.unit')}</th>{elsewhere ? <th scope="col">{say('standing.elsewhere')}</th> : null}<th scope="col" className="n">{say('standing.year')}</th><th scope="col" className="n">{say('standing.months')}</th><th scope="col" className="n">{say('standing.uninsured')}</th></tr></thead>
                            <tbody>
                                {rows.map((row) => (
                                    <tr key={row.id}>
                                        <th scope="row" className="first"><Link lang="vi" to={link(subjectPath('person', row.id))}>{row.name || row.id}</Link></th><td lang="vi">{row.unit_name}</td>
                                        {elsewhere ? <td lang="vi">{row.elsewhere ? <Link to={link(subjectPath('employer', row.elsewhere.id))}>{row.elsewhere.name}</Link> : <span className="soft">{say('standing.outside')}</span>}</td> : null}
                                        <td className="n">{row.tax_year ?? '–'}</td><td className="n">{n(row.months)}</td><td className="n">{n(row.uninsured_months)}</td>
                                    </tr>
                                ))}
                            </tbody>
                        </table>
                    </Frame>
                    {next ? <p className="soft">{say('standing.rest', { shown: n(rows.length) })}</p> : null}
                </>
            ) : <p className="soft">{say('standing.noneSeen')}</p>)}
        </Loaded>
    );
}

export function Standings({ employer }: { employer: Schema['Employer'] }) {
    const { args } = usePageContext();
    const { session } = useSession();
    const [open, setOpen] = useState<Standing | null>(null);
    const query = useGet('/api/employers/{id}/people', { id: employer.id, province: args.province, limit: 1 });
    const names = may(session, 'person.read');
    return (
        <section className="card stack">
            <h2>{say('standing.title')}</h2>
            <Loaded query={query} bones={[90]} part>
                {({ count: all, standings }) => (all ? (
                    <>
                        <p>{say('standing.sum', { count: n(all), missing: n(standings.find((row) => row.standing === 'missing')?.count ?? 0) })}</p>
                        <Frame label={say('standing.title')}>
                            <table className="table">
                                <thead><tr><th scope="col" className="first">{say('standing.where')}</th><th scope="col" className="n">{say('standing.count')}</th>{names ? <th className="no-print" aria-label={say('standing.open')} /> : null}</tr></thead>
                                <tbody>
                                    {standings.map((row) => (
                                        <tr key={row.standing} className={row.standing === open ? 'chosen' : ''}>
                                            <th scope="row" className="first wrap">{row.standing_text}</th><td className={row.standing === 'missing' ? 'n bad' : 'n'}>{n(row.count)}</td>
                                            {names ? <td className="no-print"><button type="button" className="link" aria-expanded={row.standing === open} aria-label={say(row.standing === open ? 'standing.shutOf' : 'standing.openOf', { what: row.standing_text })} onClick={() => setOpen(row.standing === open ? null : row.standing)}>{say(row.standing === open ? 'standing.shut' : 'standing.open')}</button></td> : null}
                                        </tr>
                                    ))}
                                </tbody>
                            </table>
                        </Frame>
                        {open ? <><h3>{standings.find((row) => row.standing === open)?.standing_text}</h3><Named key={open} id={employer.id} standing={open} /></> : null}
                    </>
                ) : <p className="soft">{say('standing.none')}</p>)}
            </Loaded>
        </section>
    );
}
