/* How a job goes, and in words what became of it. */
import { Alert, Button, Progress } from 'antd';
import { useEffect } from 'react';
import { post } from '../api/client.ts';
import { jobOver, useJob } from '../state/job.ts';
import type { Job } from '../state/job.ts';
import { lang, t } from '../text/text.ts';
import { sayJob as say } from '../text/job.ts';
import { showTime } from '../vn/date.ts';
import { count } from '../vn/number.ts';
import { useAct } from './act.ts';
import { Frame } from './frame.tsx';

type Beside = { document: string; targets: number };
/** What kinds of job leave; which members there are depends on the kind. */
export type Outcome = {
    rows?: number; bad?: number; added?: number; corrected?: number; same?: number; refused?: number; changed?: number; left?: number;
    totals?: number; imported_before?: boolean | string; rejects?: string | null; first_left?: string; document?: string;
    replaced?: Beside[]; behind?: Beside[]; problem_count?: number;
    problems?: { place: string; value: string; expected: string }[];
};
export const outcomeOf = (job: Job): Outcome => (job.result ?? {}) as Outcome;

function sentence(kind: string, result: Outcome): string {
    const n = (value: number | undefined) => count(value ?? 0, lang());
    const fill = { rows: n(result.rows), bad: n(result.bad), added: n(result.added), corrected: n(result.corrected), same: n(result.same), refused: n(result.refused), changed: n(result.changed), left: n(result.left) };
    if (kind === 'plan-import') return result.imported_before ? say('planBefore') : say('planDone', fill);
    if (kind === 'facts-import' || kind === 'facts-preview') {
        if (result.imported_before) return say('factsBefore', { at: showTime(String(result.imported_before)) });
        return say(kind === 'facts-preview' ? 'factsLooked' : 'factsDone', fill) + (result.totals ? say('factsTotals', { totals: n(result.totals) }) : '');
    }
    if (kind === 'boundaries-import') return say('boundariesDone', fill);
    if (kind === 'villages-import') return say('villagesDone', fill);
    if (kind === 'units-import') return result.changed ? say('unitsDone', fill) : say('unitsSame');
    return '';
}

function Problems({ result }: { result: Outcome }) {
    if (!result.problems?.length) return null;
    return (
        <div className="stack">
            <p className="soft">{say('problemsShown', { shown: result.problems.length, count: count(result.problem_count, lang()) })}</p>
            <Frame label={say('expected')} className="low">
                <table className="table dense">
                    <thead><tr><th className="first">{say('place')}</th><th>{say('value')}</th><th>{say('expected')}</th></tr></thead>
                    <tbody>{result.problems.map((row, i) => <tr key={i}><td className="first">{row.place}</td><td>{row.value}</td><td>{row.expected}</td></tr>)}</tbody>
                </table>
            </Frame>
        </div>
    );
}

export function JobOutcome({ job }: { job: Job }) {
    const result = outcomeOf(job);
    const words = job.state === 'done' ? sentence(job.kind, result) : '';
    return (
        <div className="stack">
            {job.problem ? <Alert type="error" role="alert" message={say('problem', { detail: job.problem.detail ?? '' })} description={job.problem.place} /> : null}
            {words ? <Alert type={result.bad || result.refused || result.left ? 'warning' : 'success'} role="status" message={words} description={result.first_left} /> : null}
            {(result.replaced ?? []).map((row) => <p key={row.document}>{say('replaced', { document: row.document, targets: count(row.targets, lang()) })}</p>)}
            {(result.behind ?? []).map((row) => <p key={row.document}>{say('behind', { document: row.document, targets: count(row.targets, lang()) })}</p>)}
            {result.rejects ? <p><a href={result.rejects} download>{say('rejects')}</a></p> : null}
            <Problems result={result} />
        </div>
    );
}

/** Follows a job to its end; `onEnd` once, with the job as it ended. */
export function JobView({ job: first, onEnd }: { job: Job; onEnd?: (job: Job) => void }) {
    const job = useJob(first) ?? first;
    const act = useAct(true);
    const over = jobOver(job);
    useEffect(() => {
        if (over) onEnd?.(job);
    }, [over]);
    const share = job.total > 0 ? Math.round((100 * job.done) / job.total) : 0;
    return (
        <section className="card stack" aria-live="polite">
            <div className="spread"><h2>{job.file ? `${job.title}: ${job.file}` : job.title}</h2><b>{job.state_text}</b></div>
            {over ? null : (
                <>
                    <Progress percent={share} status="active" showInfo={job.total > 0} aria-label={say('progress')} />
                    <div className="row"><span className="soft">{job.step} {say('leave')}</span>
                        <Button size="small" loading={act.busy} onClick={() => void act.run(async () => { await post('/api/jobs/{id}/cancel', { args: { id: job.id } }); })}>{say('cancel')}</Button></div>
                </>
            )}
            {over ? <JobOutcome job={job} /> : null}
            {over && job.state !== 'done' && !job.problem ? <p>{job.state_text}. {t('state.retry')}.</p> : null}
        </section>
    );
}
