/* Who works where and how much: a new agent, or one that is changed.  What was begun is kept until it is sent or dropped. */
import { Alert, Button, Checkbox, Drawer, Input, Select } from 'antd';
import { useState } from 'react';
import { put } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { useUnsent } from '../../state/unsent.ts';
import { say } from '../../text/outreach.ts';
import { t } from '../../text/text.ts';
import { useAct } from '../../ui/act.ts';
import { DayInput } from '../../ui/day.tsx';
import { Field } from '../../ui/field.tsx';
import { parseDate, showDate } from '../../vn/date.ts';
import { holds } from '../../vn/fold.ts';
import { parseCount } from '../../vn/number.ts';
import { useCommunes } from './filters.tsx';
import { refreshWork } from './hand_over.tsx';
import { n } from './pieces.tsx';
import type { Agent } from './pieces.tsx';

type Area = { unit: string; village: string };
type Typed = { login: string; most: string; active: boolean; areas: Area[]; collector: string; trained: string; phone: string };
type Faults = Partial<Record<'login' | 'most' | 'areas' | 'trained', string>>;

const MOST = 3000; // what a phone holds
const USUAL = '60';
const filter = (typed: string, option?: { label?: unknown }) => holds(String(option?.label ?? ''), typed);

const typedOf = (agent: Agent | null): Typed => (agent
    ? { login: agent.account, most: String(agent.most), active: agent.active, areas: agent.areas.map(({ unit, village }) => ({ unit, village })), collector: agent.collector ?? '', trained: showDate(agent.trained_on ?? ''), phone: '' }
    : { login: '', most: USUAL, active: true, areas: [{ unit: '', village: '' }], collector: '', trained: '', phone: '' });

function faultsOf(typed: Typed): Faults {
    const faults: Faults = {};
    const most = parseCount(typed.most);
    if (!typed.login.trim()) faults.login = say('agents.needLogin');
    if (most === null || most < 1 || most > MOST) faults.most = say('agents.badMost', { text: typed.most.trim(), most: n(MOST) });
    if (!typed.areas.some((area) => area.unit)) faults.areas = say('agents.needArea');
    if (typed.trained.trim() && !parseDate(typed.trained)) faults.trained = t('day.wrong', { text: typed.trained.trim() });
    return faults;
}

function AreaLine({ area, onChange, onRemove }: { area: Area; onChange: (area: Area) => void; onRemove: () => void }) {
    const communes = useCommunes();
    const villages = useGet('/api/units', area.unit ? { parent: area.unit } : null);
    const names = (villages.data?.rows ?? []).map((row) => ({ value: row.full_name, label: row.full_name }));
    const known = area.village && !names.some((one) => one.value === area.village) ? [{ value: area.village, label: area.village }, ...names] : names;
    return (
        <fieldset className="grant">
            <legend className="hide">{say('agents.areas')}</legend>
            <Field label={say('unit')}><Select<string> showSearch filterOption={filter} value={area.unit || undefined} options={communes} onChange={(unit) => onChange({ unit, village: '' })} /></Field>
            <Field label={say('village')} hint={say('agents.villageHint')}><Select<string> showSearch allowClear filterOption={filter} value={area.village || undefined} options={known} onChange={(village) => onChange({ ...area, village: village ?? '' })} /></Field>
            <Button type="text" aria-label={say('agents.dropArea')} onClick={onRemove}>✕</Button>
        </fieldset>
    );
}

export function AgentForm({ agent, onClose, onDone }: { agent: Agent | null; onClose: () => void; onDone: (name: string) => void }) {
    const { args } = usePageContext();
    const act = useAct();
    const { value: typed, set, kept, drop, sent } = useUnsent<Typed>(`agent:${agent?.account ?? 'new'}`, typedOf(agent));
    const [tried, setTried] = useState(false);
    const collectors = useGet('/api/work/collectors', { province: args.province }).data?.rows ?? [];
    const faults = tried ? faultsOf(typed) : {};
    const put_ = <K extends keyof Typed>(name: K, value: Typed[K]) => set((now) => ({ ...now, [name]: value }));
    const text = (name: 'login' | 'most' | 'trained' | 'phone') => ({ value: typed[name], onChange: (event: { target: { value: string } }) => put_(name, event.target.value) });
    const send = async () => {
        setTried(true);
        if (Object.keys(faultsOf(typed)).length) return;
        const trained = parseDate(typed.trained);
        await act.run(async () => {
            const saved = await put('/api/work/agents/{login}', { args: { login: typed.login.trim() }, body: {
                province: args.province, most: parseCount(typed.most) ?? 0, active: typed.active, areas: typed.areas.filter((area) => area.unit),
                collector: typed.collector, trained_on: trained ?? '', ...(typed.phone.trim() ? { phone: typed.phone.trim() } : {}),
                ...(agent ? { version: agent.version } : {}),
            } });
            sent();
            refreshWork();
            onDone(saved.name || saved.account);
        });
    };
    return (
        <Drawer open onClose={onClose} width={640} title={agent ? say('agents.editOf', { name: agent.name || agent.account }) : say('agents.new')}>
            <div className="stack">
                {kept ? <Alert type="info" message={say('kept')} action={<Button size="small" onClick={drop}>{say('drop')}</Button>} /> : null}
                <div className="form-grid">
                    <Field label={say('agents.login')} fault={act.field === 'login' ? act.problem : faults.login} hint={agent ? undefined : say('agents.loginHint')}><Input maxLength={64} autoComplete="off" disabled={!!agent} {...text('login')} /></Field>
                    <Field label={say('agents.most')} fault={act.field === 'most' ? act.problem : faults.most} hint={say('agents.mostHint')}><Input inputMode="numeric" maxLength={8} {...text('most')} /></Field>
                    <Field label={say('agents.collector')}><Select<string> allowClear showSearch filterOption={filter} value={typed.collector || undefined} options={collectors.map((one) => ({ value: one.code, label: one.name }))} onChange={(code) => put_('collector', code ?? '')} /></Field>
                    <Field label={say('agents.trained')} fault={faults.trained}><DayInput value={typed.trained} onChange={(trained) => set((now) => ({ ...now, trained }))} /></Field>
                    <Field label={say('agents.phone')} hint={agent ? say('agents.phoneKept') : undefined}><Input maxLength={20} inputMode="tel" autoComplete="off" {...text('phone')} /></Field>
                </div>
                <h2>{say('agents.areas')}</h2>
                {typed.areas.map((area, i) => <AreaLine key={i} area={area} onChange={(next) => put_('areas', typed.areas.map((one, k) => (k === i ? next : one)))} onRemove={() => put_('areas', typed.areas.filter((_, k) => k !== i))} />)}
                {faults.areas ? <div className="bad" role="alert">{faults.areas}</div> : null}
                <div><Button onClick={() => put_('areas', [...typed.areas, { unit: '', village: '' }])}>+ {say('agents.addArea')}</Button></div>
                <Checkbox checked={typed.active} onChange={(event) => put_('active', event.target.checked)}>{say('agents.active')}</Checkbox>
                {act.problem && act.field !== 'login' && act.field !== 'most' ? <Alert type="error" role="alert" message={act.problem} /> : null}
                <div className="row">
                    <Button type="primary" loading={act.busy} onClick={() => void send()}>{say('save')}</Button>
                    <Button onClick={onClose}>{t('action.cancel')}</Button>
                </div>
            </div>
        </Drawer>
    );
}
