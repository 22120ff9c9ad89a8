/* Whom the rules found: counted by rule, commune, class or employer; each count opens to its list. */
import { useEffect, useMemo, useState } from 'react';
import { download, get, post } from '../../api/client.ts';
import type { Args, Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { go, placeNow, useLinkTo, usePlace, usePlaceValue } from '../../state/use_address.ts';
import { say } from '../../text/reconcile.ts';
import { lang } from '../../text/text.ts';
import { useAct } from '../../ui/act.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Link } from '../../ui/link.tsx';
import { Button, Segments } from '../../ui/plain.tsx';
import { Loaded, State } from '../../ui/states.tsx';
import { showPeriod } from '../../vn/date.ts';
import { count } from '../../vn/number.ts';
import { leadColumns } from './leads.tsx';
import { subjectPath } from './pieces.tsx';

type Count = Schema['LeadCount'];
type Lead = Schema['Lead'];
type By = 'rule' | 'unit' | 'class' | 'village';
const ELSEWHERE = 'elsewhere'; // as a commune: another province, divided, not known
const PAGE = 500;
const n = (value: number) => count(value, lang());

function Find() {
    const { session } = useSession();
    const persons = may(session, 'person.read');
    const { args } = usePageContext();
    const link = useLinkTo();
    const act = useAct();
    const [number, setNumber] = useState('');
    const [found, setFound] = useState<Schema['SubjectHead'][] | null>(null);
    const find = (of: 'person' | 'employer') => void act.run(async () => {
        const { rows } = await post(of === 'person' ? '/api/persons/find' : '/api/employers/find', { body: { province: args.province, number: number.trim() } });
        const [only] = rows;
        if (only && rows.length === 1) go(link(subjectPath(of, only.id)));
        else setFound(rows);
    });
    return (
        <form className="row no-print" onSubmit={(event) => { event.preventDefault(); if (number.trim()) find(persons ? 'person' : 'employer'); }}>
            <input className="input" aria-label={say('results.find')} placeholder={say('results.findHint')} value={number} maxLength={32} size={30} onChange={(event) => { setNumber(event.target.value); setFound(null); }} />
            {persons ? <Button type="submit" busy={act.busy} disabled={!number.trim()}>{say('results.findPerson')}</Button> : null}
            <Button busy={act.busy} disabled={!number.trim()} onClick={() => find('employer')}>{say('results.findEmployer')}</Button>
            {act.problem ? <span className="bad" role="alert">{act.problem}</span> : null}
            {found && !found.length ? <span className="soft" role="status">{say('results.notFound')}</span> : null}
            {found?.map((one) => <Link key={one.id} to={link(subjectPath(one.of, one.id))}>{one.name || one.id} · {one.unit_name}</Link>)}
        </form>
    );
}

/** What is chosen; pressing one of them leaves it out. */
function Filters({ rule, unit, run }: { rule: string; unit: string; run: string }) {
    const drop = (name: string) => {
        const now = placeNow();
        go({ ...now, more: { ...now.more, [name]: '' } });
    };
    const chips: [string, string][] = [];
    if (rule) chips.push(['rule', say('results.filter.rule', { name: rule })]);
    if (unit) chips.push(['commune', say('results.filter.unit', { name: unit })]);
    if (run) chips.push(['run', say('results.filter.run', { id: run })]);
    return <>{chips.map(([name, words]) => <span key={name} className="chip">{words}<button type="button" aria-label={say('results.remove', { what: words })} onClick={() => drop(name)}>×</button></span>)}</>;
}

function useLeads(asked: Args<'/api/leads'>) {
    const first = useGet('/api/leads', { ...asked, limit: PAGE });
    const [more, setMore] = useState<{ rows: Lead[]; next: string | null } | null>(null);
    const act = useAct(true);
    const key = JSON.stringify(asked);
    useEffect(() => setMore(null), [key]);
    const next = more ? more.next : first.data?.next;
    const load = () => void act.run(async () => {
        const page = await get('/api/leads', { ...asked, limit: PAGE, after: next ?? '' });
        setMore({ rows: [...(more?.rows ?? []), ...page.rows], next: page.next });
    });
    return { first, rows: [...(first.data?.rows ?? []), ...(more?.rows ?? [])], next, load, busy: act.busy };
}

/** Who sees no persons: how many there are in each commune or village, and of each kind. */
function Unseen({ asked, count }: { asked: Args<'/api/leads'>; count: number }) {
    const by: By = !asked.unit ? 'unit' : asked.rule ? 'village' : 'rule';
    const counts = useGet('/api/lead-counts', { province: asked.province, by, of: 'person', ...(asked.rule ? { rule: asked.rule } : {}), ...(asked.unit ? { unit: asked.unit } : {}) });
    return (
        <section className="card stack" aria-label={say('results.unseen')}>
            <p role="status">{say('results.unseenWhat', { count: n(count) })}</p>
            <Loaded query={counts} bones={[240]} part>{(data) => <Counts by={by} rows={data.rows} within={asked} />}</Loaded>
        </section>
    );
}

function Leads({ asked, tools }: { asked: Args<'/api/leads'>; tools: JSX.Element }) {
    const link = useLinkTo();
    const { first, rows, next, load, busy } = useLeads(asked);
    const columns = useMemo(() => leadColumns(link).filter((column) => column.key !== 'rule' || !asked.rule), [link, asked.rule]); // the same in each row
    return (
        <Loaded query={first} bones={[320]} part>
            {(data) => (data.unseen && !rows.length ? <><div className="row no-print">{tools}</div><Unseen asked={asked} count={data.unseen} /></> : (
                <>
                    {data.unseen ? <Unseen asked={asked} count={data.unseen} /> : null}
                    <DataTable name="leads" label={say('results.list')} columns={columns} rows={rows} id={(row) => String(row.id)} sort="id" addressed dense tools={tools} exported={(format, picked) => download('/api/leads', { ...asked, ...picked }, format, 'danh-sach')} />
                    {next ? <div className="row no-print"><Button busy={busy} onClick={load}>{say('more')}</Button><span className="soft">{n(rows.length)} / {n(data.count)}</span></div> : null}
                </>
            ))}
        </Loaded>
    );
}

/** `within`: what was chosen before, and stays chosen in the lists that the counts open. */
function Counts({ by, rows, within = {} }: { by: By; rows: Count[]; within?: { rule?: string; unit?: string } }) {
    const link = useLinkTo();
    const { rule = '', unit = '' } = within;
    const columns = useMemo<Column<Count>[]>(() => {
        const name: Record<By, Column<Count>> = {
            rule: { key: 'name', title: say('results.rule'), value: (row) => row.rule_title, show: (row) => <Link to={link('/doi-soat/ket-qua', { rule: row.rule, commune: unit })}>{row.rule_title}</Link> },
            unit: { key: 'name', title: say('results.unit'), value: (row) => row.unit_name, show: (row) => <Link to={link('/doi-soat/ket-qua', { commune: row.unit, rule, by: 'unit' })}>{row.unit_name}</Link> },
            class: { key: 'name', title: say('results.class'), value: (row) => row.class },
            village: { key: 'name', title: say('lead.village'), value: (row) => row.village || say('results.noVillage'), show: (row) => <span lang="vi">{row.village || say('results.noVillage')}</span> },
        };
        return [
            name[by],
            { key: 'open', title: say('results.open'), value: (row) => row.open, numeric: true },
        ];
    }, [by, link, rule, unit]);
    return <DataTable name={`lead-counts:${by}`} label={say('results.by')} columns={columns} rows={rows} id={(row) => row.unit + row.rule + row.class + row.village} sort="-open" dense />;
}

function Lists({ by }: { by: string }) {
    const { args } = usePageContext();
    const place = usePlace();
    const [state, setState] = usePlaceValue('state');
    const { rule = '', commune = '', run = '' } = place.more;
    const of = by === 'employer' ? ('employer' as const) : undefined;
    const names = useGet('/api/rules', { province: args.province });
    const unit = useGet('/api/units/{code}', commune && commune !== ELSEWHERE ? { code: commune } : null);
    const shown = state === 'cleared' ? ('cleared' as const) : ('open' as const);
    const asked = { province: args.province, state: shown, ...(rule ? { rule } : {}), ...(commune ? { unit: commune } : {}), ...(run ? { run: Number(run) } : {}), ...(of ? { of } : {}) };
    const tools = (
        <>
            <Segments label={say('results.state')} value={shown} onChange={(next) => setState(next === 'open' ? '' : next)}
                options={[{ value: 'open', label: say('results.state.open') }, { value: 'cleared', label: say('results.state.cleared') }]} />
            <Filters rule={rule ? (names.data?.rows.find((one) => one.code === rule)?.title ?? rule) : ''} unit={commune === ELSEWHERE ? say('results.elsewhere') : commune ? (unit.data?.name ?? commune) : ''} run={run} />
        </>
    );
    return <Leads key={JSON.stringify(asked)} asked={asked} tools={tools} />;
}

export default function ResultsPart() {
    const { args } = usePageContext();
    const { session } = useSession();
    const place = usePlace();
    const link = useLinkTo();
    const by = place.more.by ?? 'rule';
    const chosen = !!(place.more.rule || place.more.commune || place.more.run) || by === 'employer';
    const counts = useGet('/api/lead-counts', { province: args.province, by: by === 'employer' ? 'rule' : (by as By), ...(place.more.commune && by !== 'unit' ? { unit: place.more.commune } : {}) });
    return (
        <Loaded query={counts} bones={[30, 320]}>
            {(data) => (data.run === 0 ? <State sign="∅" title={say('results.noneFirst')} next={say('runs.noneNext')}>{may(session, 'reconcile.run') ? <Link to={link('/doi-soat/lan-chay')}>{say('part.lan-chay')}</Link> : null}</State> : (
                <>
                    <h1 className="sentence">{say('results.sentence', { open: n(data.open), month: showPeriod(data.month ?? '') })}</h1>
                    <div className="row no-print">
                        <Segments label={say('results.by')} value={by} onChange={(next) => go({ ...placeNow(), more: next === 'rule' ? {} : { by: next } })}
                            options={(['rule', 'unit', 'employer', 'class'] as const).map((value) => ({ value, label: say(`results.${value}`) }))} />
                        <div className="head-space" />
                        <Find />
                    </div>
                    {chosen ? null : <Counts by={by as By} rows={data.rows} />}
                    {chosen ? <Lists by={by} /> : null}
                </>
            ))}
        </Loaded>
    );
}
