/* /viec: the list of one collaborator, and the card of one person on it.  Works without a network. */
import { useMemo, useState } from 'react';
import type { PageProps } from '../../pages.ts';
import { go, useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/work.ts';
import { Link } from '../../ui/link.tsx';
import { Button } from '../../ui/plain.tsx';
import { Bones, State } from '../../ui/states.tsx';
import { showDate, showPeriod } from '../../vn/date.ts';
import { AnswerCard, outcomeText, Phone, standText, SyncBar, UndoBar } from './bar.tsx';
import { Card } from './card.tsx';
import type { Engine } from './engine.ts';
import { chosen, countsOf, FILTERS } from './list.ts';
import type { Filter, View } from './list.ts';
import type { Held } from './pocket.ts';
import type { Work } from './use_work.ts';
import { useWork } from './use_work.ts';

const SHOWN = 40;

export function dueText(view: View, today: string): string {
    if (view.late) return say('late', { days: view.late });
    if (!view.open || !view.next_day) return '';
    return view.next_day === today ? say('due.today') : say('due', { day: showDate(view.next_day) });
}

function Row({ view, today, to }: { view: View; today: string; to: string }) {
    const due = dueText(view, today);
    return (
        <li>
            <Link className="phone-row" to={to}>
                <span className="phone-name">{view.name}</span>
                {due ? <span className={`phone-due ${view.late ? 'late' : ''}`}>{due}</span> : null}
                <span className="soft phone-where">{[view.birth_year ? say('born', { year: view.birth_year }) : '', view.village || view.unit_name].filter(Boolean).join(' · ')}</span>
                {view.waiting ? <span className="phone-mark">{say('waits')}</span> : <span className="soft">{standText(view)}</span>}
                <span className="phone-why">{view.rule_text}</span>
            </Link>
        </li>
    );
}

function Sentence({ views, today, held }: { views: View[]; today: string; held: Held }) {
    const list = chosen(views, 'today', '', today);
    const late = list.filter((view) => view.late).length;
    const due = list.filter((view) => view.next_day === today).length;
    const back = list.filter((view) => !view.next_day && view.state === 'returned').length;
    const fresh = list.filter((view) => !view.next_day && view.state !== 'returned').length;
    const parts = [
        late ? say('today.late', { count: late }) : '', due ? say('today.due', { count: due }) : '', back ? say('today.back', { count: back }) : '', fresh ? say('today.fresh', { count: fresh }) : '',
    ].filter(Boolean);
    const { targets } = held.meta;
    return (
        <div>
            <h1>{list.length ? `${say('today', { count: list.length })}: ${parts.join(', ')}` : say('today.none')}</h1>
            {targets ? (
                <p className="soft">
                    {targets.target === null
                        ? say('target', { registered: targets.registered, confirmed: targets.confirmed })
                        : say('target.of', { period: showPeriod(targets.period), registered: targets.registered, target: targets.target ?? 0, confirmed: targets.confirmed })}
                </p>
            ) : null}
            {targets?.target ? <progress max={targets.target} value={Math.min(targets.target, targets.registered)} aria-hidden="true" /> : null}
        </div>
    );
}

function Chips({ filter, counts, onChange }: { filter: Filter; counts: Record<Filter, number>; onChange: (filter: Filter) => void }) {
    return (
        <div className="phone-chips" role="group" aria-label={say('filters')}>
            {FILTERS.map((one) => (
                <button key={one} type="button" className="chip" aria-pressed={one === filter} onClick={() => onChange(one)}>
                    {say(`filter.${one}`)} <span className="num">{counts[one]}</span>
                </button>
            ))}
        </div>
    );
}

function List({ work, held }: { work: Work; held: Held }) {
    const { views, today } = work;
    const { looked } = work.engine;
    const link = useLinkTo();
    const [filter, setFilter] = useState<Filter>(looked.filter);
    const [search, setSearch] = useState(looked.search);
    const [shown, setShown] = useState(looked.shown || SHOWN);
    Object.assign(looked, { filter, search, shown });
    const counts = useMemo(() => countsOf(views, today), [views, today]);
    const rows = useMemo(() => chosen(views, filter, search, today), [views, filter, search, today]);
    return (
        <>
            <Sentence views={views} today={today} held={held} />
            <input className="input" type="search" aria-label={say('search')} placeholder={say('search')} value={search} onChange={(event) => { setSearch(event.target.value); setShown(SHOWN); }} />
            <Chips filter={filter} counts={counts} onChange={(one) => { setFilter(one); setSearch(''); setShown(SHOWN); }} />
            {rows.length ? (
                <ul className="plain phone-list" aria-label={say('list')}>
                    {rows.slice(0, shown).map((view) => <Row key={view.lead} view={view} today={today} to={link(`/viec/${view.lead}`)} />)}
                </ul>
            ) : <p className="soft">{search || filter !== 'today' ? say('none') : say('today.none')}</p>}
            {rows.length > shown ? <Button onClick={() => setShown(shown + 5 * SHOWN)}>{say('more', { count: rows.length - shown })}</Button> : null}
        </>
    );
}

/** The list is not here: why, what of one's own still is, and what to do. */
function Emptied({ engine, held }: { engine: Engine; held: Held }) {
    const { emptied } = held.meta;
    const count = held.actions.length;
    return (
        <>
            <State sign="∅" title={emptied === 'wiped' ? say('wiped') : say('expired')} next={emptied === 'wiped' ? say('wiped.next') : say('expired.next')}>
                {emptied === 'wiped' ? <Button kind="primary" onClick={() => void engine.again()}>{say('wiped.again')}</Button> : null}
            </State>
            {count ? <p><b>{say('kept', { count })}</b></p> : null}
            <ul className="plain">
                {held.actions.map((action) => <li key={action.key}>{say('unknown', { lead: action.lead })}: {outcomeText(action.outcome)}, {showDate(action.day)}</li>)}
            </ul>
        </>
    );
}

function Body({ work, held }: { work: Work; held: Held }) {
    if (held.meta.emptied) return <Emptied engine={work.engine} held={held} />;
    if (held.tasks.length) return <List work={work} held={held} />;
    return held.meta.gotAt
        ? <State sign="∅" title={say('empty')} next={say('empty.next')} />
        : <State sign="⌁" title={say('sync.never')} next={say('first')} />;
}

export default function WorkPage({ params }: PageProps) {
    const work = useWork();
    const link = useLinkTo();
    const { engine, state } = work;
    const held = state.held;
    if (!held) return <Bones />;
    const lead = Number(params.lead ?? 0);
    const view = work.views.find((one) => one.lead === lead);
    const done = () => go(link('/viec'));
    return (
        <Phone>
            {held.answers.map((answer) => <AnswerCard key={answer.key} answer={answer} onSeen={() => void engine.dismiss(answer.key)} />)}
            {lead ? (
                <>
                    <Link className="btn phone-back" to={link('/viec')}>‹ {say('back')}</Link>
                    {view ? <Card key={lead} view={view} work={work} held={held} onDone={done} /> : <State sign="?" title={say('gone')} next={say('gone.next')} />}
                </>
            ) : (
                <>
                    <SyncBar engine={engine} state={state} held={held} />
                    <Body work={work} held={held} />
                </>
            )}
            <UndoBar engine={engine} state={state} />
        </Phone>
    );
}
