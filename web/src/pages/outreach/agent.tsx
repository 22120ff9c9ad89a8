/* One agent: load, area, training, what came of the work, phones, and the hand-over when he leaves. */
import { App } from 'antd';
import { useState } from 'react';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/outreach.ts';
import { t } from '../../text/text.ts';
import { Link } from '../../ui/link.tsx';
import { Button } from '../../ui/plain.tsx';
import { Loaded, State } from '../../ui/states.tsx';
import { showTime } from '../../vn/date.ts';
import { Facts } from '../reconcile/pieces.tsx';
import { AgentForm } from './agent_form.tsx';
import { Devices } from './devices.tsx';
import { FunnelBars, funnelWords } from './funnel.tsx';
import { allOf, HandOver } from './hand_over.tsx';
import { areaWords, day, Load, n, stateWords, useCollectors } from './pieces.tsx';
import type { Agent } from './pieces.tsx';

function Achieved({ agent }: { agent: Agent }) {
    const { args } = usePageContext();
    const query = useGet('/api/work/results', { province: args.province, by: 'all', agent: agent.account });
    return (
        <section className="card stack">
            <h2>{say('part.ket-qua')}</h2>
            <Loaded query={query} bones={[160]} part>
                {({ rows }) => (rows[0] ? <><p>{funnelWords(rows[0])}</p><FunnelBars row={rows[0]} /></> : <p className="soft">{say('results.none')}</p>)}
            </Loaded>
        </section>
    );
}

function Shown({ agent, agents }: { agent: Agent; agents: Agent[] }) {
    const { session } = useSession();
    const { message } = App.useApp();
    const link = useLinkTo();
    const [doing, setDoing] = useState<'edit' | 'hand' | ''>('');
    const assigns = may(session, 'work.assign');
    const collectors = useCollectors();
    return (
        <>
            <div className="spread">
                <div><h1 lang="vi">{agent.name || agent.account}</h1><p className="soft" lang="vi">{areaWords(agent)}</p></div>
                <div className="row no-print">
                    <Link to={link('/van-dong/viec', { agent: agent.account })}>{say('agents.tasks')}</Link>
                    {assigns ? <><Button onClick={() => setDoing('edit')}>{say('agents.edit')}</Button><Button disabled={!agent.open && !agent.waiting} onClick={() => setDoing('hand')}>{say('hand.all')}</Button></> : null}
                </div>
            </div>
            <div className="two">
                <section className="card stack">
                    <h2>{say('agents.about')}</h2>
                    <Facts rows={[
                        [say('agents.open'), <Load key="load" open={agent.open} most={agent.most} />],
                        ...(agent.waiting ? [[say('agents.waiting'), n(agent.waiting)] as [string, string]] : []),
                        [say('agents.target'), n(agent.target)],
                        [say('registered'), n(agent.registered)],
                        [say('confirmed'), n(agent.confirmed)],
                        [say('agents.collector'), <span key="collector" lang="vi">{collectors.get(agent.collector) ?? (agent.collector || '–')}</span>],
                        [say('agents.trained'), agent.trained_on ? day(agent.trained_on) : say('agents.untrained')],
                        [say('agents.phone'), agent.phone || '–'],
                        [say('agents.seen'), showTime(agent.last_seen ?? '') || '–'],
                        [say('state'), stateWords(agent)],
                    ]} />
                </section>
                <Achieved agent={agent} />
            </div>
            {assigns ? <Devices account={agent.account} /> : null}
            {doing === 'edit' ? <AgentForm agent={agent} onClose={() => setDoing('')} onDone={(name) => { setDoing(''); void message.success(say('agents.saved', { name })); }} /> : null}
            {doing === 'hand' ? <HandOver from={[allOf(agent)]} agents={agents} onClose={() => setDoing('')} /> : null}
        </>
    );
}

export default function AgentPage({ id }: { id: string }) {
    const { args } = usePageContext();
    const link = useLinkTo();
    const query = useGet('/api/work/agents', { province: args.province });
    return (
        <Loaded query={query} bones={[30, 240]}>
            {({ rows }) => {
                const agent = rows.find((row) => row.account === id);
                return agent ? <Shown agent={agent} agents={rows} /> : <State sign="?" title={say('agents.unknown', { login: id })} next={t('state.notFoundNext')}><Link to={link('/van-dong/nguoi')}>{say('part.nguoi')}</Link></State>;
            }}
        </Loaded>
    );
}
