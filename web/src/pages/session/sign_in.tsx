import { Alert, Button, Input } from 'antd';
import type { InputRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { ApiProblem, get, post } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { startSession } from '../../state/session.ts';
import { usePlace } from '../../state/use_address.ts';
import { t } from '../../text/text.ts';
import { Field } from '../../ui/field.tsx';
import { Door } from './door.tsx';

type Faults = { login?: string; password?: string; code?: string; all?: string };

function useWait(): [number, (seconds: number) => void] {
    const [seconds, setSeconds] = useState(0);
    useEffect(() => {
        if (seconds <= 0) return;
        const tick = setTimeout(() => setSeconds(seconds - 1), 1000);
        return () => clearTimeout(tick);
    }, [seconds]);
    return [seconds, setSeconds];
}

export default function SignIn({ ended, onDone }: { ended: boolean; onDone: () => Promise<void> }) {
    const { oidc, unlinked } = usePlace().more;
    const [info, setInfo] = useState<Schema['SignInInfo'] | null>(null);
    const [login, setLogin] = useState('');
    const [password, setPassword] = useState('');
    const [code, setCode] = useState('');
    const [needsCode, setNeedsCode] = useState(false);
    const [faults, setFaults] = useState<Faults>({});
    const [busy, setBusy] = useState(false);
    const [wait, setWait] = useWait();
    const codeInput = useRef<InputRef>(null);
    useEffect(() => {
        document.title = `${t('signin.title')} – ${t('app.name')}`;
        get('/api/sign-in', {}).then(setInfo, () => undefined);
    }, []);
    useEffect(() => {
        if (needsCode) codeInput.current?.focus();
    }, [needsCode]);

    const refused = (problem: ApiProblem) => {
        if (problem.code === 'needs-code') setNeedsCode(true);
        else if (problem.code === 'wrong-code') setFaults({ code: problem.message });
        else if (problem.status === 429) setWait(problem.retryAfter || 30);
        else if (problem.offline) setFaults({ all: `${t('state.offline')}. ${t('state.offlineNext')}` });
        else setFaults({ all: problem.message || t('state.errorNext', { id: problem.requestId }) });
    };
    const submit = async (event: FormEvent) => {
        event.preventDefault();
        const missing: Faults = {};
        if (!login.trim()) missing.login = t('signin.needLogin');
        if (!password) missing.password = t('signin.needPassword');
        if (needsCode && !code.trim()) missing.code = t('signin.needCode');
        setFaults(missing);
        if (Object.keys(missing).length) return;
        setBusy(true);
        try {
            const body: Schema['SignIn'] = { login: login.trim(), password };
            if (needsCode) body.code = code.replace(/\s/g, '');
            await startSession(await post('/api/session', { body }));
            await onDone();
        } catch (error) {
            if (error instanceof ApiProblem) refused(error);
            else throw error;
        } finally {
            setBusy(false);
        }
    };

    if (info?.first_start)
        return <Door><div className="card stack"><h1>{t('signin.firstStart')}</h1><p>{t('signin.firstStartNext')}</p></div></Door>;
    return (
        <Door>
            <form className="card stack" onSubmit={submit} noValidate>
                <h1>{t('signin.title')}</h1>
                {ended && !unlinked ? <Alert type="info" message={t(location.pathname.startsWith('/viec') ? 'signin.endedWork' : 'signin.ended')} /> : null}
                {unlinked ? <Alert type="info" role="status" message={t('account.linkRemoved')} /> : null}
                {oidc ? <Alert type="warning" message={t('signin.oidcFailed')} /> : null}
                {faults.all ? <Alert type="error" message={faults.all} role="alert" /> : null}
                {wait > 0 ? <Alert type="warning" message={t('signin.wait', { seconds: wait })} role="alert" /> : null}
                <Field label={t('signin.login')} fault={faults.login}>
                    <Input size="large" autoFocus autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={64} value={login} onChange={(event) => setLogin(event.target.value)} />
                </Field>
                <Field label={t('signin.password')} fault={faults.password}>
                    <Input.Password size="large" autoComplete="current-password" maxLength={128} value={password} onChange={(event) => setPassword(event.target.value)} />
                </Field>
                {needsCode ? (
                    <Field label={t('signin.code')} fault={faults.code} hint={t('signin.codeWhy')}>
                        <Input size="large" ref={codeInput} autoComplete="one-time-code" inputMode="text" maxLength={32} value={code} onChange={(event) => setCode(event.target.value)} />
                    </Field>
                ) : null}
                <Button type="primary" size="large" htmlType="submit" loading={busy} disabled={wait > 0}>{t('signin.go')}</Button>
                {info?.oidc ? (
                    <>
                        <div className="or">{t('signin.or')}</div>
                        <Button size="large" href="/api/oidc/start">{t('signin.oidc', { name: info.oidc.name })}</Button>
                    </>
                ) : null}
                <p className="soft">{t('signin.forgot')}</p>
            </form>
        </Door>
    );
}
