/* One rule: what it says, switching it, and trying it or another condition in its place. */
import { useState } from 'react';
import { post, put } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { refreshAnswers, useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import type { Job } from '../../state/job.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/reconcile.ts';
import { lang } from '../../text/text.ts';
import { useAct } from '../../ui/act.ts';
import { Ask } from '../../ui/ask.tsx';
import { JobView } from '../../ui/job_view.tsx';
import { Link } from '../../ui/link.tsx';
import { Button } from '../../ui/plain.tsx';
import { Loaded, State } from '../../ui/states.tsx';
import { showDate, showTime } from '../../vn/date.ts';
import { count } from '../../vn/number.ts';
import { Facts, subjectPath } from './pieces.tsx';
import { precisionWords } from './rules.tsx';

type Rule = Schema['Rule'];
const n = (value: number) => count(value, lang());

function Switch({ rule, province }: { rule: Rule; province: string }) {
    const [open, setOpen] = useState(false);
    const on = rule.state === 'off';
    const words = say(on ? 'rules.on' : 'rules.off');
    if (rule.state === 'not-in-force') return null;
    return (
        <>
            <Button onClick={() => setOpen(true)}>{words}</Button>
            {open ? (
                <Ask title={`${words}: ${rule.title}`} go={words} onClose={() => setOpen(false)} run={async () => {
                    await put('/api/rules/{code}', { args: { code: rule.code }, body: { province, on } });
                    refreshAnswers('/api/rules');
                }}>{say(on ? 'rules.onWhat' : 'rules.offWhat', { open: n(rule.open) })}</Ask>
            ) : null}
        </>
    );
}

function Tried({ trial, of }: { trial: Schema['Trial']; of: Rule['of'] }) {
    const { session } = useSession();
    const link = useLinkTo();
    return (
        <div className="stack tight" role="status">
            <p><b>{say('rules.tried', { hits: n(trial.hits), subjects: n(trial.subjects), unknown: n(trial.unknown), new: n(trial.new_hits), kept: n(trial.kept), gone: n(trial.gone) })}</b></p>
            {trial.sample.length && (of === 'employer' || may(session, 'person.read')) ? <p className="row">{say('rules.sample')}: {trial.sample.map((id) => <Link key={id} to={link(subjectPath(of, id))}>{id}</Link>)}</p> : null}
        </div>
    );
}

function Try({ rule, province }: { rule: Rule; province: string }) {
    const act = useAct();
    const [condition, setCondition] = useState(rule.condition);
    const [job, setJob] = useState<Job | null>(null);
    const [trial, setTrial] = useState<Schema['Trial'] | null>(null);
    const start = () => void act.run(async () => {
        setTrial(null);
        setJob(await post('/api/rules/{code}/try', { args: { code: rule.code }, body: { province, sample: 10, ...(condition.trim() === rule.condition ? {} : { condition: condition.trim() }) } }));
    });
    return (
        <section className="card stack no-print">
            <h2>{say('rules.try')}</h2>
            <p className="text">{say('rules.tryWhat')}</p>
            <textarea className="input" aria-label={say('rules.condition')} spellCheck={false} maxLength={4000} value={condition} onChange={(event) => setCondition(event.target.value)} />
            <div className="row"><Button kind="primary" busy={act.busy} onClick={start}>{say('rules.tryGo')}</Button></div>
            {act.problem ? <p className="fault" role="alert">{act.problem}</p> : null}
            {job ? <JobView key={job.id} job={job} onEnd={(over) => setTrial(over.state === 'done' ? (over.result as Schema['Trial'] | null) : null)} /> : null}
            {trial ? <Tried trial={trial} of={rule.of} /> : null}
        </section>
    );
}

export default function RulePage({ id }: { id: string }) {
    const { args } = usePageContext();
    const { session } = useSession();
    const link = useLinkTo();
    const query = useGet('/api/rules', { province: args.province });
    return (
        <Loaded query={query} bones={[30, 240]}>
            {({ rows, groups }) => {
                const rule = rows.find((one) => one.code === id);
                if (!rule) return <State sign="?" title={say('rules.no')}><Link to={link('/doi-soat/quy-tac')}>{say('part.quy-tac')}</Link></State>;
                return (
                    <>
                        <div className="spread"><div><h1>{rule.title}</h1><p className="soft">{groups[rule.group - 1]}</p></div><Link to={link('/doi-soat/quy-tac')}>{say('back')}</Link></div>
                        <section className="card stack">
                            <Facts rows={[
                                [say('state'), <span key="s" className={rule.state === 'on' ? 'good' : 'soft'}>{rule.state_text}{rule.switched_by ? ` (${say('rules.switched', { by: rule.switched_by, at: showTime(rule.switched_at) })})` : ''}</span>],
                                [say('rules.open'), rule.open ? <Link key="o" to={link('/doi-soat/ket-qua', { rule: rule.code })}>{n(rule.open)}</Link> : '0'],
                                [say('rules.precision'), precisionWords(rule)], [say('lead.severity'), rule.severity_text], [say('lead.agency'), rule.agency_name], [say('rules.days'), n(rule.days)],
                                [say('rules.from'), [showDate(rule.from), showDate(rule.to)].filter(Boolean).join(' – ') || '–'],
                            ]} />
                            <h3>{say('rules.condition')}</h3>
                            {rule.condition_words.length ? <><p>{say('rules.all')}</p><ul>{rule.condition_words.map((words) => <li key={words}>{words}</li>)}</ul></> : null}
                            <details><summary>{say('rules.formula')}</summary><p className="break"><code>{rule.condition}</code></p></details>
                            <h3>{say('lead.law')}</h3>
                            <p lang="vi" className="break">{rule.basis}</p>
                            {rule.basis_note ? <p>⚠ {rule.basis_note}</p> : null}
                            <p className="soft">{say('lead.clears')}: {rule.clears}</p>
                            {may(session, 'rule.edit') ? <div className="row no-print"><Switch rule={rule} province={args.province} /></div> : null}
                        </section>
                        {may(session, 'rule.edit') ? <Try rule={rule} province={args.province} /> : null}
                    </>
                );
            }}
        </Loaded>
    );
}
