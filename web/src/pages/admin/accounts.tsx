/* Accounts of one's territory: made, changed, disabled, given a new link. */
import { Alert, App, Button, Dropdown, Input, Modal } from 'antd';
import { useMemo, useState } from 'react';
import { del, download, post, put } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { refreshAnswers, useGet } from '../../api/hooks.ts';
import { useSession } from '../../state/session.ts';
import { lang, t } from '../../text/text.ts';
import { say } from '../../text/admin.ts';
import { useAct } from '../../ui/act.ts';
import { Ask } from '../../ui/ask.tsx';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showTime } from '../../vn/date.ts';
import { count } from '../../vn/number.ts';
import { AccountForm } from './account_form.tsx';
import type { Handed } from './account_form.tsx';

type Account = Schema['Account'];
type Doing = { what: 'edit' | 'disable' | 'invite' | 'totp' | 'unlink'; account: Account } | { what: 'new' } | null;
const ALL = 5000;

const state = (row: Account) => say(!row.active ? 'accounts.disabled' : row.invited ? 'accounts.invited' : 'accounts.active');
const places = (row: Account) => row.grants.map((grant) => `${grant.role_name ?? grant.role} – ${grant.place_name || say('accounts.country')}`).join('; ');

function Link({ handed, onClose }: { handed: Handed; onClose: () => void }) {
    const { message } = App.useApp();
    const copy = () => navigator.clipboard.writeText(handed.link).then(() => message.success(t('action.copied')), () => message.warning(t('table.copyFailed')));
    return (
        <Modal open title={say('accounts.link', { name: handed.name })} onCancel={onClose} maskClosable={false} keyboard={false} footer={[<Button key="copy" type="primary" onClick={() => void copy()}>{say('accounts.copy')}</Button>, <Button key="close" onClick={onClose}>{t('action.close')}</Button>]}>
            <div className="stack">
                <p>{say('accounts.linkWhat')}</p>
                <Input.TextArea readOnly rows={3} aria-label={say('accounts.link', { name: handed.name })} value={handed.link} onFocus={(event) => event.target.select()} />
            </div>
        </Modal>
    );
}

function Table({ rows, own, onDo, enable }: { rows: Account[]; own: string; onDo: (doing: Doing) => void; enable: (account: Account) => void }) {
    const columns = useMemo<Column<Account>[]>(() => {
        const acts = (row: Account) => [
            { key: 'invite', label: say('accounts.invite'), onClick: () => onDo({ what: 'invite', account: row }) },
            ...(row.totp ? [{ key: 'totp', label: say('accounts.resetTotp'), onClick: () => onDo({ what: 'totp', account: row }) }] : []),
            ...(row.linked ? [{ key: 'unlink', label: say('accounts.unlink'), onClick: () => onDo({ what: 'unlink', account: row }) }] : []),
            ...(row.id === own ? [] : row.active
                ? [{ key: 'disable', label: say('accounts.disable'), onClick: () => onDo({ what: 'disable', account: row }) }]
                : [{ key: 'enable', label: say('accounts.enable'), onClick: () => enable(row) }]),
        ];
        return [
            { key: 'name', title: say('accounts.name'), value: (row) => row.name || row.login },
            { key: 'login', title: say('accounts.login'), value: (row) => row.login },
            { key: 'roles', title: say('accounts.roles'), value: places, most: 420 },
            { key: 'state', file: 'active', title: say('accounts.state'), value: state },
            { key: 'totp', title: say('accounts.totp'), value: (row) => say(row.totp ? 'accounts.on' : 'accounts.off') },
            { key: 'last', file: 'last_sign_in', title: say('accounts.lastSignIn'), value: (row) => row.last_sign_in, show: (row) => showTime(row.last_sign_in) || say('accounts.never') },
            { key: 'acts', title: say('sessions.acts'), value: () => '', show: (row) => (
                <span className="row tight">
                    <Button size="small" aria-label={`${say('accounts.edit')}: ${row.login}`} onClick={() => onDo({ what: 'edit', account: row })}>{say('accounts.edit')}</Button>
                    <Dropdown menu={{ items: acts(row) }} trigger={['click']}><Button size="small" aria-label={`${say('sessions.acts')}: ${row.login}`}>…</Button></Dropdown>
                </span>
            ) },
            { key: 'agency', title: say('accounts.agency'), value: (row) => row.agency, hidden: true },
            { key: 'email', title: say('accounts.email'), value: (row) => row.email, hidden: true },
            { key: 'created', title: say('accounts.created'), value: (row) => row.created_at, show: (row) => showTime(row.created_at), hidden: true },
        ];
    }, [own, onDo, enable]);
    return (
        <DataTable name="accounts" label={say('part.tai-khoan')} columns={columns} rows={rows} id={(row) => row.id} sort="name" addressed dense
            tools={<Button type="primary" onClick={() => onDo({ what: 'new' })}>{say('accounts.new')}</Button>} exported={(format, picked) => download('/api/accounts', { limit: ALL, ...picked }, format, 'tai-khoan')} />
    );
}

const write = (row: Account, active: boolean): Schema['AccountWrite'] => ({ login: row.login, name: row.name, agency: row.agency, email: row.email, grants: row.grants, active, version: row.version });

export default function AccountsPart() {
    const { message } = App.useApp();
    const { session } = useSession();
    const query = useGet('/api/accounts', { limit: ALL });
    const roles = useGet('/api/roles', {});
    const [doing, setDoing] = useState<Doing>(null);
    const [handed, setHanded] = useState<Handed | null>(null);
    const act = useAct();
    const done = () => {
        setDoing(null);
        refreshAnswers('/api/sessions');
        query.reload();
    };
    const { run } = act;
    const { reload } = query;
    const enable = useMemo(() => (row: Account) => void run(async () => {
        await put('/api/accounts/{id}', { args: { id: row.id }, body: write(row, true) });
        void message.success(say('accounts.saved', { name: row.name }));
        reload();
    }), [run, reload, message]);
    const about = doing && doing.what !== 'new' ? doing.account : null;
    const name = about?.name || about?.login || '';
    return (
        <Loaded query={query} bones={[30, 480]}>
            {({ rows }) => (
                <>
                    <h1 className="sentence">{say('accounts.sentence', { count: count(rows.length, lang()), invited: count(rows.filter((row) => row.active && row.invited).length, lang()), disabled: count(rows.filter((row) => !row.active).length, lang()) })}</h1>
                    {act.problem ? <Alert type="error" role="alert" message={act.problem} /> : null}
                    <Table rows={rows} own={session.account} onDo={setDoing} enable={enable} />
                    {doing?.what === 'new' || doing?.what === 'edit' ? (
                        <AccountForm account={about} roles={roles.data?.roles ?? []} onClose={() => setDoing(null)} onDone={(link, saved) => { done(); if (link) setHanded(link); else void message.success(say('accounts.saved', { name: saved })); }} />
                    ) : null}
                    {doing?.what === 'disable' && about ? <Ask title={say('accounts.disable')} go={say('accounts.disable')} onClose={done} run={async () => { await put('/api/accounts/{id}', { args: { id: about.id }, body: write(about, false) }); }}>{say('accounts.disableWhat', { name })}</Ask> : null}
                    {doing?.what === 'totp' && about ? <Ask title={say('accounts.resetTotp')} go={say('accounts.resetTotp')} onClose={done} run={async () => { await del('/api/accounts/{id}/totp', { args: { id: about.id } }); }}>{say('accounts.resetTotpWhat', { name })}</Ask> : null}
                    {doing?.what === 'unlink' && about ? <Ask title={say('accounts.unlink')} go={say('accounts.unlink')} onClose={done} run={async () => { await del('/api/accounts/{id}/link', { args: { id: about.id } }); }}>{say('accounts.unlinkWhat', { name })}</Ask> : null}
                    {doing?.what === 'invite' && about ? <Ask title={say('accounts.invite')} go={say('accounts.invite')} onClose={done} run={async () => { setHanded({ name, link: (await post('/api/accounts/{id}/invitation', { args: { id: about.id } })).link }); }}>{say('accounts.inviteWhat', { name })}</Ask> : null}
                    {handed ? <Link handed={handed} onClose={() => setHanded(null)} /> : null}
                </>
            )}
        </Loaded>
    );
}
