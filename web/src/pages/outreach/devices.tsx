/* Phones that hold people: whose, how many, until when; a lost one is wiped. */
import { useMemo, useState } from 'react';
import { del } from '../../api/client.ts';
import type { Answer } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { say } from '../../text/outreach.ts';
import { Ask } from '../../ui/ask.tsx';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Button } from '../../ui/plain.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showTime } from '../../vn/date.ts';
import { refreshWork } from './hand_over.tsx';
import { n } from './pieces.tsx';

type Device = Answer<'/api/work/devices'>['rows'][number];

/** `account` "" those of all agents. */
export function Devices({ account = '' }: { account?: string }) {
    const { args } = usePageContext();
    const [asked, setAsked] = useState<Device | null>(null);
    const query = useGet('/api/work/devices', { province: args.province, ...(account ? { account } : {}) });
    const columns = useMemo<Column<Device>[]>(() => [
        { key: 'name', title: say('devices.name'), value: (row) => row.name, show: (row) => <span lang="vi">{row.name}</span>, most: 260 },
        ...(account ? [] : [{ key: 'who', title: say('agent'), value: (row: Device) => row.account_name || row.account, show: (row: Device) => <span lang="vi">{row.account_name || row.account}</span> }]),
        { key: 'held', title: say('devices.held'), value: (row) => row.held, numeric: true },
        { key: 'seen', title: say('devices.seen'), value: (row) => row.last_seen, show: (row) => showTime(row.last_seen) },
        { key: 'until', title: say('devices.until'), value: (row) => row.expires_at, show: (row) => showTime(row.expires_at) },
        { key: 'state', title: say('state'), value: (row) => row.state_text, className: (row) => (row.state === 'used' ? '' : 'soft') },
        { key: 'act', title: say('devices.act'), value: () => '', show: (row) => (row.state === 'used' ? <Button small aria-label={`${say('devices.wipe')}: ${row.name}`} onClick={() => setAsked(row)}>{say('devices.wipe')}</Button> : null) },
    ], [account]);
    return (
        <section className="card stack">
            <div><h2>{say('devices.title')}</h2><p className="soft text">{say('devices.what')}</p></div>
            <Loaded query={query} bones={[120]} part>
                {({ rows }) => (rows.length ? <DataTable name="devices" label={say('devices.title')} columns={columns} rows={rows} id={(row) => `${row.account}/${row.id}`} sort="-seen" dense /> : <p className="soft">{say('devices.none')}</p>)}
            </Loaded>
            {asked ? (
                <Ask title={say('devices.wipe')} go={say('devices.wipe')} onClose={() => setAsked(null)} run={async () => { await del('/api/work/devices/{id}', { args: { id: asked.id, province: args.province } }); refreshWork(); }}>
                    {say('devices.wipeWhat', { name: asked.name, who: asked.account_name || asked.account, held: n(asked.held) })}
                </Ask>
            ) : null}
        </section>
    );
}
