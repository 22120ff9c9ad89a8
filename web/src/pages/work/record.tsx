/* What came of a visit, in three touches: the outcome, its reason or the next day, and done. */
import { useState } from 'react';
import { say } from '../../text/work.ts';
import { Button, Segments } from '../../ui/plain.tsx';
import { Field } from '../../ui/field.tsx';
import { keptChoice, useKept } from '../../state/kept.ts';
import { addDays } from './pocket.ts';
import type { Engine } from './engine.ts';
import type { View } from './list.ts';
import type { Action, Channel, Consent, Outcome } from './types.ts';

const OUTCOMES: Outcome[] = ['registered', 'thinking', 'not_met', 'refused', 'covered', 'moved', 'wrong_data', 'deceased'];
const CHANNELS: Channel[] = ['visit', 'call', 'message', 'meeting'];
const REASONS = ['money', 'use', 'trust', 'family'] as const;
const NEXT = [1, 3, 7, 14, 30] as const;
/** When one goes again, where nothing else is said. */
const USUAL: Partial<Record<Outcome, number>> = { thinking: 7, not_met: 1 };
const OLDEST_DAYS = 92;

const CONSENTS: Record<string, Consent | undefined> = {
    '': undefined,
    'call.yes': { channel: 'call', allowed: true },
    'call.no': { channel: 'call', allowed: false },
    'message.yes': { channel: 'message', allowed: true },
    'message.no': { channel: 'message', allowed: false },
};
type ConsentKey = '' | 'call.yes' | 'call.no' | 'message.yes' | 'message.no';

/** On what a call or a message rests: it is told with it. */
const BASES = ['agreed', 'theirs'] as const;
const needsBasis = (channel: Channel) => channel === 'call' || channel === 'message';

type Draft = { basis: string; outcome: Outcome; channel: Channel; day: string; reason: string; otherReason: boolean; nextDay: string; note: string; consent: ConsentKey };

export function actionOf(draft: Draft, lead: number, seen: number, key: string): Action {
    const consent = CONSENTS[draft.consent];
    return {
        key, lead, seen, day: draft.day, channel: draft.channel, outcome: draft.outcome,
        ...(draft.outcome === 'refused' && draft.reason.trim() ? { reason: draft.reason.trim() } : {}),
        ...(draft.outcome in USUAL && draft.nextDay ? { next_day: draft.nextDay } : {}),
        ...(needsBasis(draft.channel) && draft.basis.trim() ? { basis: draft.basis.trim() } : {}),
        ...(draft.note.trim() ? { note: draft.note.trim() } : {}),
        ...(consent ? { consent } : {}),
    };
}

type Part = { draft: Draft; change: (part: Partial<Draft>) => void };

function Reasons({ draft, change, fault }: Part & { fault: boolean }) {
    return (
        <fieldset className="phone-picks">
            <legend>{say('reason')}</legend>
            {REASONS.map((one) => {
                const text = say(`reason.${one}`);
                return <button key={one} type="button" className="chip" aria-pressed={!draft.otherReason && draft.reason === text} onClick={() => change({ reason: text, otherReason: false })}>{text}</button>;
            })}
            <button type="button" className="chip" aria-pressed={draft.otherReason} onClick={() => change({ reason: '', otherReason: true })}>{say('reason.other')}</button>
            {draft.otherReason ? <Field label={say('reason.write')}><input className="input" maxLength={500} autoFocus value={draft.reason} onChange={(event) => change({ reason: event.target.value })} /></Field> : null}
            {fault && !draft.reason.trim() ? <p className="bad" role="alert">{say('reason.needed')}</p> : null}
        </fieldset>
    );
}

/** Chosen before a call, or when it is told. */
export function Basis({ basis, setBasis, fault = false }: { basis: string; setBasis: (basis: string) => void; fault?: boolean }) {
    const [other, setOther] = useState(false);
    return (
        <fieldset className="phone-picks">
            <legend>{say('basis')}</legend>
            {BASES.map((one) => {
                const text = say(`basis.${one}`);
                return <button key={one} type="button" className="chip" aria-pressed={!other && basis === text} onClick={() => { setOther(false); setBasis(text); }}>{text}</button>;
            })}
            <button type="button" className="chip" aria-pressed={other} onClick={() => { setOther(true); setBasis(''); }}>{say('basis.other')}</button>
            {other ? <Field label={say('basis.write')}><input className="input" maxLength={500} autoFocus value={basis} onChange={(event) => setBasis(event.target.value)} /></Field> : null}
            {fault && !basis.trim() ? <p className="bad" role="alert">{say('basis.needed')}</p> : null}
        </fieldset>
    );
}

function NextDay({ draft, change, today }: Part & { today: string }) {
    const preset = NEXT.some((days) => addDays(today, days) === draft.nextDay) || !draft.nextDay;
    return (
        <fieldset className="phone-picks">
            <legend>{say('next')}</legend>
            {NEXT.map((days) => (
                <button key={days} type="button" className="chip" aria-pressed={draft.nextDay === addDays(today, days)} onClick={() => change({ nextDay: addDays(today, days) })}>{say(`next.${days}`)}</button>
            ))}
            <button type="button" className="chip" aria-pressed={!draft.nextDay} onClick={() => change({ nextDay: '' })}>{say('next.none')}</button>
            <Field label={say('next.day')}><input className="input" type="date" min={today} value={preset ? '' : draft.nextDay} onChange={(event) => change({ nextDay: event.target.value })} /></Field>
        </fieldset>
    );
}

function More({ draft, change, today }: Part & { today: string }) {
    return (
        <details className="phone-more">
            <summary>{say('more.open')}</summary>
            <div className="stack">
                <Field label={say('note')}><textarea className="input" rows={3} maxLength={1000} value={draft.note} onChange={(event) => change({ note: event.target.value })} /></Field>
                <Field label={say('consent')}>
                    <select className="choice" value={draft.consent} onChange={(event) => change({ consent: event.target.value as ConsentKey })}>
                        {(Object.keys(CONSENTS) as ConsentKey[]).map((one) => <option key={one} value={one}>{say(`consent.${one}`)}</option>)}
                    </select>
                </Field>
                <Field label={say('day')}><input className="input" type="date" min={addDays(today, -OLDEST_DAYS)} max={today} value={draft.day} onChange={(event) => change({ day: event.target.value || today })} /></Field>
            </div>
        </details>
    );
}

/** `basis`: what was chosen before the call. */
export function Record({ view, basis, engine, today, onDone }: { view: View; basis: string; engine: Engine; today: string; onDone: () => void }) {
    const [draft, setDraft] = useState<Draft | null>(null);
    const [, keepChannel] = useKept<Channel>('work-channel', 'visit');
    const [fault, setFault] = useState<'' | 'reason' | 'basis' | 'room'>('');
    const change = (part: Partial<Draft>) => setDraft((now) => now && { ...now, ...part });
    const begin = (outcome: Outcome) => {
        setFault('');
        const days = USUAL[outcome];
        setDraft((now) => ({
            channel: keptChoice<Channel>('work-channel', 'visit'), day: today, reason: '', otherReason: false, basis, note: '', consent: '', ...now,
            outcome, nextDay: days ? addDays(today, days) : '',
        }));
    };
    const save = async (now: Draft) => {
        if (now.outcome === 'refused' && !now.reason.trim()) return setFault('reason');
        if (needsBasis(now.channel) && now.outcome !== 'registered' && !now.basis.trim()) return setFault('basis');
        keepChannel(now.channel);
        if (await engine.record(actionOf(now, view.lead, view.version, crypto.randomUUID()))) onDone();
        else setFault('room');
    };
    return (
        <section className="card stack" aria-label={say('record')}>
            <h2>{view.contacts ? say('record.again') : say('record')}</h2>
            <div className="phone-outcomes">
                {OUTCOMES.map((one) => <button key={one} type="button" className={`chip o-${one}`} aria-pressed={draft?.outcome === one} onClick={() => begin(one)}>{say(`outcome.${one}`)}</button>)}
            </div>
            {draft ? (
                <>
                    {draft.outcome === 'refused' ? <Reasons draft={draft} change={change} fault={fault === 'reason'} /> : null}
                    {draft.outcome in USUAL ? <NextDay draft={draft} change={change} today={today} /> : null}
                    <Segments<Channel> label={say('channel')} value={draft.channel} options={CHANNELS.map((value) => ({ value, label: say(`channel.${value}`) }))} onChange={(channel) => change({ channel })} />
                    {needsBasis(draft.channel) ? <Basis basis={draft.basis} setBasis={(text) => change({ basis: text })} fault={fault === 'basis'} /> : null}
                    <More draft={draft} change={change} today={today} />
                    {fault === 'room' ? <p className="bad" role="alert">{say('noRoom')}</p> : null}
                    <div className="phone-save">
                        <Button onClick={() => setDraft(null)}>{say('cancel')}</Button>
                        <Button kind="primary" onClick={() => void save(draft)}>{say('save')}</Button>
                    </div>
                </>
            ) : null}
        </section>
    );
}
