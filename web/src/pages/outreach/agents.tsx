/* Người phụ trách: who works where, how loaded, how trained, with what result; and the phones that hold people. */
import { App } from 'antd';
import { useMemo, useState } from 'react';
import { download } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo, usePlace } from '../../state/use_address.ts';
import { say } from '../../text/outreach.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Link } from '../../ui/link.tsx';
import { Button } from '../../ui/plain.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showTime } from '../../vn/date.ts';
import AgentPage from './agent.tsx';
import { AgentForm } from './agent_form.tsx';
import { Devices } from './devices.tsx';
import { agentAt, areaWords, day, Load, n, stateWords, useCollectors } from './pieces.tsx';
import type { Agent, LinkTo } from './pieces.tsx';
import { Targets } from './targets.tsx';

function agentColumns(link: LinkTo, collectors: Map<string, string>): Column<Agent>[] {
    const collector = (row: Agent) => collectors.get(row.collector) ?? row.collector;
    return [
        { key: 'name', title: say('agent'), value: (row) => row.name || row.account, show: (row) => <Link lang="vi" to={link(...agentAt(row.account))}>{row.name || row.account}</Link> },
        { key: 'areas', title: say('agents.areas'), value: areaWords, show: (row) => <span lang="vi">{areaWords(row)}</span>, most: 320 },
        { key: 'open', file: 'open,most', title: say('agents.open'), value: (row) => row.open, show: (row) => <Load open={row.open} most={row.most} />, numeric: true },
        { key: 'collector', title: say('agents.collector'), value: collector, show: (row) => <span lang="vi">{collector(row) || '–'}</span>, most: 200 },
        { key: 'trained', file: 'trained_on', title: say('agents.trained'), value: (row) => row.trained_on, show: (row) => (row.trained_on ? day(row.trained_on) : say('agents.untrained')), className: (row) => (row.trained_on ? '' : 'soft') },
        { key: 'target', title: say('agents.target'), value: (row) => row.target, numeric: true },
        { key: 'registered', title: say('registered'), value: (row) => row.registered, numeric: true },
        { key: 'confirmed', title: say('confirmed'), value: (row) => row.confirmed, numeric: true },
        { key: 'seen', file: 'last_seen', title: say('agents.seen'), value: (row) => row.last_seen, show: (row) => showTime(row.last_seen ?? '') || '–' },
        { key: 'state', title: say('state'), value: (row) => stateWords(row), className: (row) => (!row.active ? 'soft' : row.may ? '' : 'bad') },
        { key: 'login', title: say('agents.login'), value: (row) => row.account, hidden: true },
    ];
}

function AgentList() {
    const { args } = usePageContext();
    const { session } = useSession();
    const { message } = App.useApp();
    const link = useLinkTo();
    const [adding, setAdding] = useState(false);
    const query = useGet('/api/work/agents', { province: args.province });
    const collectors = useCollectors();
    const columns = useMemo(() => agentColumns(link, collectors), [link, collectors]);
    const assigns = may(session, 'work.assign');
    return (
        <Loaded query={query} bones={[30, 320]}>
            {({ rows }) => {
                const active = rows.filter((row) => row.active);
                return (
                    <>
                        <h1 className="sentence">{rows.length ? say('agents.sentence', { people: n(active.length), open: n(active.reduce((sum, row) => sum + row.open, 0)), untrained: n(active.filter((row) => !row.trained_on).length) }) : say('agents.none')}</h1>
                        <DataTable name="agents" label={say('part.nguoi')} columns={columns} rows={rows} id={(row) => row.account} sort="name" addressed dense asSeen
                            exported={(format, picked) => download('/api/work/agents', { province: args.province, ...picked }, format, 'nguoi-phu-trach')}
                            tools={assigns ? <Button kind="primary" onClick={() => setAdding(true)}>{say('agents.new')}</Button> : null} />
                        <Targets />
                        {assigns ? <Devices /> : null}
                        {adding ? <AgentForm agent={null} onClose={() => setAdding(false)} onDone={(name) => { setAdding(false); void message.success(say('agents.saved', { name })); }} /> : null}
                    </>
                );
            }}
        </Loaded>
    );
}

export default function AgentsPart() {
    const { more } = usePlace();
    return more.login ? <AgentPage key={more.login} id={more.login} /> : <AgentList />;
}
