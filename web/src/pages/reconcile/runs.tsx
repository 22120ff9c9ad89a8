/* The runs of a province, and starting one. */
import { useMemo, useState } from 'react';
import { ApiProblem, post } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { refreshAnswers, useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { jobOver } from '../../state/job.ts';
import type { Job } from '../../state/job.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/reconcile.ts';
import { lang } from '../../text/text.ts';
import { useAct } from '../../ui/act.ts';
import { Ask } from '../../ui/ask.tsx';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { JobView } from '../../ui/job_view.tsx';
import { Link } from '../../ui/link.tsx';
import { Button, Choice } from '../../ui/plain.tsx';
import { Loaded, State } from '../../ui/states.tsx';
import { addMonths, monthsBack, showPeriod, showTime } from '../../vn/date.ts';
import { count } from '../../vn/number.ts';
import { LeftOut } from './left_out.tsx';

type Run = Schema['Run'];
const n = (value: number | undefined) => count(value, lang());

function Start({ province, last }: { province: string; last: string }) {
    const link = useLinkTo();
    const act = useAct();
    const [job, setJob] = useState<Job | null>(null);
    const [ended, setEnded] = useState('');
    const { province: about } = usePageContext();
    const whole = [last, about?.last_period ?? ''].sort().pop() || new Date().toISOString().slice(0, 7); // what is known of is over
    const newest = addMonths(whole, 1);
    const [month, setMonth] = useState(whole);
    const [question, setQuestion] = useState('');
    const run = async (early: boolean) => {
        setEnded('');
        setJob(await post('/api/runs', { body: { province, month, ...(early ? { early } : {}) } }));
    };
    const start = () => void act.run(async () => {
        try {
            await run(false);
        } catch (error) {
            if (!(error instanceof ApiProblem) || error.status !== 409) throw error;
            setQuestion(error.message);
        }
    });
    return (
        <section className="card stack no-print">
            <h2>{say('runs.start')}</h2>
            <p className="text">{say('runs.startWhat')}</p>
            <div className="row">
                <span aria-hidden="true">{say('runs.month')}</span>
                <Choice label={say('runs.month')} value={month} onChange={setMonth} options={monthsBack(newest, 13).map((value) => ({ value, label: showPeriod(value) }))} />
                <Button kind="primary" busy={act.busy || (!!job && !ended && !jobOver(job))} onClick={start}>{say('runs.start')}</Button>
            </div>
            <LeftOut of={{ month }} />
            {act.problem ? <p className="fault" role="alert">{act.problem}</p> : null}
            {job ? <JobView key={job.id} job={job} onEnd={(over) => {
                setEnded(over.state);
                refreshAnswers('/api/');
            }} /> : null}
            {question ? <Ask title={say('runs.early', { month: showPeriod(month) })} go={say('runs.start')} onClose={() => setQuestion('')} run={() => run(true)}>{question}</Ask> : null}
            {ended === 'done' ? <p><Link to={link('/doi-soat/ket-qua')}>{say('runs.done')}</Link></p> : null}
        </section>
    );
}

/** The counts of a run are of the whole province: who sees a part of it gets what is his own. */
function Own({ last }: { last: Run }) {
    const { args } = usePageContext();
    const link = useLinkTo();
    const query = useGet('/api/lead-counts', { province: args.province, by: 'rule' });
    return (
        <Loaded query={query} bones={[30]} part>
            {(data) => <><h1 className="sentence">{say('runs.own', { month: showPeriod(last.month), open: n(data.open) })}</h1><p><Link to={link('/doi-soat/ket-qua')}>{say('part.ket-qua')}</Link></p></>}
        </Loaded>
    );
}

const OF_ALL = ['id', 'month', 'by', 'at'];

function List({ rows, whole }: { rows: Run[]; whole: boolean }) {
    const link = useLinkTo();
    const columns = useMemo<Column<Run>[]>(() => [
        { key: 'id', title: say('runs.run'), value: (row) => row.id, show: (row) => <Link to={link(`/doi-soat/lan-chay/${row.id}`)} aria-label={say('runs.detail', { id: row.id, month: showPeriod(row.month) })}>{row.id}</Link> },
        { key: 'month', title: say('runs.month'), value: (row) => row.month, show: (row) => showPeriod(row.month) },
        { key: 'leads', title: say('runs.leads'), value: (row) => row.leads, numeric: true },
        { key: 'appeared', title: say('runs.appeared'), value: (row) => row.appeared, numeric: true },
        { key: 'cleared', title: say('runs.cleared'), value: (row) => row.cleared, numeric: true },
        { key: 'changed', title: say('runs.changed'), value: (row) => row.changed, numeric: true },
        { key: 'persons', title: say('runs.persons'), value: (row) => row.persons, numeric: true },
        { key: 'employers', title: say('runs.employers'), value: (row) => row.employers, numeric: true },
        { key: 'rows', title: say('rows'), value: (row) => row.rows, numeric: true },
        { key: 'rows_changed', title: say('runs.changedRows'), value: (row) => row.rows_changed, numeric: true },
        { key: 'merged', title: say('runs.merged'), value: (row) => row.merged, numeric: true, hidden: true },
        { key: 'split', title: say('runs.split'), value: (row) => row.split, numeric: true, hidden: true },
        { key: 'to_review', title: say('runs.review'), value: (row) => row.to_review, numeric: true },
        { key: 'by', title: say('runs.by'), value: (row) => row.by },
        { key: 'at', title: say('runs.at'), value: (row) => row.started_at, show: (row) => showTime(row.started_at) },
    ], [link]);
    return <DataTable name={whole ? 'runs' : 'runs-own'} label={say('part.lan-chay')} columns={whole ? columns : columns.filter((column) => OF_ALL.includes(column.key))} rows={rows} id={(row) => String(row.id)} sort="-id" addressed />;
}

export default function RunsPart() {
    const { args, province } = usePageContext();
    const whole = !!province?.whole;
    const { session } = useSession();
    const query = useGet('/api/runs', { province: args.province, limit: 500 });
    return (
        <Loaded query={query} bones={[30, 120, 320]}>
            {({ rows }) => {
                const last = rows[0];
                return (
                    <>
                        {last && !whole ? <Own last={last} /> : last ? <h1 className="sentence">{say('runs.sentence', { month: showPeriod(last.month), leads: n(last.leads), appeared: n(last.appeared), cleared: n(last.cleared) })}</h1>
                            : <State sign="∅" title={say('runs.none')} next={say('runs.noneNext')} />}
                        {may(session, 'reconcile.run') ? <Start province={args.province} last={last?.month ?? ''} /> : null}
                        {last ? <List rows={rows} whole={whole} /> : null}
                    </>
                );
            }}
        </Loaded>
    );
}
