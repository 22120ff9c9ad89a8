/* Setting up the second factor: the picture is drawn here, the secret goes to nobody else. */
import { Alert, App, Button, Input } from 'antd';
import qrcode from 'qrcode-generator';
import { useMemo, useState } from 'react';
import type { FormEvent } from 'react';
import { ApiProblem, del, post, put } from '../../api/client.ts';
import { useSession } from '../../state/session.ts';
import { t } from '../../text/text.ts';
import { Field } from '../../ui/field.tsx';

function Qr({ text }: { text: string }) {
    const { size, path } = useMemo(() => {
        const code = qrcode(0, 'M');
        code.addData(text);
        code.make();
        const n = code.getModuleCount();
        let d = '';
        for (let row = 0; row < n; row++) for (let column = 0; column < n; column++) if (code.isDark(row, column)) d += `M${column} ${row}h1v1h-1z`;
        return { size: n, path: d };
    }, [text]);
    return <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('account.totpScan')} shapeRendering="crispEdges"><path d={path} fill="#000" /></svg>;
}

function Recovery({ codes, onDone }: { codes: string[]; onDone: () => void }) {
    const { message } = App.useApp();
    const copy = () => void navigator.clipboard.writeText(codes.join('\n')).then(() => message.success(t('action.copied')), () => message.warning(t('table.copyFailed')));
    return (
        <section className="card stack">
            <h2>{t('account.recovery')}</h2>
            <Alert type="warning" message={t('account.recoveryNote')} />
            <ul className="codes">{codes.map((code) => <li key={code}>{code}</li>)}</ul>
            <div className="row">
                <Button type="primary" onClick={onDone}>{t('account.recoveryDone')}</Button>
                <Button onClick={copy}>{t('account.recoveryCopy')}</Button>
                <Button onClick={() => print()}>{t('account.recoveryPrint')}</Button>
            </div>
        </section>
    );
}

export function SecondFactor() {
    const { message } = App.useApp();
    const { session, reload } = useSession();
    const [pending, setPending] = useState<{ secret: string; uri: string } | null>(null);
    const [code, setCode] = useState('');
    const [fault, setFault] = useState('');
    const [recovery, setRecovery] = useState<string[] | null>(null);

    const attempt = async (run: () => Promise<void>) => {
        setFault('');
        try {
            await run();
        } catch (error) {
            if (!(error instanceof ApiProblem)) throw error;
            setFault(error.offline ? t('state.offlineNext') : error.message);
        }
    };
    const begin = () => attempt(async () => setPending(await post('/api/session/totp')));
    const confirm = (event: FormEvent) => {
        event.preventDefault();
        void attempt(async () => setRecovery((await put('/api/session/totp', { body: { code: code.replace(/\s/g, '') } })).recovery));
    };
    const remove = () => attempt(async () => {
        await del('/api/session/totp');
        void message.success(t('account.totpRemoved'));
        await reload();
    });

    if (recovery) return <Recovery codes={recovery} onDone={() => void reload().then(() => { setRecovery(null); setPending(null); })} />;
    return (
        <section className="card stack">
            <h2>{t('account.totp')}</h2>
            {pending ? (
                <form className="stack" onSubmit={confirm} noValidate>
                    <p className="text">{t('account.totpScan')}</p>
                    <Qr text={pending.uri} />
                    <p>{t('account.totpSecret')}: <code>{pending.secret.replace(/(.{4})/g, '$1 ')}</code></p>
                    <Field label={t('account.totpConfirm')} fault={fault}>
                        <Input inputMode="numeric" autoComplete="one-time-code" maxLength={16} value={code} onChange={(event) => setCode(event.target.value)} style={{ width: 160 }} />
                    </Field>
                    <div><Button type="primary" htmlType="submit">{t('account.totpGo')}</Button></div>
                </form>
            ) : (
                <>
                    <p className="text">{session.totp ? t('account.totpOn') : t('account.totpOff')}</p>
                    {fault ? <Alert type="error" message={fault} role="alert" /> : null}
                    <div>
                        {session.totp
                            ? (session.must_totp ? null : <Button onClick={() => void remove()}>{t('account.totpRemove')}</Button>)
                            : <Button type="primary" onClick={() => void begin()}>{t('account.totpBegin')}</Button>}
                    </div>
                </>
            )}
        </section>
    );
}
