/* Tasks change hands: those that are chosen, or all of one agent. */
import { App } from 'antd';
import { useState } from 'react';
import { post } from '../../api/client.ts';
import { refreshAnswers, useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { say } from '../../text/outreach.ts';
import { Ask } from '../../ui/ask.tsx';
import { Button, Choice } from '../../ui/plain.tsx';
import { compareVi } from '../../vn/fold.ts';
import { Load, n, TO_DO } from './pieces.tsx';
import type { Agent, Task } from './pieces.tsx';

export const refreshWork = () => refreshAnswers('/api/work/');
const named = (agent: Agent) => agent.name || agent.account;

/** Whom to give to: those who are at work, with what they have. */
export function AgentChoice({ label, agents, value, onChange }: { label: string; agents: Agent[]; value: string; onChange: (login: string) => void }) {
    const options = [...agents].sort((a, b) => compareVi(named(a), named(b))).map((agent) => ({ value: agent.account, label: `${named(agent)} (${say('agents.load', { open: n(agent.open), most: n(agent.most) })})` }));
    return <Choice label={label} none={label} value={value} options={options} onChange={onChange} />;
}

/** What goes of somebody: `leads` null all of his; those still to do and those that are registered and wait for a delivery. */
type Given = { agent: Agent; leads: number[] | null; open: number; registered: number };
export const allOf = (agent: Agent): Given => ({ agent, leads: null, open: agent.open, registered: agent.waiting });

export function givenOf(agent: Agent, tasks: Pick<Task, 'lead' | 'agent' | 'state'>[]): Given {
    const his = tasks.filter((task) => task.agent === agent.account);
    const open = his.filter((task) => TO_DO.includes(task.state)), registered = his.filter((task) => task.state === 'registered');
    return { agent, leads: [...open, ...registered].map((task) => task.lead), open: open.length, registered: registered.length };
}

/** “28 to do, 1 registered”; what there is none of is not said. */
const givenWords = ({ open, registered }: Pick<Given, 'open' | 'registered'>) =>
    [open || !registered ? say('hand.open', { count: n(open) }) : '', registered ? say('hand.registered', { count: n(registered) }) : ''].filter(Boolean).join(', ');

/** The dialog, of each agent that gives. */
export function HandOver({ from, agents, onClose }: { from: Given[]; agents: Agent[]; onClose: () => void }) {
    const { args } = usePageContext();
    const { message } = App.useApp();
    const [to, setTo] = useState('');
    const others = agents.filter((agent) => agent.active && !(from.length === 1 && from[0]?.agent.account === agent.account));
    const taker = others.find((agent) => agent.account === to);
    const givers = from.filter(({ agent }) => agent.account !== to);
    const open = givers.reduce((sum, one) => sum + one.open, 0), registered = givers.reduce((sum, one) => sum + one.registered, 0);
    const run = async () => {
        if (!taker) throw new Error('nobody was chosen');
        let handed = 0;
        for (const { agent, leads } of givers)
            handed += (await post('/api/work/hand-over', { body: { province: args.province, from: agent.account, to, ...(leads ? { leads } : {}) } })).handed;
        refreshWork();
        void message.success(say('hand.done', { count: n(handed), to: named(taker) }));
    };
    return (
        <Ask title={say('hand.title')} go={taker ? say('hand.go', { count: n(open + registered) }) : say('hand.choose')} ready={!!taker} onClose={onClose} run={run}>
            <div className="stack">
                <p>{from.map((one) => say('hand.from', { name: named(one.agent), what: givenWords(one) })).join('; ')}</p>
                <AgentChoice label={say('hand.to')} agents={others} value={to} onChange={setTo} />
                {taker ? <p>{named(taker)}: <Load open={taker.open} given={open} most={taker.most} /></p> : null}
                {taker && taker.open + open > taker.most ? <p className="bad" role="alert">{say('hand.full', { name: named(taker), room: n(Math.max(0, taker.most - taker.open)) })}</p> : null}
                {registered ? <p className="soft">{say('hand.registeredWhat')}</p> : null}
                <p className="soft">{say('hand.what')}</p>
            </div>
        </Ask>
    );
}

/** Buttons over a list of tasks: those chosen are given to somebody else, or to somebody at all. */
export function HandTasks({ tasks, onDone }: { tasks: Task[]; onDone: () => void }) {
    const { args } = usePageContext();
    const [open, setOpen] = useState(false);
    const agents = useGet('/api/work/agents', tasks.length ? { province: args.province } : null).data?.rows ?? [];
    const groups = agents.map((agent) => givenOf(agent, tasks)).filter(({ leads }) => leads?.length);
    const free = tasks.filter((task) => !task.agent).map((task) => task.lead);
    return (
        <>
            <Button disabled={!groups.length} onClick={() => setOpen(true)}>{say('hand.title')}</Button>
            {free.length ? <AssignLeads leads={free} label={say('assign.chosen', { count: n(free.length) })} onDone={onDone} /> : null}
            {open ? <HandOver from={groups} agents={agents} onClose={() => { setOpen(false); onDone(); }} /> : null}
        </>
    );
}

/** One press: these leads go to the agents of their places, by the same rules as every assignment. */
export function AssignLeads({ leads, label, onDone, small = false }: { leads: number[]; label: string; onDone?: () => void; small?: boolean }) {
    const { args } = usePageContext();
    const { message } = App.useApp();
    const [busy, setBusy] = useState(false);
    const [said, setSaid] = useState('');
    const give = async () => {
        setBusy(true);
        setSaid('');
        try {
            const report = await post('/api/work/assign', { body: { province: args.province, leads, preview: false } });
            const words = say('assign.done', { given: n(report.given), people: n(report.shares.length) });
            if (report.given === leads.length) void message.success(words);
            else setSaid([words, report.nobody ? say('assign.nobody', { count: n(report.nobody) }) : '', report.full ? say('assign.full', { count: n(report.full) }) : '', report.quiet ? say('assign.quiet', { count: n(report.quiet) }) : ''].filter(Boolean).join(' '));
            refreshWork();
            onDone?.();
        } catch (error) {
            setSaid(error instanceof Error ? error.message : String(error));
        } finally {
            setBusy(false);
        }
    };
    return (
        <>
            <Button kind={small ? 'plain' : 'primary'} small={small} busy={busy} onClick={() => void give()}>{label}</Button>
            {said ? <span className="soft" role="status">{said}</span> : null}
        </>
    );
}
