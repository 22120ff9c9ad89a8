/* One case: who does what by when, why it is on the list with its evidence and law, the rows behind it, and what officers
 * found out. */
import { useState } from 'react';
import { post } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { refreshAnswers, useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/reconcile.ts';
import { useAct } from '../../ui/act.ts';
import { Link } from '../../ui/link.tsx';
import { Button, Segments } from '../../ui/plain.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showDate, showTime, today } from '../../vn/date.ts';
import { Facts, SourceRows, subjectPath } from './pieces.tsx';

type Lead = Schema['LeadDetail'];
function Findings({ lead, province }: { lead: Lead; province: string }) {
    const { session } = useSession();
    const act = useAct();
    const [outcome, setOutcome] = useState<'right' | 'wrong' | 'unclear' | ''>('');
    const [note, setNote] = useState('');
    const [saved, setSaved] = useState(false);
    const record = () => void act.run(async () => {
        if (!outcome) return;
        await post('/api/leads/{id}/outcome', { args: { id: lead.id }, body: { province, outcome, ...(note.trim() ? { note: note.trim() } : {}) } });
        setSaved(true);
        setOutcome('');
        setNote('');
        refreshAnswers('/api/leads', '/api/rules');
    });
    return (
        <section className="card stack">
            <h2>{say('lead.findings')}</h2>
            {lead.findings.length ? (
                <ul className="plain stack tight">{lead.findings.map((row, i) => <li key={i}><b>{row.outcome_text}</b> {row.note} <span className="soft">{row.by}, {showTime(row.at)}</span></li>)}</ul>
            ) : <p className="soft">{say('lead.noFinding')}</p>}
            {may(session, 'lead.work') ? (
                <div className="row no-print">
                    <Segments label={say('lead.outcome')} value={outcome} onChange={setOutcome} options={(['right', 'wrong', 'unclear'] as const).map((value) => ({ value, label: say(`lead.${value}`) }))} />
                    <input className="input grow" aria-label={say('lead.note')} placeholder={say('lead.note')} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
                    <Button kind="primary" busy={act.busy} disabled={act.busy || !outcome} onClick={record}>{say('lead.record')}</Button>
                    {saved ? <span className="good" role="status">{say('lead.recorded')}</span> : null}
                    {act.problem ? <span className="bad" role="alert">{act.problem}</span> : null}
                </div>
            ) : null}
        </section>
    );
}

/** Who does what by when, before why. */
function ToDo({ lead }: { lead: Lead }) {
    const late = lead.due !== '' && lead.due < today();
    const cleared = lead.state === 'cleared';
    return (
        <section className="card stack">
            <h2>{say('lead.toDo')}</h2>
            {cleared ? <p className="good">{say('lead.cleared', { run: lead.cleared_run })}</p> : null}
            <Facts rows={[
                [say('lead.agency'), lead.agency_name],
                ...(cleared ? [] : [[say('lead.due'), <span key="due" className={late ? 'bad' : ''}>{showDate(lead.due)}{late ? ` (${say('lead.late')})` : ''}</span>] as [string, JSX.Element]]),
                [say('lead.since'), showDate(lead.since)], [say('lead.severity'), lead.severity_text],
            ]} />
            {lead.clears && !cleared ? <p className="text"><span className="soft">{say('lead.clears')}:</span> {lead.clears}.</p> : null}
        </section>
    );
}

const MARKS = { yes: '✓', no: '✗', unknown: '?' };

function Why({ lead }: { lead: Lead }) {
    const open = lead.reasons.filter((reason) => reason.holds !== 'yes').length;
    return (
        <section className="card stack why">
            <h2>{say('lead.why')}</h2>
            <p>{lead.rule_title}.</p>
            {lead.evidence.length ? <Facts rows={lead.evidence.map((fact) => [fact.title, fact.value ?? say('unknown')])} /> : null}
            <p className="break"><span className="soft">{say('lead.law')}:</span> <span lang="vi">{lead.basis}</span></p>
            {lead.basis_note ? <p>⚠ {lead.basis_note}</p> : null}
            {lead.reasons.length ? (
                <details>
                    <summary>{say(open ? 'lead.conditionsNow' : 'lead.conditions', { all: lead.reasons.length, open })}</summary>
                    <ul className="plain stack tight">{lead.reasons.map((reason) => <li key={reason.part}>{MARKS[reason.holds]} {reason.part}{reason.value ? <span className="soft"> – {reason.value}</span> : null}</li>)}</ul>
                </details>
            ) : null}
        </section>
    );
}

function Shown({ lead, province }: { lead: Lead; province: string }) {
    const { session } = useSession();
    const link = useLinkTo();
    return (
        <>
            <div className="spread">
                <div>
                    <h1><span lang="vi">{lead.name || `${say(lead.of)} ${lead.subject}`}</span></h1>
                    <p className="soft">{say(`subject.${lead.of}`)} · {lead.unit_name}{lead.village ? <span lang="vi">, {lead.village}</span> : null} {lead.class ? `· ${lead.class}` : ''}</p>
                </div>
                <div className="row">
                    {lead.of === 'employer' || may(session, 'person.read') ? <Link to={link(subjectPath(lead.of, lead.subject))}>{say('lead.open')}</Link> : null}
                    <Link to={link('/doi-soat/ket-qua', { rule: lead.rule })}>{say('back')}</Link>
                </div>
            </div>
            <div className="two">
                <div className="stack">
                    <ToDo lead={lead} />
                    <Findings lead={lead} province={province} />
                </div>
                <Why lead={lead} />
            </div>
            <section className="card stack"><h2>{say('lead.rows')}</h2><SourceRows rows={lead.rows} /></section>
            <section className="card stack">
                <h2>{say('lead.history')}</h2>
                <ul className="plain stack tight">{lead.events.map((event, i) => <li key={i}><Link to={link(`/doi-soat/lan-chay/${event.run}`)}>{say('runs.run')} {event.run}</Link>: {event.change_text}{event.why ? ` – ${event.why}` : ''}</li>)}</ul>
            </section>
        </>
    );
}

export default function LeadPage({ id }: { id: string }) {
    const { args } = usePageContext();
    const query = useGet('/api/leads/{id}', { id: Number(id) || 0, province: args.province });
    return <Loaded query={query} bones={[30, 240, 240]}>{(lead) => <Shown lead={lead} province={args.province} />}</Loaded>;
}
