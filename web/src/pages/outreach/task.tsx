/* One task: why it is there, what happened to it, who has it. */
import { useState } from 'react';
import type { Answer } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/outreach.ts';
import { Link } from '../../ui/link.tsx';
import { Button } from '../../ui/plain.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Facts, subjectPath } from '../reconcile/pieces.tsx';
import { Consents } from './consents.tsx';
import { AssignLeads, givenOf, HandOver } from './hand_over.tsx';
import { agentAt, day, n } from './pieces.tsx';
import { TaskEvents } from './events.tsx';

type Shown = Answer<'/api/work/tasks/{lead}'>;

function Acts({ task }: { task: Shown }) {
    const { args } = usePageContext();
    const [handing, setHanding] = useState(false);
    const agents = useGet('/api/work/agents', { province: args.province }).data?.rows ?? [];
    const giver = agents.find((agent) => agent.account === task.agent);
    if (!task.agent) return <AssignLeads leads={[task.lead]} label={say('assign.one')} />;
    return (
        <>
            <Button disabled={!giver} onClick={() => setHanding(true)}>{say('hand.title')}</Button>
            {handing && giver ? <HandOver from={[givenOf(giver, [task])]} agents={agents} onClose={() => setHanding(false)} /> : null}
        </>
    );
}

function Page({ task }: { task: Shown }) {
    const { session } = useSession();
    const link = useLinkTo();
    const open = task.state !== 'closed' && task.state !== 'confirmed';
    return (
        <>
            <div className="spread">
                <div>
                    <h1 lang="vi">{task.name || `${say(task.of)} ${task.subject}`}</h1>
                    <p className="soft"><span lang="vi">{task.unit_name}{task.village ? `, ${task.village}` : ''}</span>{task.birth_year ? ` · ${say('born', { year: task.birth_year })}` : ''}</p>
                </div>
                <div className="row no-print">
                    {task.of === 'employer' || may(session, 'person.read') ? <Link to={link(subjectPath(task.of, task.subject))}>{say('task.file')}</Link> : null}
                    {may(session, 'lead.read') ? <Link to={link(`/doi-soat/truong-hop/${task.lead}`)}>{say('task.lead')}</Link> : null}
                    {may(session, 'work.assign') && open ? <Acts task={task} /> : null}
                </div>
            </div>
            {task.conflict ? <p className="card warn" role="status">⚠ {say('task.conflict')}</p> : null}
            <div className="two">
                <section className="card stack">
                    <h2>{say('task.why')}</h2>
                    <div className="why">{task.evidence.split('\n').map((line, i) => <div key={i}>{line}</div>)}</div>
                    {task.law ? <p className="break"><span className="soft">{say('task.law')}:</span> <span lang="vi">{task.law}</span></p> : null}
                </section>
                <section className="card stack">
                    <h2>{task.rule_text}</h2>
                    <Facts rows={[
                        [say('state'), <b key="state" className={task.state === 'confirmed' ? 'good' : task.state === 'returned' ? 'bad' : ''}>{task.state_text}</b>],
                        [say('agent'), task.agent ? <Link key="agent" lang="vi" to={link(...agentAt(task.agent))}>{task.agent_name || task.agent}</Link> : '–'],
                        [say('outcome'), task.outcome_text ? <span key="outcome">{task.outcome_text}<span lang="vi">{task.reason ? ` – ${task.reason}` : ''}</span></span> : '–'],
                        [say('nextDay'), <span key="next">{day(task.next_day)}<span lang="vi">{task.next_step ? ` – ${task.next_step}` : ''}</span></span>],
                        [say('contacts'), n(task.contacts)],
                        [say('assignedDay'), day(task.assigned_day)],
                        [say('registeredDay'), day(task.registered_day)],
                        ...(task.quiet_until ? [[say('quietUntil'), day(task.quiet_until)] as [string, string]] : []),
                        [say('campaign'), task.campaign || '–'],
                    ]} />
                </section>
            </div>
            {may(session, 'work.assign') ? <Consents of={task.of} subject={task.subject} /> : null}
            <section className="card stack"><h2>{say('task.history')}</h2>{task.events.length ? <TaskEvents events={task.events} /> : <p className="soft">{say('task.noEvents')}</p>}</section>
        </>
    );
}

export default function TaskPage({ id }: { id: string }) {
    const { args } = usePageContext();
    const query = useGet('/api/work/tasks/{lead}', { lead: Number(id) || 0, province: args.province });
    return <Loaded query={query} bones={[30, 240, 240]}>{(task) => <Page task={task} />}</Loaded>;
}
