/* Forms of a campaign and of a collection service; what was begun is kept until it is sent or dropped. */
import { Alert, Button, Checkbox, Drawer, Input, Select } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { post, put } from '../../api/client.ts';
import { usePageContext } from '../../state/context.ts';
import { useUnsent } from '../../state/unsent.ts';
import { say } from '../../text/outreach.ts';
import { t } from '../../text/text.ts';
import { useAct } from '../../ui/act.ts';
import type { Act } from '../../ui/act.ts';
import { DayInput } from '../../ui/day.tsx';
import { Field } from '../../ui/field.tsx';
import { parseDate, showDate } from '../../vn/date.ts';
import { holds } from '../../vn/fold.ts';
import { parseCount } from '../../vn/number.ts';
import type { Campaign, Collector } from './campaigns.tsx';
import { useCommunes } from './filters.tsx';
import { refreshWork } from './hand_over.tsx';

type Faults<T> = Partial<Record<keyof T & string, string>>;
const CODE = /^[a-z0-9][a-z0-9-]{0,31}$/;
const filter = (typed: string, option?: { label?: unknown }) => holds(String(option?.label ?? ''), typed);

/** Around the fields: what was kept, what went wrong, and the two buttons. */
function Sheet({ title, kept, drop, act, send, onClose, children }: { title: string; kept: boolean; drop: () => void; act: Act; send: () => void; onClose: () => void; children: ReactNode }) {
    return (
        <Drawer open onClose={onClose} width={560} title={title}>
            <div className="stack">
                {kept ? <Alert type="info" message={say('kept')} action={<Button size="small" onClick={drop}>{say('drop')}</Button>} /> : null}
                {children}
                {act.problem && !act.field ? <Alert type="error" role="alert" message={act.problem} /> : null}
                <div className="row"><Button type="primary" loading={act.busy} onClick={send}>{say('save')}</Button><Button onClick={onClose}>{t('action.cancel')}</Button></div>
            </div>
        </Drawer>
    );
}

type CampaignTyped = { code: string; name: string; from_day: string; to_day: string; target: string; unit: string; note: string };

function campaignFaults(typed: CampaignTyped): Faults<CampaignTyped> {
    const faults: Faults<CampaignTyped> = {};
    const [from, to] = [parseDate(typed.from_day), parseDate(typed.to_day)];
    const target = typed.target.trim() ? parseCount(typed.target) : 0;
    if (!CODE.test(typed.code.trim())) faults.code = say('needCode');
    if (!typed.name.trim()) faults.name = say('needName');
    if (!from) faults.from_day = say('needDay');
    if (!to) faults.to_day = say('needDay');
    if (from && to && to < from) faults.to_day = say('campaigns.order');
    if (target === null || target < 0) faults.target = say('campaigns.badTarget', { text: typed.target.trim() });
    return faults;
}

export function CampaignForm({ campaign, onClose, onDone }: { campaign: Campaign | null; onClose: () => void; onDone: (name: string) => void }) {
    const { args } = usePageContext();
    const act = useAct();
    const communes = useCommunes();
    const [tried, setTried] = useState(false);
    const { value: typed, set, kept, drop, sent } = useUnsent<CampaignTyped>(`campaign:${campaign?.code ?? 'new'}`, campaign
        ? { code: campaign.code, name: campaign.name, from_day: showDate(campaign.from_day), to_day: showDate(campaign.to_day), target: campaign.target ? String(campaign.target) : '', unit: campaign.unit, note: campaign.note }
        : { code: '', name: '', from_day: '', to_day: '', target: '', unit: '', note: '' });
    const faults = tried ? campaignFaults(typed) : {};
    const fault = (name: keyof CampaignTyped) => (act.field === name ? act.problem : faults[name]);
    const text = (name: keyof CampaignTyped) => ({ value: typed[name], onChange: (event: { target: { value: string } }) => set((now) => ({ ...now, [name]: event.target.value })) });
    const send = () => {
        setTried(true);
        const [from, to] = [parseDate(typed.from_day), parseDate(typed.to_day)];
        if (Object.keys(campaignFaults(typed)).length || !from || !to) return;
        const target = parseCount(typed.target);
        const body = { province: args.province, name: typed.name.trim(), from_day: from, to_day: to, unit: typed.unit, note: typed.note.trim(), ...(target ? { target } : {}) };
        void act.run(async () => {
            if (campaign) await put('/api/work/campaigns/{code}', { args: { code: campaign.code }, body: { ...body, version: campaign.version } });
            else await post('/api/work/campaigns', { body: { ...body, code: typed.code.trim() } });
            sent();
            refreshWork();
            onDone(body.name);
        });
    };
    return (
        <Sheet title={campaign ? say('campaigns.edit', { name: campaign.name }) : say('campaigns.new')} kept={kept} drop={drop} act={act} send={send} onClose={onClose}>
            <div className="form-grid">
                <Field label={say('campaigns.name')} fault={fault('name')} hint={say('campaigns.nameHint')}><Input maxLength={200} {...text('name')} /></Field>
                <Field label={say('code')} fault={fault('code')} hint={campaign ? undefined : say('codeHint')}><Input maxLength={32} disabled={!!campaign} {...text('code')} /></Field>
                <Field label={say('campaigns.from')} fault={fault('from_day')}><DayInput value={typed.from_day} onChange={(from_day) => set((now) => ({ ...now, from_day }))} /></Field>
                <Field label={say('campaigns.to')} fault={fault('to_day')}><DayInput value={typed.to_day} onChange={(to_day) => set((now) => ({ ...now, to_day }))} /></Field>
                <Field label={say('campaigns.target')} fault={fault('target')}><Input maxLength={12} inputMode="numeric" {...text('target')} /></Field>
                <Field label={say('campaigns.unit')}><Select<string> allowClear showSearch filterOption={filter} value={typed.unit || undefined} options={communes} onChange={(unit) => set((now) => ({ ...now, unit: unit ?? '' }))} /></Field>
            </div>
            <Field label={say('campaigns.note')}><Input.TextArea rows={2} maxLength={2000} {...text('note')} /></Field>
        </Sheet>
    );
}

const KINDS = ['public', 'post', 'association', 'other'] as const;
type CollectorTyped = { code: string; name: string; kind: (typeof KINDS)[number]; unit: string; contact: string; active: boolean };

function collectorFaults(typed: CollectorTyped): Faults<CollectorTyped> {
    const faults: Faults<CollectorTyped> = {};
    if (!CODE.test(typed.code.trim())) faults.code = say('needCode');
    if (!typed.name.trim()) faults.name = say('needName');
    return faults;
}

export function CollectorForm({ collector, onClose, onDone }: { collector: Collector | null; onClose: () => void; onDone: (name: string) => void }) {
    const { args } = usePageContext();
    const act = useAct();
    const communes = useCommunes();
    const [tried, setTried] = useState(false);
    const { value: typed, set, kept, drop, sent } = useUnsent<CollectorTyped>(`collector:${collector?.code ?? 'new'}`, collector
        ? { code: collector.code, name: collector.name, kind: KINDS.find((kind) => kind === collector.kind) ?? 'other', unit: collector.unit, contact: collector.contact, active: collector.active }
        : { code: '', name: '', kind: 'post', unit: '', contact: '', active: true });
    const faults = tried ? collectorFaults(typed) : {};
    const fault = (name: 'code' | 'name') => (act.field === name ? act.problem : faults[name]);
    const text = (name: 'code' | 'name' | 'contact') => ({ value: typed[name], onChange: (event: { target: { value: string } }) => set((now) => ({ ...now, [name]: event.target.value })) });
    const send = () => {
        setTried(true);
        if (Object.keys(collectorFaults(typed)).length) return;
        const body = { province: args.province, name: typed.name.trim(), kind: typed.kind, unit: typed.unit, contact: typed.contact.trim(), active: typed.active };
        void act.run(async () => {
            if (collector) await put('/api/work/collectors/{code}', { args: { code: collector.code }, body: { ...body, version: collector.version } });
            else await post('/api/work/collectors', { body: { ...body, code: typed.code.trim() } });
            sent();
            refreshWork();
            onDone(body.name);
        });
    };
    return (
        <Sheet title={collector ? say('collectors.edit', { name: collector.name }) : say('collectors.new')} kept={kept} drop={drop} act={act} send={send} onClose={onClose}>
            <div className="form-grid">
                <Field label={say('collectors.name')} fault={fault('name')}><Input maxLength={200} {...text('name')} /></Field>
                <Field label={say('code')} fault={fault('code')} hint={collector ? undefined : say('codeHint')}><Input maxLength={32} disabled={!!collector} {...text('code')} /></Field>
                <Field label={say('collectors.kind')}><Select<CollectorTyped['kind']> value={typed.kind} options={KINDS.map((value) => ({ value, label: say(`collectors.${value}`) }))} onChange={(kind) => set((now) => ({ ...now, kind }))} /></Field>
                <Field label={say('collectors.area')}><Select<string> allowClear showSearch filterOption={filter} placeholder={say('wholeProvince')} value={typed.unit || undefined} options={communes} onChange={(unit) => set((now) => ({ ...now, unit: unit ?? '' }))} /></Field>
                <Field label={say('collectors.contact')}><Input maxLength={500} {...text('contact')} /></Field>
            </div>
            <Checkbox checked={typed.active} onChange={(event) => set((now) => ({ ...now, active: event.target.checked }))}>{say('collectors.active')}</Checkbox>
        </Sheet>
    );
}
