/* A new account, or one that is changed.  What was begun is kept until it is sent or dropped. */
import { Alert, Button, Drawer, Input } from 'antd';
import { useEffect, useState } from 'react';
import { get, post, put } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { useUnsent } from '../../state/unsent.ts';
import { t } from '../../text/text.ts';
import { say } from '../../text/admin.ts';
import { useAct } from '../../ui/act.ts';
import { Field } from '../../ui/field.tsx';
import { Bones } from '../../ui/states.tsx';
import { emptyGrant, grantBody, grantPlaced, Grants } from './grants.tsx';
import type { Grant } from './grants.tsx';

type Account = Schema['Account'];
type Role = Schema['Roles']['roles'][number];
type Typed = { login: string; name: string; agency: string; email: string; grants: Grant[] };
type Faults = { login?: string; name?: string; grants?: string };

export type Handed = { name: string; link: string };

/** Where each grant lies, as the lines of the form want it: which commune a village belongs to is asked for. */
async function linesOf(grants: Schema['Grant'][]): Promise<Grant[]> {
    return Promise.all(grants.map(async ({ role, province, unit }): Promise<Grant> => {
        if (!unit) return { role, province, commune: '', village: '' };
        const found = await get('/api/units/{code}', { code: unit }).catch(() => null);
        return found?.level === 'village' ? { role, province, commune: found.parent, village: unit } : { role, province, commune: unit, village: '' };
    }));
}

/** As the server wants it (account/manage.c), so that all that is missing is said at once. */
const LOGIN = /^[a-z0-9][a-z0-9._@-]{2,63}$/i;

function faultsOf(typed: Typed, roles: Role[]): Faults {
    const faults: Faults = {};
    if (!typed.login.trim()) faults.login = say('accounts.needLogin');
    else if (!LOGIN.test(typed.login.trim())) faults.login = say('accounts.badLogin', { text: typed.login.trim() });
    if (!typed.name.trim()) faults.name = say('accounts.needName');
    if (typed.grants.length === 0) faults.grants = say('accounts.needGrant');
    else if (typed.grants.some((grant) => !grantPlaced(grant, roles.find((role) => role.code === grant.role)))) faults.grants = say('accounts.needPlace');
    return faults;
}

type FormProps = { account: Account | null; first: Typed; roles: Role[]; onClose: () => void; onDone: (handed: Handed | null, name: string) => void };

function Form({ account, first, roles, onClose, onDone }: FormProps) {
    const act = useAct();
    const { value: typed, set, kept, drop, sent } = useUnsent<Typed>(`account:${account?.id ?? 'new'}`, first);
    const [tried, setTried] = useState(false);
    const all = faultsOf(typed, roles);
    const [left, setLeft] = useState(false);
    const faults: Faults = tried ? all : left && typed.login.trim() && all.login ? { login: all.login } : {};
    const text = (name: 'login' | 'name' | 'agency' | 'email') => ({ value: typed[name], onChange: (event: { target: { value: string } }) => set((now) => ({ ...now, [name]: event.target.value })) });
    const fault = (name: 'login' | 'name' | 'email') => (act.field === name ? act.problem : name === 'email' ? undefined : faults[name]);
    const send = async () => {
        setTried(true);
        if (Object.keys(faultsOf(typed, roles)).length) return;
        const body: Schema['AccountWrite'] = { login: typed.login.trim(), name: typed.name.trim(), agency: typed.agency.trim(), email: typed.email.trim(), grants: typed.grants.map(grantBody) };
        await act.run(async () => {
            if (account) await put('/api/accounts/{id}', { args: { id: account.id }, body: { ...body, active: account.active, version: account.version } });
            const made = account ? null : await post('/api/accounts', { body });
            sent();
            onDone(made ? { name: body.name, link: made.link } : null, body.name);
        });
    };
    return (
        <div className="stack">
            {kept ? <Alert type="info" message={say('accounts.kept')} action={<Button size="small" onClick={drop}>{say('accounts.drop')}</Button>} /> : null}
            <div className="form-grid">
                <Field label={say('accounts.name')} fault={fault('name')}><Input maxLength={200} autoComplete="off" {...text('name')} /></Field>
                <Field label={say('accounts.login')} fault={fault('login')} hint={account ? undefined : say('accounts.loginHint')}><Input maxLength={64} autoComplete="off" disabled={!!account} {...text('login')} onBlur={() => setLeft(true)} /></Field>
                <Field label={say('accounts.agency')}><Input maxLength={200} autoComplete="off" {...text('agency')} /></Field>
                <Field label={say('accounts.email')} fault={fault('email')}><Input maxLength={200} autoComplete="off" {...text('email')} /></Field>
            </div>
            <Grants grants={typed.grants} roles={roles} fault={faults.grants ?? ''} onChange={(grants) => set((now) => ({ ...now, grants }))} />
            {act.problem ? <Alert type="error" role="alert" message={act.problem} /> : null}
            <div className="row">
                <Button type="primary" loading={act.busy} onClick={() => void send()}>{say(account ? 'accounts.save' : 'accounts.create')}</Button>
                <Button onClick={onClose}>{t('action.cancel')}</Button>
            </div>
        </div>
    );
}

export function AccountForm({ account, roles, onClose, onDone }: Omit<FormProps, 'first'>) {
    const [first, setFirst] = useState<Typed | null>(account ? null : { login: '', name: '', agency: '', email: '', grants: [emptyGrant] });
    useEffect(() => {
        if (account) void linesOf(account.grants).then((grants) => setFirst({ login: account.login, name: account.name, agency: account.agency, email: account.email, grants }));
    }, [account]);
    return (
        <Drawer open onClose={onClose} width={720} title={account ? say('accounts.editOf', { name: account.name || account.login }) : say('accounts.new')}>
            {first ? <Form account={account} first={first} roles={roles} onClose={onClose} onDone={onDone} /> : <Bones heights={[160, 120]} />}
        </Drawer>
    );
}
