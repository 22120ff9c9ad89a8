/* Long work: one's own, or everybody's for who manages accounts. */
import { Alert, Button, Checkbox } from 'antd';
import { useMemo, useState } from 'react';
import { post } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { jobOver } from '../../state/job.ts';
import type { Job } from '../../state/job.ts';
import { may, useSession } from '../../state/session.ts';
import { usePlaceValue } from '../../state/use_address.ts';
import { lang } from '../../text/text.ts';
import { say } from '../../text/admin.ts';
import { useAct } from '../../ui/act.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { JobView } from '../../ui/job_view.tsx';
import { Loaded, State } from '../../ui/states.tsx';
import { showTime } from '../../vn/date.ts';
import { count, percent } from '../../vn/number.ts';

const MOST = 500;
const FAILED = ['failed', 'cancelled', 'interrupted'];

function Shown({ id, onEnd }: { id: string; onEnd: () => void }) {
    const query = useGet('/api/jobs/{id}', { id });
    return <Loaded query={query} bones={[120]}>{(job) => <JobView key={job.id} job={job} onEnd={onEnd} />}</Loaded>;
}

export default function JobsPart() {
    const { session } = useSession();
    const [open, setOpen] = usePlaceValue('job');
    const [all, setAll] = useState(false);
    const query = useGet('/api/jobs', { limit: MOST, ...(all ? { all } : {}) });
    const act = useAct();
    const { run } = act;
    const { reload } = query;
    const columns = useMemo<Column<Job>[]>(() => {
        const repeat = (row: Job) => void run(async () => {
            const again = await post('/api/jobs/{id}/repeat', { args: { id: row.id } });
            setOpen(again.id);
            reload();
        });
        return [
            { key: 'title', title: say('jobs.title'), value: (row) => row.title },
            { key: 'file', title: say('jobs.file'), value: (row) => row.file, most: 320 },
            { key: 'state', title: say('jobs.state'), value: (row) => row.state_text, className: (row) => (FAILED.includes(row.state) ? 'bad' : '') },
            { key: 'progress', title: say('jobs.progress'), value: (row) => (row.total > 0 ? row.done / row.total : null), numeric: true, show: (row) => (row.total > 0 ? percent((10_000 * row.done) / row.total, lang(), 0) : '–') },
            { key: 'by', title: say('jobs.by'), value: (row) => row.login ?? '' },
            { key: 'at', title: say('jobs.at'), value: (row) => row.created_at, show: (row) => showTime(row.created_at) },
            { key: 'ended', title: say('jobs.ended'), value: (row) => row.ended_at ?? '', show: (row) => showTime(row.ended_at ?? '') || '–' },
            { key: 'acts', title: say('sessions.acts'), value: () => '', show: (row) => (
                <span className="row tight">
                    <Button size="small" aria-label={`${say('jobs.open')}: ${row.file || row.title}`} onClick={() => setOpen(row.id)}>{say('jobs.open')}</Button>
                    {FAILED.includes(row.state) && row.login === session.login ? <Button size="small" onClick={() => repeat(row)}>{say('jobs.repeat')}</Button> : null}
                </span>
            ) },
        ];
    }, [run, reload, session.login]);
    const tools = (
        <>
            <Button onClick={query.reload}>{say('jobs.refresh')}</Button>
            {may(session, 'account.manage') ? <Checkbox checked={all} onChange={(event) => setAll(event.target.checked)}>{say('jobs.all')}</Checkbox> : null}
        </>
    );
    return (
        <Loaded query={query} bones={[30, 320]}>
            {({ rows }) => (
                <>
                    {act.problem ? <Alert type="error" role="alert" message={act.problem} /> : null}
                    {open ? <Shown key={open} id={open} onEnd={query.reload} /> : null}
                    {rows.length ? (
                        <>
                            <h1 className="sentence">{say('jobs.sentence', { count: count(rows.length, lang()), running: count(rows.filter((row) => !jobOver(row)).length, lang()) })}</h1>
                            <DataTable name="jobs" label={say('part.cong-viec')} columns={columns} rows={rows} id={(row) => row.id} sort="-at" dense tools={tools} />
                        </>
                    ) : <><div className="row">{tools}</div><State sign="∅" title={say('jobs.none')} next={say('jobs.noneNext')} /></>}
                </>
            )}
        </Loaded>
    );
}
