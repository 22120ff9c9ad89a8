/* Around the list and the card: how things stand with the server, what it said, what can be taken back. */
import type { ReactNode } from 'react';
import { say } from '../../text/work.ts';
import { Button } from '../../ui/plain.tsx';
import { showDate, showTime } from '../../vn/date.ts';
import type { Engine, State } from './engine.ts';
import type { Answer, Held } from './pocket.ts';
import type { Outcome } from './types.ts';
import { useSeconds } from './use_work.ts';

export const outcomeText = (outcome: string) => (outcome ? say(`outcome.${outcome as Outcome}`) : '');

/** Where a case stands, in two words: what a later delivery said of it, else what was told last. */
export const standText = (view: { state: string; outcome: string }) =>
    view.state === 'confirmed' || view.state === 'returned' ? say(`state.${view.state}`) : outcomeText(view.outcome);

/** What to know of the last exchange; "" it went well. */
function trouble(state: State): string {
    const ended = state.sync.ended;
    if (ended?.how === 'offline') return say('sync.offline');
    if (ended?.how === 'full') return say('sync.full');
    if (ended?.how === 'problem') return ended.words ? say('sync.problem', { words: ended.words }) : say('sync.problemPlain');
    return '';
}

export function SyncBar({ engine, state, held }: { engine: Engine; state: State; held: Held }) {
    const { busy } = state.sync;
    const waiting = held.actions.length;
    const since = held.meta.gotAt ? say('sync.at', { at: showTime(new Date(held.meta.gotAt).toISOString()) }) : say('sync.never');
    const words = trouble(state);
    return (
        <section className="phone-sync" aria-label={say('sync.now')}>
            <div role="status">
                <b className={waiting ? 'waits' : ''}>{waiting ? say('sync.waiting', { count: waiting }) : say('sync.allSent')}</b>
                <span className="soft"> · {busy ? say('sync.busy') : since}</span>
                {words ? <div className="bad">{words}</div> : null}
            </div>
            <Button busy={busy} onClick={() => void engine.sync()}>{say('sync.now')}</Button>
        </section>
    );
}

function Told({ who, day, outcome, note }: { who: string; day: string; outcome: string; note: string }) {
    return <li><b>{who}</b>: {outcomeText(outcome)}, {showDate(day)}{note ? ` – ${note}` : ''}</li>;
}

export function AnswerCard({ answer, onSeen }: { answer: Answer; onSeen: () => void }) {
    const { action, taken, why, other } = answer;
    const name = answer.name || say('unknown', { lead: action.lead });
    return (
        <section className="card phone-answer" aria-label={say(taken, { name })}>
            <h2>{say(taken, { name })}</h2>
            <ul className="plain">
                <Told who={say('conflict.mine')} day={action.day} outcome={action.outcome} note={action.note ?? ''} />
                {other.map((one, i) => <Told key={i} who={one.account_name} day={one.day} outcome={one.outcome} note={one.note} />)}
            </ul>
            <p className="soft">{taken === 'conflict' ? say('conflict.kept') : why}</p>
            <Button onClick={onSeen}>{say('seen')}</Button>
        </section>
    );
}

export function UndoBar({ engine, state }: { engine: Engine; state: State }) {
    const undo = state.undo;
    const now = useSeconds(undo !== null);
    const left = undo ? Math.ceil((undo.until - now) / 1000) : 0;
    if (!undo || (now && left <= 0)) return null;
    return (
        <div className="phone-undo">
            <span role="status">{say('saved')}</span>
            <Button onClick={() => void engine.undo()}>{say('undo', { seconds: Math.max(1, Math.min(10, left)) })}</Button>
        </div>
    );
}

/** The page of a phone: touch targets for a thumb, room for the bar below. */
export const Phone = ({ children }: { children: ReactNode }) => <div className="phone stack">{children}</div>;
