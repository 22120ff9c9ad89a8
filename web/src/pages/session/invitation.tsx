/* The page behind a one-time link: a new colleague's password, or the first administrator of a new installation. */
import { Alert, Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import type { FormEvent } from 'react';
import { ApiProblem, get, post } from '../../api/client.ts';
import { t } from '../../text/text.ts';
import { Field } from '../../ui/field.tsx';
import { Bones, ProblemState, State } from '../../ui/states.tsx';
import { Door } from './door.tsx';
import { PASSWORD_LEAST, passwordFault } from './password.ts';

type Faults = { login?: string; name?: string; password?: string; again?: string; all?: string };
type Invited = { login: string; name: string };

function Form({ token, invited, onDone }: { token: string; invited: Invited; onDone: () => void }) {
    const first = invited.login === '';
    const [login, setLogin] = useState('');
    const [name, setName] = useState('');
    const [password, setPassword] = useState('');
    const [again, setAgain] = useState('');
    const [faults, setFaults] = useState<Faults>({});
    const [busy, setBusy] = useState(false);

    const check = (): Faults => {
        const found: Faults = {};
        if (first && !login.trim()) found.login = t('signin.needLogin');
        if (first && !name.trim()) found.name = t('invite.needName');
        const fault = passwordFault(password);
        if (fault) found.password = fault;
        else if (password !== again) found.again = t('invite.differs');
        return found;
    };
    const submit = async (event: FormEvent) => {
        event.preventDefault();
        const found = check();
        setFaults(found);
        if (Object.keys(found).length) return;
        setBusy(true);
        try {
            await post('/api/invitations/{token}', { args: { token }, body: first ? { password, login: login.trim(), name: name.trim() } : { password } });
            onDone();
        } catch (error) {
            if (!(error instanceof ApiProblem)) throw error;
            const field = ['login', 'name', 'password'].includes(error.field) ? error.field : 'all';
            setFaults({ [field]: error.offline ? t('state.offlineNext') : error.message });
        } finally {
            setBusy(false);
        }
    };
    return (
        <form className="card stack" onSubmit={submit} noValidate>
            <h1>{first ? t('invite.first') : t('invite.title')}</h1>
            {first ? null : <p>{t('invite.hello', invited)}</p>}
            {faults.all ? <Alert type="error" message={faults.all} role="alert" /> : null}
            {first ? (
                <>
                    <Field label={t('invite.name')} fault={faults.name}>
                        <Input size="large" autoComplete="name" maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
                    </Field>
                    <Field label={t('signin.login')} fault={faults.login}>
                        <Input size="large" autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={64} value={login} onChange={(event) => setLogin(event.target.value)} />
                    </Field>
                </>
            ) : <input className="hide" autoComplete="username" value={invited.login} readOnly tabIndex={-1} aria-hidden="true" />}
            <Field label={t('invite.password')} fault={faults.password} hint={t('invite.rules', { least: PASSWORD_LEAST })}>
                <Input.Password size="large" autoComplete="new-password" maxLength={128} value={password} onChange={(event) => setPassword(event.target.value)} />
            </Field>
            <Field label={t('invite.again')} fault={faults.again}>
                <Input.Password size="large" autoComplete="new-password" maxLength={128} value={again} onChange={(event) => setAgain(event.target.value)} />
            </Field>
            <Button type="primary" size="large" htmlType="submit" loading={busy}>{t('invite.go')}</Button>
        </form>
    );
}

export default function Invitation({ token }: { token: string }) {
    const [invited, setInvited] = useState<Invited | null>(null);
    const [problem, setProblem] = useState<ApiProblem | null>(null);
    const [done, setDone] = useState(false);
    useEffect(() => {
        document.title = `${t('invite.title')} – ${t('app.name')}`;
        get('/api/invitations/{token}', { token }).then(setInvited, (error) => error instanceof ApiProblem && setProblem(error));
    }, [token]);
    // The address holds the secret: leave it by loading the page anew.
    const toSignIn = <Button type="primary" onClick={() => location.replace('/')}>{t('invite.toSignIn')}</Button>;
    if (done) return <Door><div className="card"><State sign="✓" title={t('invite.done')}>{toSignIn}</State></div></Door>;
    if (problem && (problem.status === 404 || problem.status === 400))
        return <Door><div className="card"><State sign="∅" title={t('invite.gone')} next={t('invite.goneNext')}>{toSignIn}</State></div></Door>;
    if (problem) return <Door><div className="card"><ProblemState problem={problem} /></div></Door>;
    return <Door>{invited ? <Form token={token} invited={invited} onDone={() => setDone(true)} /> : <div className="card"><Bones heights={[28, 64, 64]} /></div>}</Door>;
}
