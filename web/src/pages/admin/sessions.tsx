/* Who is signed in where; a session can be ended. */
import { App, Button } from 'antd';
import { useMemo, useState } from 'react';
import { del } from '../../api/client.ts';
import type { Answer } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { lang } from '../../text/text.ts';
import { say } from '../../text/admin.ts';
import { Ask } from '../../ui/ask.tsx';
import { browserName } from '../../ui/browser.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showTime } from '../../vn/date.ts';
import { count } from '../../vn/number.ts';

type Entry = Answer<'/api/sessions'>['rows'][number];

export default function SessionsPart() {
    const { message } = App.useApp();
    const query = useGet('/api/sessions', {});
    const [ending, setEnding] = useState<Entry | null>(null);
    const columns = useMemo<Column<Entry>[]>(() => [
        { key: 'login', title: say('accounts.login'), value: (row) => row.login },
        { key: 'address', title: say('sessions.address'), value: (row) => row.address },
        { key: 'agent', title: say('sessions.agent'), value: (row) => browserName(row.agent), show: (row) => <span title={row.agent}>{browserName(row.agent)}</span> },
        { key: 'since', title: say('sessions.since'), value: (row) => row.created_at, show: (row) => showTime(row.created_at) },
        { key: 'used', title: say('sessions.used'), value: (row) => row.used_at, show: (row) => showTime(row.used_at) },
        { key: 'acts', title: say('sessions.acts'), value: (row) => (row.own ? say('sessions.own') : ''), show: (row) => (row.own ? <span className="soft">{say('sessions.own')}</span> : <Button size="small" onClick={() => setEnding(row)}>{say('sessions.end')}</Button>) },
    ], []);
    const end = async () => {
        if (!ending) return;
        await del('/api/sessions/{id}', { args: { id: ending.id } });
        void message.success(say('sessions.ended', { login: ending.login }));
        query.reload();
    };
    return (
        <Loaded query={query} bones={[30, 320]}>
            {({ rows }) => (
                <>
                    <h1 className="sentence">{say('sessions.sentence', { count: count(rows.length, lang()), people: count(new Set(rows.map((row) => row.account)).size, lang()) })}</h1>
                    <DataTable name="sessions" label={say('part.phien')} columns={columns} rows={rows} id={(row) => row.id} sort="-used" dense />
                    {ending ? <Ask title={say('sessions.end')} go={say('sessions.end')} onClose={() => setEnding(null)} run={end}>{say('sessions.endWhat', { login: ending.login })}</Ask> : null}
                </>
            )}
        </Loaded>
    );
}
