/* What the employer's page gets from leads at work: who was there and what was said, taxed and insured month by month, and
 * a letter with what the registers show. */
import { useState } from 'react';
import { downloadMade } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/outreach.ts';
import { useAct } from '../../ui/act.ts';
import { Frame } from '../../ui/frame.tsx';
import { Link } from '../../ui/link.tsx';
import { Button, Segments } from '../../ui/plain.tsx';
import { Spark } from '../../ui/spark.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showPeriod } from '../../vn/date.ts';
import { TaskEvents } from './events.tsx';
import { n, taskPath } from './pieces.tsx';
import type { Task } from './pieces.tsx';

type Month = { month: string; taxed: number; insured: number };
const SHOWN = 5; // tasks with their history; all of them are a press away

export function EmployerMonths({ months }: { months: Month[] }) {
    if (!months.length) return null;
    return (
        <section className="card stack">
            <h2>{say('employer.months')}</h2>
            <div className="row"><span>{say('employer.taxed')}</span><Spark values={months.map((row) => row.taxed)} /><span>{say('employer.insured')}</span><Spark values={months.map((row) => row.insured)} /></div>
            <Frame label={say('employer.months')} className="low">
                <table className="table dense">
                    <thead><tr><th className="first">{say('employer.month')}</th><th className="n">{say('employer.taxed')}</th><th className="n">{say('employer.insured')}</th><th className="n">{say('employer.gap')}</th></tr></thead>
                    <tbody>{[...months].reverse().map((row) => <tr key={row.month}><td className="first">{showPeriod(row.month)}</td><td className="n">{n(row.taxed)}</td><td className="n">{n(row.insured)}</td><td className={`n ${row.taxed > row.insured ? 'bad' : ''}`}>{n(row.taxed - row.insured)}</td></tr>)}</tbody>
                </table>
            </Frame>
        </section>
    );
}

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

export function EmployerLetter({ id }: { id: number }) {
    const { args } = usePageContext();
    const { session } = useSession();
    const act = useAct();
    const [kind, setKind] = useState<'invite' | 'remind'>('invite');
    const [names, setNames] = useState(false);
    const [written, setWritten] = useState(false);
    const write = () => void act.run(async () => {
        setWritten(false);
        await downloadMade('/api/employers/{id}/letter', { args: { id }, body: { province: args.province, kind, names } }, 'thu.docx');
        setWritten(true);
    });
    if (!may(session, 'lead.work')) return null;
    return (
        <section className="card stack no-print">
            <div><h2>{say('letter.title')}</h2><p className="soft">{say('letter.what')}</p></div>
            <div className="row">
                <Segments label={say('letter.kind')} value={kind} onChange={setKind} options={(['invite', 'remind'] as const).map((value) => ({ value, label: say(`letter.${value}`) }))} />
                {may(session, 'person.read') ? <label className="row tight"><input type="checkbox" checked={names} onChange={(event) => setNames(event.target.checked)} />{say('letter.names')}</label> : null}
                <Button busy={act.busy} onClick={write}>{say('letter.go')}</Button>
                {written ? <span className="good" role="status">{say('letter.done')}</span> : null}
            </div>
            {act.problem ? <p className="bad" role="alert">{act.problem}</p> : null}
        </section>
    );
}
