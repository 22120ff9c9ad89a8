/* Gia hạn: whose paid months end soon, whose have ended, and whom the new minimum of 1 January 2027 reaches; each with the
 * right words, and one press gives it to the agent of the place. */
import { useEffect, useMemo, useState } from 'react';
import { download, get } from '../../api/client.ts';
import type { Answer } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo, usePlace } from '../../state/use_address.ts';
import { say } from '../../text/outreach.ts';
import { useAct } from '../../ui/act.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Link } from '../../ui/link.tsx';
import { Button, Choice, Segments } from '../../ui/plain.tsx';
import { Loaded, State } from '../../ui/states.tsx';
import { showPeriod } from '../../vn/date.ts';
import { choose, useAgents, useCommunes, useVillages } from './filters.tsx';
import { AssignLeads } from './hand_over.tsx';
import { agentAt, n, taskPath } from './pieces.tsx';
import type { LinkTo } from './pieces.tsx';

export const KINDS = ['due30', 'due60', 'lapsed', 'jump2027'] as const;
type Kind = (typeof KINDS)[number];
type Data = Answer<'/api/work/renewals'>;
type Row = Data['rows'][number];
const PAGE = 500;

function renewalColumns(kind: Kind, link: LinkTo, assigns: boolean, names: Map<string, string>): Column<Row>[] {
    const who: Column<Row>[] = [
        { key: 'name', title: say('who'), value: (row) => row.name, show: (row) => <Link lang="vi" to={link(row.lead && row.agent ? taskPath(row.lead) : `/doi-soat/nguoi/${row.subject}`)}>{row.name || row.subject}</Link>, most: 220 },
        { key: 'unit', title: say('unit'), value: (row) => row.unit_name, show: (row) => <span lang="vi">{row.unit_name}</span> },
        { key: 'village', title: say('village'), value: (row) => row.village, show: (row) => <span lang="vi">{row.village || '–'}</span>, most: 160 },
        { key: 'until', title: say('renew.until'), value: (row) => row.until, show: (row) => showPeriod(row.until) || '–' },
        ...(kind === 'lapsed' ? [] : [{ key: 'pay_by', title: say('renew.payBy'), hint: say('renew.payByHint'), value: (row: Row) => row.pay_by, show: (row: Row) => showPeriod(row.pay_by) || '–' }]),
        { key: 'months', title: say('renew.months'), value: (row) => row.months, numeric: true },
    ];
    const amounts: Column<Row>[] = [
        { key: 'now', title: say('renew.now'), value: (row) => row.amount_now, numeric: true },
        ...(kind === 'jump2027' ? [{ key: 'new', file: 'then', title: say('renew.new'), value: (row: Row) => row.amount_new, numeric: true, className: () => 'strong' }] : []),
    ];
    return [
        ...who, ...amounts,
        { key: 'agent', title: say('agent'), value: (row) => names.get(row.agent) ?? row.agent, show: (row) => (row.agent ? <Link lang="vi" to={link(...agentAt(row.agent))}>{names.get(row.agent) ?? row.agent}</Link> : row.lead && assigns ? <AssignLeads small leads={[row.lead]} label={say('assign.one')} /> : '–') },
        { key: 'advice', title: say('renew.advice'), value: (row) => row.advice, most: 480 },
    ];
}

function useRows(asked: Parameters<typeof get<'/api/work/renewals'>>[1]) {
    const first = useGet('/api/work/renewals', { ...asked, limit: PAGE });
    const [more, setMore] = useState<{ rows: Row[]; next: string | null } | null>(null);
    const act = useAct(true);
    useEffect(() => setMore(null), [first.data]);
    const next = more ? more.next : first.data?.next;
    const load = () => void act.run(async () => {
        const page = await get('/api/work/renewals', { ...asked, limit: PAGE, after: next ?? '' });
        setMore({ rows: [...(more?.rows ?? []), ...page.rows], next: page.next ?? null });
    });
    return { first, rows: [...(first.data?.rows ?? []), ...(more?.rows ?? [])], next, load, busy: act.busy };
}

export default function RenewalsPart() {
    const { args } = usePageContext();
    const { session } = useSession();
    const { more } = usePlace();
    const link = useLinkTo();
    const { commune = '', village = '' } = more;
    const kind = KINDS.find((one) => one === more.kind) ?? 'due30';
    const communes = useCommunes();
    const villages = useVillages(commune);
    const assigns = may(session, 'work.assign');
    const agents = useAgents();
    const names = useMemo(() => new Map(agents.map((agent) => [agent.value, agent.label])), [agents]);
    const asked = { province: args.province, kind, ...(commune ? { unit: commune } : {}), ...(village ? { village } : {}) };
    const { first, rows, next, load, busy } = useRows(asked);
    const columns = useMemo(() => renewalColumns(kind, link, assigns, names), [kind, link, assigns, names]);
    const free = rows.flatMap((row) => (!row.agent && row.lead ? [row.lead] : []));
    return (
        <Loaded query={first} bones={[30, 60, 320]}>
            {(data) => (
                <>
                    <h1 className="sentence">{say('renew.sentence', { due30: n(data.counts.due30), lapsed: n(data.counts.lapsed), jump: n(data.counts.jump2027) })}</h1>
                    <div className="row no-print">
                        <Segments label={say('renew.kind')} value={kind} onChange={(next_) => choose({ kind: next_ === 'due30' ? '' : next_ })} options={KINDS.map((value) => ({ value, label: `${say(`renew.${value}`)} (${n(data.counts[value])})` }))} />
                        {communes.length > 1 ? <Choice label={say('unit')} none={`${say('unit')}: ${say('all')}`} value={commune} options={communes} onChange={(unit) => choose({ commune: unit, village: '' })} /> : null}
                        {commune && villages.length ? <Choice label={say('village')} none={`${say('village')}: ${say('all')}`} value={village} options={villages} onChange={(one) => choose({ village: one })} /> : null}
                    </div>
                    <p className="text">{say(`renew.${kind}.what`)}</p>
                    {data.counted_only ? <State sign="#" title={say('renew.counted', { count: n(data.count) })} next={say('tasks.countedNext')}><Link to={link('/van-dong/ket-qua')}>{say('tasks.toResults')}</Link></State> : (
                        <>
                            <DataTable name={`renewals:${kind}`} label={say(`renew.${kind}`)} columns={columns} rows={rows} id={(row) => String(row.subject)} sort="until" addressed dense asSeen tools={assigns && free.length ? <AssignLeads leads={free} label={say('renew.assign', { count: n(free.length) })} /> : null} exported={(format, picked) => download('/api/work/renewals', { ...asked, ...picked }, format, 'gia-han')} />
                            {next ? <div className="row no-print"><Button busy={busy} onClick={load}>{say('more')}</Button><span className="soft">{n(rows.length)} / {n(data.count)}</span></div> : null}
                        </>
                    )}
                </>
            )}
        </Loaded>
    );
}
