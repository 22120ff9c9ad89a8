/* Giao việc: who has how much of his limit, what an assignment would add to it, and then the assignment itself. */
import { useEffect, useMemo, useState } from 'react';
import { post } from '../../api/client.ts';
import type { Answer, Body } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { useLinkTo, usePlace } from '../../state/use_address.ts';
import { say } from '../../text/outreach.ts';
import { useAct } from '../../ui/act.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Field } from '../../ui/field.tsx';
import { Link } from '../../ui/link.tsx';
import { Button, Choice } from '../../ui/plain.tsx';
import { Loaded, State } from '../../ui/states.tsx';
import { parseCount } from '../../vn/number.ts';
import { choose, useCampaigns, useCommunes, useRules, useVillages } from './filters.tsx';
import { allOf, HandOver, refreshWork } from './hand_over.tsx';
import { agentAt, areaWords, Load, n } from './pieces.tsx';
import type { Agent } from './pieces.tsx';

type Report = Answer<'/api/work/assign', 'post'>;
type Ask = Body<'/api/work/assign', 'post'>;
const LIMIT_MOST = 10_000;

/** Why not all of them found a hand, each with the next step. */
function Left({ report }: { report: Report }) {
    const link = useLinkTo();
    return (
        <ul className="plain stack tight">
            {report.nobody ? <li>{say('assign.nobody', { count: n(report.nobody) })} <Link to={link('/van-dong/nguoi')}>{say('assign.toAgents')}</Link></li> : null}
            {report.full ? <li>{say('assign.full', { count: n(report.full) })} <Link to={link('/van-dong/nguoi')}>{say('assign.toAgents')}</Link></li> : null}
            {report.quiet ? <li>{say('assign.quiet', { count: n(report.quiet) })}</li> : null}
            {report.held ? <li>{say('assign.held', { count: n(report.held) })}</li> : null}
        </ul>
    );
}

/** Present and future of each agent side by side; the present alone while nothing was tried. */
function Present({ agents, report, picked, onPick }: { agents: Agent[]; report: Report | null; picked: string[]; onPick: (logins: string[]) => void }) {
    const link = useLinkTo();
    const columns = useMemo<Column<Agent>[]>(() => {
        const given = (row: Agent) => report?.shares.find((share) => share.account === row.account)?.given ?? 0;
        return [
            { key: 'name', title: say('agent'), value: (row) => row.name || row.account, show: (row) => <Link lang="vi" to={link(...agentAt(row.account))}>{row.name || row.account}</Link> },
            { key: 'open', title: say('assign.now'), value: (row) => row.open, show: (row) => <Load open={row.open} most={row.most} />, numeric: true },
            ...(report ? [
                { key: 'given', title: say('assign.given'), value: given, show: (row: Agent) => (given(row) ? <b>+{n(given(row))}</b> : '–'), numeric: true },
                { key: 'after', title: say('assign.after'), value: (row: Agent) => row.open + given(row), show: (row: Agent) => <Load open={row.open} given={given(row)} most={row.most} />, numeric: true },
            ] : []),
            { key: 'room', title: say('assign.room'), value: (row) => Math.max(0, row.most - row.open - given(row)), numeric: true },
            { key: 'area', title: say('agents.areas'), value: areaWords, show: (row) => <span lang="vi">{areaWords(row)}</span>, most: 420 },
        ];
    }, [report, link]);
    return <DataTable name="assign" label={say('assign.who')} columns={columns} rows={agents} id={(row) => row.account} sort="name" dense selected={picked} onSelect={onPick} height="60vh" />;
}

function useForm() {
    const { args } = usePageContext();
    const { more } = usePlace();
    const { commune = '', village = '', rule = '', campaign = '' } = more;
    const [limit, setLimit] = useState('');
    const most = limit.trim() ? parseCount(limit) : 0;
    const fault = most === null || most < 0 || most > LIMIT_MOST ? say('assign.badLimit', { text: limit.trim(), most: n(LIMIT_MOST) }) : '';
    const body: Omit<Ask, 'preview' | 'agents'> = { province: args.province, ...(commune ? { unit: commune } : {}), ...(village ? { village } : {}), ...(rule ? { rule } : {}), ...(campaign ? { campaign } : {}), ...(most ? { limit: most } : {}) };
    return { commune, village, rule, campaign, limit, setLimit, fault, body };
}

function Form({ form, onTry, busy }: { form: ReturnType<typeof useForm>; onTry: () => void; busy: boolean }) {
    const communes = useCommunes();
    const villages = useVillages(form.commune);
    const rules = useRules();
    const campaigns = useCampaigns();
    const all = (label: string) => `${label}: ${say('all')}`;
    return (
        <form className="stack no-print" onSubmit={(event) => { event.preventDefault(); if (!form.fault) onTry(); }}>
            <div className="row">
                {communes.length > 1 ? <Choice label={say('unit')} none={all(say('unit'))} value={form.commune} options={communes} onChange={(commune) => choose({ commune, village: '' })} /> : null}
                {form.commune && villages.length ? <Choice label={say('village')} none={all(say('village'))} value={form.village} options={villages} onChange={(village) => choose({ village })} /> : null}
                <Choice label={say('rule')} none={all(say('rule'))} value={form.rule} options={rules} onChange={(rule) => choose({ rule })} />
                {campaigns.length ? <Choice label={say('campaign')} none={say('assign.noCampaign')} value={form.campaign} options={campaigns} onChange={(campaign) => choose({ campaign })} /> : null}
            </div>
            <div className="row end">
                <Field label={say('assign.limit')} fault={form.fault || undefined}><input className="input" inputMode="numeric" size={8} maxLength={12} value={form.limit} onChange={(event) => form.setLimit(event.target.value)} /></Field>
                <Button kind="primary" type="submit" busy={busy} disabled={busy || !!form.fault}>{say('assign.try')}</Button>
            </div>
        </form>
    );
}

function HandAll({ agents }: { agents: Agent[] }) {
    const [from, setFrom] = useState('');
    const [open, setOpen] = useState(false);
    const giver = agents.find((agent) => agent.account === from);
    const options = agents.filter((agent) => agent.open + agent.waiting > 0).map((agent) => ({ value: agent.account, label: `${agent.name || agent.account} (${n(agent.open + agent.waiting)})` }));
    return (
        <section className="card stack no-print">
            <h2>{say('hand.all')}</h2>
            <p className="soft text">{say('hand.allWhat')}</p>
            <div className="row">
                <Choice label={say('hand.whose')} none={say('hand.whose')} value={from} options={options} onChange={setFrom} />
                <Button disabled={!giver} onClick={() => setOpen(true)}>{say('hand.title')}</Button>
            </div>
            {open && giver ? <HandOver from={[allOf(giver)]} agents={agents} onClose={() => { setOpen(false); setFrom(''); }} /> : null}
        </section>
    );
}

function Work({ agents }: { agents: Agent[] }) {
    const form = useForm();
    const act = useAct();
    const [picked, setPicked] = useState<string[]>([]);
    const [tried, setTried] = useState<{ asked: string; report: Report } | null>(null);
    const [done, setDone] = useState<Report | null>(null);
    const body = { ...form.body, ...(picked.length ? { agents: picked } : {}) };
    const asked = JSON.stringify(body);
    const report = tried?.asked === asked ? tried.report : null; // what was tried is another assignment than what stands in the form
    const attempt = () => void act.run(async () => {
        setDone(null);
        setTried({ asked, report: await post('/api/work/assign', { body: { ...body, preview: true } }) });
    });
    const give = () => void act.run(async () => {
        const given = await post('/api/work/assign', { body: { ...body, preview: false } });
        setDone(given);
        setTried(null);
        refreshWork();
    });
    return (
        <>
            <section className="card stack">
                <Form form={form} onTry={attempt} busy={act.busy} />
                {act.problem ? <p className="bad" role="alert">{act.problem}</p> : null}
                {report ? (
                    <div className="stack tight" aria-live="polite">
                        <p className="strong">{say('assign.preview', { leads: n(report.leads), given: n(report.given), people: n(report.shares.length) })}</p>
                        <Left report={report} />
                        <div className="row"><Button kind="primary" busy={act.busy} disabled={act.busy || !report.given} onClick={give}>{report.given ? say('assign.go', { given: n(report.given) }) : say('assign.nothing')}</Button><Button onClick={() => setTried(null)}>{say('assign.drop')}</Button></div>
                    </div>
                ) : null}
                {done ? <div className="stack tight" role="status"><p className="good strong">{say('assign.done', { given: n(done.given), people: n(done.shares.length) })}</p><Left report={done} /></div> : null}
            </section>
            <section className="card stack">
                <div><h2>{say('assign.who')}</h2><p className="soft">{say('assign.whoWhat')}</p></div>
                <Present agents={agents.filter((agent) => agent.active)} report={report} picked={picked} onPick={setPicked} />
            </section>
            <HandAll agents={agents} />
        </>
    );
}

/** What an assignment of everything would give now: areas and limits hold, so it is less than the limits leave. */
function useFits(agents: Agent[] | undefined): Report | null {
    const { args } = usePageContext();
    const [report, setReport] = useState<Report | null>(null);
    const active = agents?.some((agent) => agent.active) ?? false;
    useEffect(() => {
        let gone = false;
        if (active) post('/api/work/assign', { body: { province: args.province, preview: true } }).then((now) => { if (!gone) setReport(now); }, () => { if (!gone) setReport(null); });
        return () => { gone = true; };
    }, [args.province, active, agents]);
    return report;
}

function fitsWords({ given, leads, quiet }: Report): string {
    const free = leads - quiet; // as Kết quả counts those that nobody has
    return !free ? say('assign.fitsAll') : given ? say('assign.fits', { given: n(given), leads: n(free) }) : say('assign.fitsNone', { leads: n(free) });
}

export default function AssignPart() {
    const { args } = usePageContext();
    const link = useLinkTo();
    const query = useGet('/api/work/agents', { province: args.province });
    const fits = useFits(query.data?.rows);
    return (
        <Loaded query={query} bones={[30, 120, 320]}>
            {({ rows }) => {
                const active = rows.filter((agent) => agent.active);
                const open = active.reduce((sum, agent) => sum + agent.open, 0);
                return active.length ? <><h1 className="sentence">{say('assign.sentence', { people: n(active.length), open: n(open) })}{fits ? `; ${fitsWords(fits)}` : ''}</h1><Work agents={rows} /></>
                    : <State sign="＋" title={say('agents.none')} next={say('agents.noneNext')}><Link to={link('/van-dong/nguoi')}>{say('part.nguoi')}</Link></State>;
            }}
        </Loaded>
    );
}
