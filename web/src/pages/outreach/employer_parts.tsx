/* What the employer's page gets from leads at work: who was there and what was said. */
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/outreach.ts';
import { Link } from '../../ui/link.tsx';
import { Loaded } from '../../ui/states.tsx';
import { TaskEvents } from './events.tsx';
import { taskPath } from './pieces.tsx';
import type { Task } from './pieces.tsx';

const SHOWN = 5; // tasks with their history; all of them are a press away

function History({ task }: { task: Task }) {
    const { args } = usePageContext();
    const { session } = useSession();
    const link = useLinkTo();
    const detail = useGet('/api/work/tasks/{lead}', may(session, 'person.read') ? { lead: task.lead, province: args.province } : null).data;
    return (
        <div className="stack tight">
            <p><Link to={link(taskPath(task.lead))}>{task.rule_text}</Link> · {task.state_text}{task.agent ? <> · <span lang="vi">{task.agent_name || task.agent}</span></> : null}</p>
            {detail?.events.length ? <TaskEvents events={detail.events} /> : null}
        </div>
    );
}

export function EmployerWork({ id }: { id: number }) {
    const { args } = usePageContext();
    const { session } = useSession();
    const link = useLinkTo();
    const query = useGet('/api/work/tasks', may(session, 'work.read') ? { province: args.province, of: 'employer', subject: id, limit: SHOWN } : null);
    if (!may(session, 'work.read')) return null;
    return (
        <section className="card stack">
            <div className="spread"><h2>{say('employer.contacts')}</h2><Link className="no-print" to={link('/van-dong/viec', { of: 'employer', subject: String(id) })}>{say('employer.tasks')}</Link></div>
            <Loaded query={query} bones={[60]} part>
                {({ rows }) => (rows.length ? <>{rows.map((task) => <History key={task.lead} task={task} />)}</> : <p className="soft">{say('employer.noTasks')}</p>)}
            </Loaded>
        </section>
    );
}
