/* One person: who, where, why on the list, what was said before, and what came of today. */
import { useState } from 'react';
import { say } from '../../text/work.ts';
import { Button } from '../../ui/plain.tsx';
import { showDate } from '../../vn/date.ts';
import { outcomeText, standText } from './bar.tsx';
import type { View } from './list.ts';
import type { Held } from './pocket.ts';
import { Reckon } from './reckon.tsx';
import { Basis, Record } from './record.tsx';
import type { Channel } from './types.ts';
import type { Work } from './use_work.ts';
import { dueText } from './work.tsx';

const where = (view: View) => [view.village, view.address, view.unit_name].filter((part, i, all) => part && all.indexOf(part) === i).join(', ');
const channels: readonly string[] = ['visit', 'call', 'message', 'meeting'];

/** By telephone: free where consent is recorded; where nothing is, what it rests on is chosen first and told with it. */
function Reach({ view, basis, setBasis }: { view: View; basis: string; setBasis: (basis: string) => void }) {
    const call = view.may_call && view.phone, message = view.may_message && view.phone;
    if (!call && !message) return view.phone || view.of === 'employer' ? <p className="soft">{say('noCall')}</p> : null;
    const asks = [call ? view.way_call : 'free', message ? view.way_message : 'free'].some((way) => way !== 'free'); // a list of before does not say
    const open = (way: View['way_call']) => way === 'free' || basis.trim() !== '';
    return (
        <div className="stack tight">
            {asks ? <div className="phone-note stack tight"><p>{say('way.missing')}</p><Basis basis={basis} setBasis={setBasis} /></div> : null}
            <div className="phone-two">
                {call && open(view.way_call) ? <a className="btn" href={`tel:${view.phone}`}>☎ {say('call')}</a> : null}
                {message && open(view.way_message) ? <a className="btn" href={`sms:${view.phone}`}>✉ {say('message')}</a> : null}
            </div>
        </div>
    );
}

function History({ view }: { view: View }) {
    if (!view.history.length) return <p className="soft">{say('told.none')}</p>;
    return (
        <ul className="plain">
            {view.history.map((one, i) => (
                <li key={i}>
                    <b>{showDate(one.day)}</b> {channels.includes(one.channel) ? say(`channel.${one.channel as Channel}`) : ''}: {outcomeText(one.outcome)}
                    <span className="soft"> – {one.who}</span>{one.note ? <div>{one.note}</div> : null}
                </li>
            ))}
        </ul>
    );
}

export function Card({ view, work, held, onDone }: { view: View; work: Work; held: Held; onDone: () => void }) {
    const due = dueText(view, work.today);
    const [reckons, setReckons] = useState(false);
    const [basis, setBasis] = useState('');
    return (
        <>
            <section className="card stack">
                <div>
                    <h1>{view.name}</h1>
                    <p className="soft">{[view.birth_year ? say('born', { year: view.birth_year }) : '', where(view)].filter(Boolean).join(' · ')}</p>
                    {due ? <p><span className={`phone-due ${view.late ? 'late' : ''}`}>{due}</span>{view.next_step ? ` ${view.next_step}` : ''}</p> : null}
                    {view.state === 'confirmed' || view.state === 'returned' ? <p><b>{standText(view)}</b></p> : null}
                    {view.waiting ? <p><span className="phone-mark">{say('waits')}</span> {outcomeText(view.outcome)}</p> : null}
                </div>
                {view.quiet_until && view.quiet_until >= work.today ? <p className="phone-note">{say('quiet', { day: showDate(view.quiet_until) })}</p> : null}
                <Reach view={view} basis={basis} setBasis={setBasis} />
                <div><h2>{say('why')}</h2><p>{view.why}</p>{view.law ? <p className="soft">{view.law}</p> : null}</div>
                {view.advice ? <div><h2>{say('advice')}</h2><p>{view.advice.text}</p></div> : null}
                <div><h2>{say('told')}</h2><History view={view} /></div>
            </section>
            <Record view={view} basis={basis} engine={work.engine} today={work.today} onDone={onDone} />
            {view.of === 'person' ? (
                <section className="card stack">
                    <Button aria-expanded={reckons} onClick={() => setReckons(!reckons)}>{say('reckon')}</Button>
                    {reckons ? <Reckon view={view} meta={held.meta} today={work.today} /> : null}
                </section>
            ) : null}
        </>
    );
}
