/* What is chosen of the tasks; it stands in the address, so that the Back button and a link keep it. */
import { useMemo } from 'react';
import type { Args } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { go, placeNow, usePlace } from '../../state/use_address.ts';
import { say } from '../../text/outreach.ts';
import { Choice } from '../../ui/plain.tsx';
import type { Option } from '../../ui/plain.tsx';
import { compareVi } from '../../vn/fold.ts';

export type Asked = Args<'/api/work/tasks'>;
export const STATES = ['unassigned', 'open', 'assigned', 'contacted', 'registered', 'returned', 'confirmed', 'closed'] as const;
export const OFS = ['person', 'employer'] as const;
export const DUES = ['late', 'today', 'week'] as const;

/** Sets a part of the address; "" leaves it out.  A step for the Back button. */
export function choose(change: Record<string, string>) {
    const now = placeNow();
    go({ ...now, more: { ...now.more, ...change } });
}

const sorted = (options: Option<string>[]) => [...options].sort((a, b) => compareVi(a.label, b.label));

/** The communes of the province that the account sees. */
export function useCommunes(): Option<string>[] {
    const { province } = usePageContext();
    const units = useGet('/api/units', province ? { parent: province.code, mine: true } : null);
    return useMemo(() => sorted((units.data?.rows ?? []).map((row) => ({ value: row.code, label: row.full_name }))), [units.data]);
}

/** Villages as the registers write them, of those who are worked. */
export function useVillages(unit: string): Option<string>[] {
    const { args } = usePageContext();
    const rows = useGet('/api/work/results', unit ? { province: args.province, by: 'village', unit } : null).data?.rows;
    return useMemo(() => sorted((rows ?? []).filter((row) => row.sub).map((row) => ({ value: row.sub, label: row.sub }))), [rows]);
}

export function useRules(): Option<string>[] {
    const { args } = usePageContext();
    const rows = useGet('/api/work/results', { province: args.province, by: 'rule' }).data?.rows;
    return useMemo(() => sorted((rows ?? []).map((row) => ({ value: row.key, label: row.key_text || row.key }))), [rows]);
}

export function useAgents(): Option<string>[] {
    const { args } = usePageContext();
    const rows = useGet('/api/work/agents', { province: args.province }).data?.rows;
    return useMemo(() => sorted((rows ?? []).map((row) => ({ value: row.account, label: row.name || row.account }))), [rows]);
}

export function useCampaigns(): Option<string>[] {
    const { args } = usePageContext();
    const rows = useGet('/api/work/campaigns', { province: args.province }).data?.rows;
    return useMemo(() => (rows ?? []).map((row) => ({ value: row.code, label: row.name })), [rows]);
}

/** What the address asks of the list; its order is that of the table's column. */
export function useAsked(): Asked {
    const { args } = usePageContext();
    const { more } = usePlace();
    const { commune = '', village = '', rule = '', agent = '', campaign = '', subject = '', sort = '' } = more;
    const state = STATES.find((one) => one === more.state);
    const due = DUES.find((one) => one === more.due);
    const of = OFS.find((one) => one === more.of);
    return {
        province: args.province,
        ...(commune ? { unit: commune } : {}), ...(village ? { village } : {}), ...(rule ? { rule } : {}), ...(agent ? { agent } : {}), ...(campaign ? { campaign } : {}),
        ...(state ? { state } : {}), ...(due ? { due } : {}), ...(of || subject ? { of: of ?? 'employer' } : {}), ...(subject ? { subject: Number(subject) } : {}),
        sort: sort === 'next_day' || sort === 'name' ? sort : 'priority',
    };
}

function One({ name, label, options, value }: { name: string; label: string; options: Option<string>[]; value: string }) {
    return <Choice label={label} none={`${label}: ${say('all')}`} value={value} options={options} onChange={(next) => choose(name === 'commune' ? { commune: next, village: '' } : { [name]: next })} />;
}

export function Filters() {
    const { more } = usePlace();
    const { commune = '', village = '', rule = '', agent = '', campaign = '', state = '', due = '', of = '', subject = '' } = more;
    const communes = useCommunes();
    const villages = useVillages(commune);
    const rules = useRules();
    const agents = useAgents();
    const campaigns = useCampaigns();
    return (
        <div className="row filters no-print" role="search" aria-label={say('filters')}>
            {communes.length > 1 ? <One name="commune" label={say('unit')} options={communes} value={commune} /> : null}
            {commune && villages.length ? <One name="village" label={say('village')} options={villages} value={village} /> : null}
            <One name="rule" label={say('rule')} options={rules} value={rule} />
            {agents.length ? <One name="agent" label={say('agent')} options={agents} value={agent} /> : null}
            <One name="state" label={say('state')} options={STATES.map((value) => ({ value, label: say(`state.${value}`) }))} value={state} />
            <One name="due" label={say('due')} options={DUES.map((value) => ({ value, label: say(`due.${value}`) }))} value={due} />
            {subject ? null : <One name="of" label={say('of')} options={OFS.map((value) => ({ value, label: say(`of.${value}`) }))} value={of} />}
            {campaigns.length ? <One name="campaign" label={say('campaign')} options={campaigns} value={campaign} /> : null}
            {subject ? <span className="chip">{say('filter.subject', { id: subject })}<button type="button" aria-label={say('filter.drop', { what: say('filter.subject', { id: subject }) })} onClick={() => choose({ subject: '', of: '' })}>×</button></span> : null}
        </div>
    );
}
