/* How the figures are shared: among whom, years, rounding, methods blended by weight. */
import { InputNumber, Select } from 'antd';
import { useGet } from '../../api/hooks.ts';
import type { Schema } from '../../api/client.ts';
import { usePageContext } from '../../state/context.ts';
import { lang } from '../../text/text.ts';
import { say } from '../../text/allocate.ts';
import { Field } from '../../ui/field.tsx';
import { showPeriod } from '../../vn/date.ts';
import { holds } from '../../vn/fold.ts';
import { count } from '../../vn/number.ts';
import { methodsOf } from './ask.ts';
import type { Ask, MethodName } from './ask.ts';

const ROUNDS = [1, 10, 100, 1000] as const;
const FURTHEST = 16;

function Parent({ ask, disabled, onChange }: { ask: Ask; disabled: boolean; onChange: (parent: string) => void }) {
    const { province } = usePageContext();
    const units = useGet('/api/units', { parent: ask.province });
    const communes = province && !province.whole ? (province.communes ?? []).map((row) => ({ code: row.code, full_name: row.name })) : (units.data?.rows ?? []);
    const options = [
        ...(province?.whole === false ? [] : [{ value: '', label: say('parent.province') }]),
        ...communes.map((row) => ({ value: row.code, label: say('parent.commune', { name: row.full_name }) })),
    ];
    return (
        <Field label={say('parent')}>
            <Select showSearch disabled={disabled} value={ask.parent ?? ''} options={options} onChange={onChange} popupMatchSelectWidth={320} filterOption={(typed, option) => holds(String(option?.label ?? ''), typed)} />
        </Field>
    );
}

function Methods({ ask, known, disabled, onChange }: { ask: Ask; known: Schema['AllocateKnown'] | undefined; disabled: boolean; onChange: (methods: NonNullable<Ask['methods']>) => void }) {
    const weights = Object.fromEntries((ask.methods ?? []).map(({ name, weight }) => [name, weight])) as Partial<Record<MethodName, number>>;
    const sum = Object.values(weights).reduce((a, b) => a + b, 0);
    const methods = (known?.methods ?? []).filter((method) => method.name !== 'weight');
    return (
        <fieldset className="methods">
            <legend>{say('methods')} <span className="soft">{sum ? say('methods.sum', { sum: count(sum, lang()) }) : say('methods.default')}</span></legend>
            {methods.map((method) => (
                <label key={method.name} className="method" title={method.why}>
                    <InputNumber<number> size="small" min={0} max={100} step={5} precision={0} disabled={disabled || !method.usable} value={weights[method.name as MethodName] ?? 0} aria-label={say('methods.weight', { name: method.title })}
                        onChange={(weight) => onChange(methodsOf({ ...weights, [method.name]: weight ?? 0 }))} />
                    <span className={method.usable ? '' : 'soft'}>{method.title}{method.usable || !method.why ? '' : ` – ${method.why}`}</span>
                </label>
            ))}
        </fieldset>
    );
}

export function Setup({ ask, known, disabled, onChange, onParent }: { ask: Ask; known: Schema['AllocateKnown'] | undefined; disabled: boolean; onChange: (part: Partial<Ask>) => void; onParent: (parent: string) => void }) {
    const last = ask.first_year + ask.years - 1;
    const year = (value: number, onYear: (value: number) => void) => (
        <InputNumber<number> min={2000} max={2100} precision={0} disabled={disabled} value={value} onChange={(next) => { if (next !== null && next >= 2000 && next <= 2100) onYear(next); }} />
    );
    return (
        <section className="card stack">
            <div className="form-grid four">
                <Parent ask={ask} disabled={disabled} onChange={onParent} />
                <Field label={say('years.from')}>{year(ask.first_year, (first) => onChange({ first_year: first, years: Math.min(FURTHEST, Math.max(1, last - first + 1)) }))}</Field>
                <Field label={say('years.to')}>{year(last, (to) => onChange({ years: Math.min(FURTHEST, Math.max(1, to - ask.first_year + 1)) }))}</Field>
                <Field label={say('round')}>
                    <Select disabled={disabled} value={ask.round ?? 1} onChange={(round) => onChange({ round })} options={ROUNDS.map((value) => ({ value, label: value === 1 ? say('round.1') : say('round.n', { n: count(value, lang()) }) }))} />
                </Field>
            </div>
            <Methods ask={ask} known={known} disabled={disabled} onChange={(methods) => onChange({ methods })} />
            {known ? <p className="soft">{say('base', { period: showPeriod(known.base_period ?? '') })}{known.late ? `; ${say('late', { count: known.late })}` : ''}{known.documents.length ? ` · ${known.documents.join('; ')}` : ''}</p> : null}
        </section>
    );
}
