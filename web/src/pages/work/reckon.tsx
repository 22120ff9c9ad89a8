/* On the spot: what I pay, what the State pays, what I get.  Reckoned on this phone. */
import { useMemo, useState } from 'react';
import { lang } from '../../text/text.ts';
import { say } from '../../text/benefit.ts';
import { Field } from '../../ui/field.tsx';
import { count, parseCount } from '../../vn/number.ts';
import { CLASSES, KINDS, reckon, Refused } from './benefit.ts';
import type { Ask, Benefit, Class, FigureName, Parameters } from './benefit.ts';
import type { View } from './list.ts';
import type { Meta } from './pocket.ts';

const MONTHS = [1, 3, 6, 12, 24, 36, 48, 60];
const BASES = ['', '2000000', '3000000', '5000000', '10000000'];
const PAY: FigureName[] = ['own', 'state', 'local'];
const GET: FigureName[] = ['missing', 'pension_from', 'pension_low', 'pension_high', 'health', 'maternity', 'lump'];
/** Of these nothing is said while the months paid before are not known. */
const OF_MONTHS: readonly FigureName[] = ['missing', 'pension_from', 'pension_low', 'pension_high', 'health', 'lump', 'months_at_age', 'rate_low', 'rate_high', 'health_share'];
const BEHIND: FigureName[] = ['base', 'month', 'total', 'state_months', 'by_month', 'jump_month', 'jump_base', 'jump_own', 'age_month', 'months_at_age', 'rate_low', 'rate_high', 'health_share', 'maternity_from'];

export function showFigure(name: FigureName, value: number): string {
    const kind = KINDS[name];
    if (kind === 'dong') return say('dong', { value: count(value, lang()) });
    if (kind === 'months') return say('months', { count: count(value, lang()) });
    if (kind === 'month') return `${String((value % 12) + 1).padStart(2, '0')}/${Math.floor(value / 12)}`;
    return `${(value / 10_000).toLocaleString(lang() === 'en' ? 'en-GB' : 'vi-VN', { maximumFractionDigits: 1 })}%`;
}

function Figures({ benefit, names, articles = false }: { benefit: Benefit; names: FigureName[]; articles?: boolean }) {
    return (
        <dl className="facts">
            {names.map((name) => {
                const figure = benefit.figures[name];
                if (!figure) return null;
                return (
                    <div key={name}>
                        <dt>{say(`figure.${name}`)}{figure.unsure ? ` (${say('unsure')})` : ''}{articles ? <small>{figure.article}</small> : null}</dt>
                        <dd className="num">{showFigure(name, figure.value)}</dd>
                    </div>
                );
            })}
        </dl>
    );
}

function Result({ benefit, known }: { benefit: Benefit; known: boolean }) {
    const told = (names: FigureName[]) => names.filter((name) => known || !OF_MONTHS.includes(name));
    const missing = benefit.figures.missing?.value ?? 0;
    return (
        <div className="stack" aria-live="polite">
            <h2>{say('pay')}</h2>
            <Figures benefit={benefit} names={PAY} />
            <h2>{say('get')}</h2>
            {!known ? <p className="phone-note">{say('paid.ask')}</p> : missing > 0 ? <p className="phone-note strong">{say('missing.first', { months: say('months', { count: count(missing, lang()) }) })}</p> : null}
            <Figures benefit={benefit} names={told(GET)} />
            {benefit.said.filter((one) => known || one !== 'estimate').map((one, i) => <p key={i} className="soft">{typeof one === 'string' ? say(`said.${one}`) : one.note}</p>)}
            <details className="phone-more">
                <summary>{say('detail')}</summary>
                <Figures benefit={benefit} names={told([...PAY, ...BEHIND, ...GET])} articles />
            </details>
        </div>
    );
}

function refusal(error: Refused): string {
    const fill = { least: count(error.least, lang()), most: count(error.most, lang()), years: Math.floor(error.least / 12), yearsMost: Math.floor(error.most / 12) };
    return say(`refused.${error.why}` as 'refused.base', fill);
}

type Draft = { base: string; months: number; kind: Class; birth: string; sex: string; paid: string };

/** What was typed as a question; a field that holds no number is refused by its name. */
function askOf(draft: Draft, today: string, province: string): Ask {
    const number = (text: string, field: string) => {
        const value = text.trim() === '' ? 0 : parseCount(text);
        if (value === null) throw new Refused(field, 'number');
        return value;
    };
    return {
        day: today, base: number(draft.base, 'base'), months: draft.months, missing: false, classes: [draft.kind], province,
        birth: draft.birth.trim() === '' ? '' : String(number(draft.birth, 'birth')).padStart(4, '0'), male: draft.sex !== 'f', paid: number(draft.paid, 'paid'), supported: 0,
    };
}

export function Reckon({ view, meta, today }: { view: View; meta: Meta; today: string }) {
    const [draft, setDraft] = useState<Draft>({ base: '', months: 12, kind: 'other', birth: String(view.birth_year ?? ''), sex: view.sex || 'f', paid: '' });
    const law = meta.parameters as Parameters | null;
    const found = useMemo((): { benefit?: Benefit; refused?: Refused } => {
        if (!law) return {};
        try {
            return { benefit: reckon(law, askOf(draft, today, meta.province)) };
        } catch (error) {
            if (error instanceof Refused) return { refused: error };
            throw error;
        }
    }, [law, draft, today, meta.province]);
    if (!law) return <p className="soft">{say('none')}</p>;
    const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
    const fault = (field: string) => (found.refused?.field === field ? refusal(found.refused) : undefined);
    const monthsText = (n: number) => (n < 24 ? say('months', { count: n }) : say('years', { count: n / 12 }));
    return (
        <div className="stack">
            <Field label={say('base')} fault={fault('base')}><input className="input" inputMode="numeric" list="reckon-bases" placeholder={say('least')} value={draft.base} onChange={(event) => set({ base: event.target.value })} /></Field>
            <datalist id="reckon-bases">{BASES.filter(Boolean).map((one) => <option key={one} value={count(Number(one), lang())} />)}</datalist>
            <div className="phone-two">
                <Field label={say('for')} fault={fault('months')}>
                    <select className="choice" value={draft.months} onChange={(event) => set({ months: Number(event.target.value) })}>
                        {MONTHS.map((n) => <option key={n} value={n}>{monthsText(n)}</option>)}
                    </select>
                </Field>
                <Field label={say('class')}>
                    <select className="choice" value={draft.kind} onChange={(event) => set({ kind: event.target.value as Class })}>
                        {CLASSES.map((one) => <option key={one} value={one}>{say(`class.${one}`)}</option>)}
                    </select>
                </Field>
                <Field label={say('birth')} fault={fault('birth')}><input className="input" inputMode="numeric" value={draft.birth} onChange={(event) => set({ birth: event.target.value })} /></Field>
                <Field label={say('sex')}>
                    <select className="choice" value={draft.sex} onChange={(event) => set({ sex: event.target.value })}><option value="m">{say('male')}</option><option value="f">{say('female')}</option></select>
                </Field>
            </div>
            <Field label={say('paid')} fault={fault('paid')}><input className="input" inputMode="numeric" placeholder={say('paid.unknown')} value={draft.paid} onChange={(event) => set({ paid: event.target.value })} /></Field>
            {fault('day') ? <p className="bad" role="alert">{fault('day')}</p> : null}
            {found.benefit ? <Result benefit={found.benefit} known={draft.paid.trim() !== ''} /> : null}
        </div>
    );
}
