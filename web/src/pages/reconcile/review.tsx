/* Pairs between the thresholds: both records side by side, differences marked, what each field weighs, answered by keys. */
import { useCallback, useEffect, useState } from 'react';
import { get, post } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { say } from '../../text/reconcile.ts';
import { lang } from '../../text/text.ts';
import { useAct } from '../../ui/act.ts';
import { Ask } from '../../ui/ask.tsx';
import { Frame } from '../../ui/frame.tsx';
import { Button } from '../../ui/plain.tsx';
import { Loaded, State } from '../../ui/states.tsx';
import { showDate } from '../../vn/date.ts';
import { count, percent } from '../../vn/number.ts';

type Pair = Schema['ReviewDetail'];
type Counts = Schema['ReviewCount'];
type Answer = 'yes' | 'no' | 'unsure';
/** Why the engine leaves a pair to people, by its code. */
const reasons: Record<string, Parameters<typeof say>[0]> = { numbers_differ: 'review.reason.numbers', group_numbers_differ: 'review.reason.group' };
const n = (value: number) => count(value, lang());

const weightText = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`.replace('.', lang() === 'en' ? '.' : ',');

/** No pair that is asked about is certain: what would be rounded to 100 % or 0 % is said as a bound. */
function likely(probability: number): string {
    if (probability > 0.999) return say('review.above', { percent: percent(9990, lang(), 1) });
    if (probability < 0.001) return say('review.below', { percent: percent(10, lang(), 1) });
    return percent(probability * 10_000, lang(), 1);
}

/** Letters of one that the other has not at that place are marked. */
function Marked({ text, other }: { text: string; other: string }) {
    if (!text) return <>–</>;
    let head = 0;
    while (head < Math.min(text.length, other.length) && text[head] === other[head]) head += 1;
    let tail = 0;
    while (tail < Math.min(text.length, other.length) - head && text[text.length - 1 - tail] === other[other.length - 1 - tail]) tail += 1;
    const end = text.length - tail;
    return <>{text.slice(0, head)}{end > head ? <mark>{text.slice(head, end)}</mark> : null}{text.slice(end)}</>;
}

/** `most`: what fills its half. */
function Weight({ from, by, most }: { from: number; by: number; most: number }) {
    const at = (value: number) => 50 + (50 * value) / most;
    const [left, right] = [at(Math.min(from, from + by)), at(Math.max(from, from + by))];
    return <span className="weight" aria-hidden="true"><b className={by < 0 ? 'minus' : ''} style={{ left: `${left}%`, width: `${Math.max(1, right - left)}%` }} /></span>;
}

function Compared({ pair, look }: { pair: Pair; look: (() => void) | null }) {
    return (
        <Frame label={say('review.compare')}>
            <table className="table pair">
                <thead>
                    <tr>
                        <th className="first">{say('review.field')}</th>
                        <th>{say('review.left')}<br /><span className="soft">{pair.left.source_name}, {showDate(pair.left.as_of)}</span></th>
                        <th>{say('review.right')}<br /><span className="soft">{pair.right.source_name}, {showDate(pair.right.as_of)}</span></th>
                    </tr>
                </thead>
                <tbody>
                    {pair.compared.map((field) => {
                        const differs = field.same === false;
                        const hidden = differs && field.left === field.right; // what differs is masked
                        return (
                            <tr key={field.code}>
                                <td className="first wrap">{field.title}{field.masked && look ? <button type="button" className="link see" aria-label={say('look.seeOf', { what: field.title })} onClick={look}>{say('look.see')}</button> : null}</td>
                                <td lang="vi" className={differs ? 'differs' : ''}>{differs ? <Marked text={field.left} other={field.right} /> : field.left || '–'}</td>
                                <td lang="vi" className={differs ? 'differs' : ''}>{differs ? <><Marked text={field.right} other={field.left} /> {hidden ? <span className="soft">({say('review.differsHidden')})</span> : <span className="hide">({say('review.differs')})</span>}</> : field.right || '–'}</td>
                            </tr>
                        );
                    })}
                </tbody>
            </table>
        </Frame>
    );
}

/** What says nothing either way is named in one line, the rest is added up. */
const saysNothing = (step: Pair['steps'][number], at: number) => at > 0 && Math.abs(step.weight) < 0.05;

function Waterfall({ pair }: { pair: Pair }) {
    const steps = pair.steps.filter((step, at) => !saysNothing(step, at));
    const silent = pair.steps.filter(saysNothing).map((step) => step.what.split(':')[0]);
    let sum = 0;
    let most = 1;
    for (const step of steps) {
        sum += step.weight;
        most = Math.max(most, Math.abs(sum));
    }
    sum = 0;
    return (
        <Frame label={say('review.waterfall')}>
            <table className="table dense">
                <thead><tr><th className="first">{say('review.waterfall')}</th><th className="n">{say('review.weight')}</th><th><span className="hide">{say('review.weight')}</span></th></tr></thead>
                <tbody>
                    {steps.map((step, i) => {
                        const before = sum;
                        sum += step.weight;
                        return <tr key={i}><td className="first wrap">{step.what}</td><td className={`n ${step.weight < 0 ? 'bad' : ''}`}>{weightText(step.weight)}</td><td><Weight from={before} by={step.weight} most={most} /></td></tr>;
                    })}
                    {silent.length ? <tr><td className="first wrap soft" colSpan={3}>{say('review.silent', { what: silent.join(', ') })}</td></tr> : null}
                    <tr className="total"><td className="first">{say('review.probability', { percent: likely(pair.probability) })}</td><td className="n">{weightText(pair.weight)}</td><td><Weight from={0} by={pair.weight} most={Math.max(most, Math.abs(pair.weight))} /></td></tr>
                </tbody>
            </table>
        </Frame>
    );
}

function Progress({ counts }: { counts: Counts }) {
    const all = counts.open + counts.half + counts.done;
    return (
        <div className="stack tight">
            <p>{say('review.progress', { done: n(counts.done), all: n(all), yes: n(counts.yes), no: n(counts.no), open: n(counts.open), half: n(counts.half), mine: n(counts.by_me) })}</p>
            <div className="progress-line" aria-hidden="true"><b style={{ width: `${all ? (100 * counts.done) / all : 0}%` }} /></div>
        </div>
    );
}

const LOOKED: Schema['PersonField'][] = ['name', 'birth', 'citizen-id', 'identity-card', 'insurance-number', 'phone'];

function Desk({ first, province }: { first: Counts & { review: Pair | null }; province: string }) {
    const { session } = useSession();
    const act = useAct();
    const { run, busy } = act;
    const [shown, setShown] = useState(first);
    const [back, setBack] = useState<number[]>([]);
    const [said, setSaid] = useState('');
    const [looking, setLooking] = useState(false);
    const pair = shown.review;

    const next = useCallback((after: number | null) => run(async () => {
        const answer = await get('/api/reviews/next', { province, ...(after ? { after } : {}) });
        if (after) setBack((ids) => [...ids, after]);
        setShown(answer);
    }), [run, province]);
    const before = useCallback(() => {
        const id = back[back.length - 1];
        if (id === undefined) return;
        void run(async () => {
            const review = await get('/api/reviews/{id}', { id, province });
            setBack((ids) => ids.slice(0, -1));
            setShown((now) => ({ ...now, review }));
        });
    }, [run, back, province]);
    const answer = useCallback((given: Answer) => {
        if (!pair || busy) return;
        void run(async () => {
            await post('/api/reviews/{id}', { args: { id: pair.id }, body: { province, answer: given } });
            setSaid(say('review.saved', { answer: say(`review.answer.${given}`) }));
            await next(pair.id);
        });
    }, [run, pair, busy, province, next]);

    useEffect(() => {
        const key = (event: KeyboardEvent) => {
            const target = event.target as HTMLElement;
            if (looking || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
            const what = event.key.toLowerCase();
            if (what === 'j' && pair) void next(pair.id);
            else if (what === 'k') before();
            else if (what === 'y') answer('yes');
            else if (what === 'n') answer('no');
            else if (what === 'u') answer('unsure');
        };
        addEventListener('keydown', key);
        return () => removeEventListener('keydown', key);
    }, [pair, looking, next, before, answer]);

    return (
        <>
            <h1>{pair ? say('review.title') : say('part.ra-soat')}</h1>
            <Progress counts={shown} />
            <p className="good" role="status">{said}</p>
            {act.problem ? <p className="bad" role="alert">{act.problem}</p> : null}
            {pair ? (
                <section className="card stack">
                    <p className="soft">{say(reasons[pair.reason] ?? 'review.reason.unsure')}{pair.unit_name ? ` · ${pair.unit_name}` : ''}</p>
                    <div className="two">
                        <Compared pair={pair} look={may(session, 'person.unmask') ? () => setLooking(true) : null} />
                        <Waterfall pair={pair} />
                    </div>
                    {pair.needed > 1 ? <p>{say('review.two', { needed: pair.needed, yes: pair.yes, no: pair.no, unsure: pair.unsure })}</p> : null}
                    {pair.state === 'done' ? <p className="good">{say('review.done', { answer: say(pair.label === 'yes' ? 'review.answer.yes' : 'review.answer.no') })}</p> : null}
                    <div className="row no-print">
                        <Button disabled={busy} onClick={() => answer('yes')}>{say('review.yes')}</Button>
                        <Button disabled={busy} onClick={() => answer('no')}>{say('review.no')}</Button>
                        <Button disabled={busy} onClick={() => answer('unsure')}>{say('review.unsure')}</Button>
                        <div className="head-space" />
                        <Button disabled={busy || !back.length} onClick={before}>{say('review.before')}</Button>
                        <Button disabled={busy} onClick={() => void next(pair.id)}>{say('review.next')}</Button>
                    </div>
                    <p className="soft no-print">{say('review.keys')}</p>
                </section>
            ) : (
                <State sign="✓" title={say('review.none')} next={say('review.noneNext')}>{back.length ? <Button onClick={before}>{say('review.before')}</Button> : null}</State>
            )}
            {looking && pair ? (
                <Ask title={say('look.title', { what: say('review.title') })} go={say('look.go')} reason={say('look.purpose')} needed={say('look.need')} onClose={() => setLooking(false)} run={async (purpose) => {
                    const review = await post('/api/reviews/{id}/look', { args: { id: pair.id }, body: { province, purpose, fields: LOOKED } });
                    setShown((now) => ({ ...now, review }));
                }}>{say('look.what')}</Ask>
            ) : null}
        </>
    );
}

export default function ReviewPart() {
    const { args } = usePageContext();
    const query = useGet('/api/reviews/next', { province: args.province });
    return <Loaded query={query} bones={[30, 60, 400]}>{(data) => <Desk key={args.province} first={data} province={args.province} />}</Loaded>;
}
