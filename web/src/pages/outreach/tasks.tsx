/* Danh sách việc: who is to be seen, in what order; for who may not see persons, how many. */
import { useEffect, useMemo, useState } from 'react';
import { download, get } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/outreach.ts';
import { useAct } from '../../ui/act.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Link } from '../../ui/link.tsx';
import { Button } from '../../ui/plain.tsx';
import { Bones, Loaded, State } from '../../ui/states.tsx';
import { Filters, useAsked } from './filters.tsx';
import type { Asked } from './filters.tsx';
import { HandTasks } from './hand_over.tsx';
import { agentAt, day, n, taskPath, TO_DO, today } from './pieces.tsx';
import type { LinkTo, Task } from './pieces.tsx';
import { useWaits, WaitSentence } from './waits.tsx';

const PAGE = 500;

export function taskColumns(link: LinkTo): Column<Task>[] {
    const late = (row: Task) => TO_DO.includes(row.state) && !!row.next_day && row.next_day < today();
    return [
        { key: 'name', title: say('who'), value: (row) => row.name, show: (row) => <Link lang="vi" to={link(taskPath(row.lead))}>{row.name || `${say(row.of)} ${row.subject}`}</Link>, most: 240 },
        { key: 'rule', title: say('rule'), value: (row) => row.rule_text, most: 320 },
        { key: 'unit', title: say('unit'), value: (row) => row.unit_name, show: (row) => <span lang="vi">{row.unit_name}</span> },
        { key: 'village', title: say('village'), value: (row) => row.village, show: (row) => <span lang="vi">{row.village || '–'}</span>, most: 160 },
        { key: 'agent', title: say('agent'), value: (row) => row.agent_name, show: (row) => (row.agent ? <Link lang="vi" to={link(...agentAt(row.agent))}>{row.agent_name || row.agent}</Link> : '–') },
        { key: 'state', title: say('state'), value: (row) => row.state_text, className: (row) => (row.state === 'confirmed' ? 'good' : row.state === 'returned' ? 'bad' : '') },
        { key: 'outcome', file: 'outcome,reason', title: say('outcome'), value: (row) => [row.outcome_text, row.reason].filter(Boolean).join(' – '), show: (row) => (row.outcome_text ? <>{row.outcome_text}<span lang="vi">{row.reason ? ` – ${row.reason}` : ''}</span></> : '–'), most: 260 },
        { key: 'next_day', title: say('nextDay'), value: (row) => row.next_day, show: (row) => (late(row) ? <>{day(row.next_day)} · {say('late')}</> : day(row.next_day)), className: (row) => (late(row) ? 'day bad' : 'day') },
        { key: 'priority', title: say('priority'), hint: say('priorityHint'), value: (row) => row.priority, show: (row) => row.priority.toLocaleString('vi-VN', { maximumFractionDigits: 2 }), numeric: true },
        { key: 'last', file: 'last_day', title: say('lastDay'), value: (row) => row.last_day, show: (row) => day(row.last_day), className: () => 'day' },
        { key: 'contacts', title: say('contacts'), value: (row) => row.contacts, numeric: true },
        { key: 'next_step', title: say('nextStep'), value: (row) => row.next_step, show: (row) => <span lang="vi">{row.next_step || '–'}</span>, most: 240, hidden: true },
        { key: 'assigned', file: 'assigned_day', title: say('assignedDay'), value: (row) => row.assigned_day, show: (row) => day(row.assigned_day), hidden: true },
        { key: 'registered', file: 'registered_day', title: say('registeredDay'), value: (row) => row.registered_day, show: (row) => day(row.registered_day), hidden: true },
        { key: 'birth', file: 'birth_year', title: say('birthYear'), value: (row) => row.birth_year, show: (row) => row.birth_year ?? '–', hidden: true },
        { key: 'basis', title: say('task.basis'), value: (row) => row.basis, show: (row) => <span lang="vi">{row.basis || '–'}</span>, most: 240, hidden: true },
        { key: 'campaign', title: say('campaign'), value: (row) => row.campaign, show: (row) => row.campaign || '–', hidden: true },
        { key: 'lead', title: say('lead'), value: (row) => row.lead, numeric: true, hidden: true },
    ];
}

function useTasks(asked: Asked) {
    const first = useGet('/api/work/tasks', { ...asked, limit: PAGE });
    const [more, setMore] = useState<{ rows: Task[]; next: string | null } | null>(null);
    const act = useAct(true);
    useEffect(() => setMore(null), [first.data]);
    const next = more ? more.next : first.data?.next;
    const load = () => void act.run(async () => {
        const page = await get('/api/work/tasks', { ...asked, limit: PAGE, after: next ?? '' });
        setMore({ rows: [...(more?.rows ?? []), ...page.rows], next: page.next ?? null });
    });
    return { first, rows: [...(first.data?.rows ?? []), ...(more?.rows ?? [])], next, load, busy: act.busy };
}

/** Which of the two orders: what was stated, or what outcomes taught; the page behind the link shows how. */
function RankedBy({ ranking }: { ranking: { stated: number; learned: number; outcomes: number } }) {
    const link = useLinkTo();
    const fill = { rules: n(ranking.learned), outcomes: n(ranking.outcomes) };
    const words = !ranking.learned ? say('ranked.stated') : ranking.stated ? say('ranked.both', fill) : say('ranked.learned', fill);
    return <p className="soft">{words} <Link to={link('/van-dong/uu-tien')}>{say('ranked.how')}</Link></p>;
}

function List({ asked }: { asked: Asked }) {
    const { session } = useSession();
    const link = useLinkTo();
    const { first, rows, next, load, busy } = useTasks(asked);
    const [selected, setSelected] = useState<string[]>([]);
    const columns = useMemo(() => taskColumns(link), [link]);
    const assigns = may(session, 'work.assign');
    const picked = rows.filter((row) => selected.includes(String(row.lead)));
    return (
        <Loaded query={first} bones={[320]} part>
            {(data) => (data.counted_only
                ? <State sign="#" title={say('tasks.counted', { count: n(data.count) })} next={say('tasks.countedNext')}><Link to={link('/van-dong/ket-qua', asked.unit ? { by: 'village', commune: asked.unit } : { by: 'unit' })}>{say('tasks.toResults')}</Link></State>
                : (
                    <>
                        <RankedBy ranking={data.ranking} />
                        <DataTable name="tasks" label={say('part.viec')} columns={columns} rows={rows} id={(row) => String(row.lead)} sort="-priority" addressed dense asSeen
                            {...(assigns ? { selected, onSelect: setSelected } : {})}
                            tools={assigns ? <HandTasks tasks={picked} onDone={() => setSelected([])} /> : null} exported={(format, picked) => download('/api/work/tasks', { ...asked, ...picked }, format, 'viec')} />
                        {next ? <div className="row no-print"><Button busy={busy} onClick={load}>{say('more')}</Button><span className="soft">{n(rows.length)} / {n(data.count)}</span></div> : null}
                    </>
                ))}
        </Loaded>
    );
}

export default function TasksPart() {
    const asked = useAsked();
    const waits = useWaits();
    return (
        <>
            {!waits ? <Bones heights={[30]} /> : waits.length ? <WaitSentence lines={waits} /> : <h1>{say('part.viec')}</h1>}
            <Filters />
            <List key={JSON.stringify(asked)} asked={asked} />
        </>
    );
}
