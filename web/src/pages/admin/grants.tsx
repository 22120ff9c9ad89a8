/* Roles within territories: one line each. */
import { Button, Select } from 'antd';
import { useGet } from '../../api/hooks.ts';
import type { Schema } from '../../api/client.ts';
import { usePageContext } from '../../state/context.ts';
import { say } from '../../text/admin.ts';
import { Field } from '../../ui/field.tsx';
import { compareVi, holds } from '../../vn/fold.ts';

export type Grant = { role: string; province: string; commune: string; village: string };
type Role = Schema['Roles']['roles'][number];
type Option = { value: string; label: string };

export const emptyGrant: Grant = { role: '', province: '', commune: '', village: '' };
export const grantBody = (grant: Grant) => ({ role: grant.role, province: grant.province, unit: grant.village || grant.commune });

/** The narrowest place that the role must have is there. */
export function grantPlaced(grant: Grant, role: Role | undefined): boolean {
    if (!role) return false;
    if (role.level === 'nation') return true;
    if (role.level === 'province') return grant.province !== '';
    return role.level === 'commune' ? grant.commune !== '' : grant.village !== '';
}

const filter = (typed: string, option?: { label?: unknown }) => holds(String(option?.label ?? ''), typed);
const byName = (options: Option[]) => [...options].sort((a, b) => compareVi(a.label, b.label));

function Line({ grant, roles, fault, onChange, onRemove }: { grant: Grant; roles: Role[]; fault: string; onChange: (grant: Grant) => void; onRemove: () => void }) {
    const { provinces } = usePageContext();
    const role = roles.find((one) => one.code === grant.role);
    const level = role?.level ?? 'nation';
    const wide = provinces.data?.rows ?? [];
    const communes = useGet('/api/units', grant.province && level !== 'nation' ? { parent: grant.province } : null);
    const villages = useGet('/api/units', grant.commune && level === 'village' ? { parent: grant.commune } : null);
    const units = (rows: Schema['Unit'][] | undefined) => byName((rows ?? []).map((row) => ({ value: row.code, label: row.full_name })));
    return (
        <fieldset className="grant">
            <legend className="hide">{role?.name ?? say('accounts.role')}</legend>
            <Field label={say('accounts.role')} fault={fault && !role ? say('accounts.needGrant') : undefined}>
                <Select<string> showSearch value={grant.role || undefined} filterOption={filter} popupMatchSelectWidth={320} options={roles.map((one) => ({ value: one.code, label: one.name }))}
                    onChange={(code) => onChange({ ...emptyGrant, role: code, province: grant.province })} />
            </Field>
            <Field label={say('accounts.province')} fault={fault && level !== 'nation' && !grant.province ? fault : undefined}>
                <Select<string> showSearch value={grant.province || (level === 'nation' ? '' : undefined)} filterOption={filter}
                    options={[...(level === 'nation' ? [{ value: '', label: say('accounts.country') }] : []), ...byName(wide.map((row) => ({ value: row.code, label: row.name })))]}
                    onChange={(province) => onChange({ ...grant, province, commune: '', village: '' })} />
            </Field>
            {level === 'nation' || !grant.province ? null : (
                <Field label={say('accounts.unit')} fault={fault && level !== 'province' && !grant.commune ? fault : undefined}>
                    <Select<string> showSearch loading={communes.loading} value={grant.commune || (level === 'province' ? '' : undefined)} filterOption={filter} popupMatchSelectWidth={280}
                        options={[...(level === 'province' ? [{ value: '', label: say('accounts.wholeProvince') }] : []), ...units(communes.data?.rows)]} onChange={(commune) => onChange({ ...grant, commune, village: '' })} />
                </Field>
            )}
            {level === 'village' && grant.commune ? (
                <Field label={say('accounts.village')} fault={fault && !grant.village ? fault : undefined}>
                    <Select<string> showSearch loading={villages.loading} value={grant.village || undefined} filterOption={filter} options={units(villages.data?.rows)} onChange={(village) => onChange({ ...grant, village })} />
                </Field>
            ) : null}
            <Button type="text" aria-label={say('accounts.removeGrant', { role: role?.name ?? '' })} onClick={onRemove}>✕</Button>
        </fieldset>
    );
}

export function Grants({ grants, roles, fault, onChange }: { grants: Grant[]; roles: Role[]; fault: string; onChange: (grants: Grant[]) => void }) {
    return (
        <div className="stack">
            <h2>{say('accounts.roles')}</h2>
            {grants.map((grant, i) => (
                <Line key={i} grant={grant} roles={roles} fault={fault} onChange={(next) => onChange(grants.map((one, k) => (k === i ? next : one)))} onRemove={() => onChange(grants.filter((_, k) => k !== i))} />
            ))}
            {fault && grants.length === 0 ? <div className="bad" role="alert">{fault}</div> : null}
            <div><Button onClick={() => onChange([...grants, emptyGrant])}>+ {say('accounts.addGrant')}</Button></div>
        </div>
    );
}
