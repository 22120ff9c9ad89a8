/* One's own account: second factor, password, open sessions, roles. */
import { Alert, App, Button, Input } from 'antd';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { ApiProblem, del, put } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { useSession } from '../../state/session.ts';
import { go, placeNow, usePlace } from '../../state/use_address.ts';
import { t } from '../../text/text.ts';
import { browserName } from '../../ui/browser.ts';
import { Field } from '../../ui/field.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showTime } from '../../vn/date.ts';
import { PASSWORD_LEAST, passwordFault } from './password.ts';
import { SecondFactor } from './second_factor.tsx';
import { Frame } from '../../ui/frame.tsx';

function Password() {
    const { message } = App.useApp();
    const { session } = useSession();
    const [old, setOld] = useState('');
    const [password, setPassword] = useState('');
    const [faults, setFaults] = useState<{ old?: string; password?: string }>({});
    const submit = async (event: FormEvent) => {
        event.preventDefault();
        const fault = passwordFault(password);
        setFaults(!old ? { old: t('signin.needPassword') } : fault ? { password: fault } : {});
        if (!old || fault) return;
        try {
            await put('/api/session/password', { body: { old, password } });
            setOld('');
            setPassword('');
            void message.success(t('account.changed'));
        } catch (error) {
            if (!(error instanceof ApiProblem)) throw error;
            setFaults({ [error.field === 'password' ? 'password' : 'old']: error.message || t('state.offlineNext') });
        }
    };
    return (
        <form className="card stack" onSubmit={submit} noValidate>
            <h2>{t('account.password')}</h2>
            <input className="hide" autoComplete="username" value={session.login} readOnly tabIndex={-1} aria-hidden="true" />
            <Field label={t('account.old')} fault={faults.old}>
                <Input.Password autoComplete="current-password" maxLength={128} value={old} onChange={(event) => setOld(event.target.value)} />
            </Field>
            <Field label={t('invite.password')} fault={faults.password} hint={t('invite.rules', { least: PASSWORD_LEAST })}>
                <Input.Password autoComplete="new-password" maxLength={128} value={password} onChange={(event) => setPassword(event.target.value)} />
            </Field>
            <div><Button htmlType="submit">{t('account.password')}</Button></div>
        </form>
    );
}

/* Of who comes in by the province's single sign-on.  A session that was opened by it ends with it: the address, not a
 * message that goes away, says so to the page or to the door, whichever comes next. */
function SingleSignOn() {
    const { reload } = useSession();
    const [fault, setFault] = useState('');
    const remove = async () => {
        setFault('');
        try {
            await del('/api/session/link');
            go({ ...placeNow(), more: { unlinked: '1' } }, true);
            await reload();
        } catch (error) {
            if (!(error instanceof ApiProblem)) throw error;
            setFault(error.offline ? t('state.offlineNext') : error.message);
        }
    };
    return (
        <section className="card stack">
            <h2>{t('account.link')}</h2>
            <p>{t('account.linkOn')}</p>
            {fault ? <Alert type="error" role="alert" message={fault} /> : null}
            <div><Button onClick={() => void remove()}>{t('account.linkRemove')}</Button></div>
        </section>
    );
}

function Sessions() {
    const query = useGet('/api/session/sessions', {});
    const end = async (id: string) => {
        await del('/api/session/sessions/{id}', { args: { id } }).catch(() => undefined);
        query.reload();
    };
    return (
        <section className="card stack">
            <h2>{t('account.sessions')}</h2>
            <Loaded query={query} bones={[80]}>
                {({ rows }) => (
                    <Frame label={t('account.sessions')}>
                        <table className="table">
                            <thead><tr><th>{t('account.sessionAgent')}</th><th>{t('account.sessionAddress')}</th><th>{t('account.sessionSince')}</th><th>{t('account.sessionUsed')}</th><th><span className="hide">{t('account.sessionEnd')}</span></th></tr></thead>
                            <tbody>
                                {rows.map((row) => (
                                    <tr key={row.id}>
                                        <td title={row.agent}>{browserName(row.agent)}</td><td>{row.address}</td>
                                        <td>{showTime(row.created_at)}</td><td>{showTime(row.used_at)}</td>
                                        <td>{row.own ? <span className="soft">{t('account.sessionOwn')}</span> : <Button size="small" onClick={() => void end(row.id)}>{t('account.sessionEnd')}</Button>}</td>
                                    </tr>
                                ))}
                            </tbody>
                        </table>
                    </Frame>
                )}
            </Loaded>
        </section>
    );
}

export default function Account() {
    const { session } = useSession();
    const { unlinked } = usePlace().more;
    if (session.limited)
        return (
            <div className="stack narrow">
                <Alert type="warning" showIcon message={t('account.totpMust')} />
                <SecondFactor />
            </div>
        );
    return (
        <div className="stack">
            <h1>{session.name || t('account.title')} <span className="soft">{session.login}</span></h1>
            <section className="card stack">
                <h2>{t('account.roles')}</h2>
                <ul className="plain">
                    {session.grants.map((grant, i) => (
                        <li key={i}><b>{grant.role_name || grant.role}</b> – {grant.place_name || grant.unit || grant.province || t('account.wholeCountry')}</li>
                    ))}
                </ul>
            </section>
            <div className="two"><Password /><SecondFactor /></div>
            {session.linked ? <SingleSignOn /> : null}
            {unlinked && !session.linked ? <Alert type="success" role="status" message={t('account.linkRemoved')} /> : null}
            <Sessions />
        </div>
    );
}
