/* Đợt vận động and tổ chức dịch vụ thu: what there is, what each brought. */
import { App } from 'antd';
import { useMemo, useState } from 'react';
import { download } from '../../api/client.ts';
import type { Answer } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/outreach.ts';
import { lang } from '../../text/text.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Link } from '../../ui/link.tsx';
import { Button } from '../../ui/plain.tsx';
import { Loaded } from '../../ui/states.tsx';
import { percent } from '../../vn/number.ts';
import { CampaignForm, CollectorForm } from './campaign_forms.tsx';
import { day, LEAST, n } from './pieces.tsx';
import type { Funnel } from './pieces.tsx';

export type Campaign = Answer<'/api/work/campaigns'>['rows'][number];
export type Collector = Answer<'/api/work/collectors'>['rows'][number];

type Reached = { assigned: number; contacted: number; registered: number; confirmed: number };

function yieldColumns<Row>(of: (row: Row) => Reached | undefined): Column<Row>[] {
    const share = (row: Row) => {
        const reached = of(row);
        return reached && reached.contacted >= LEAST ? Math.round((reached.confirmed / reached.contacted) * 10_000) : null;
    };
    return [
        { key: 'assigned', title: say('funnel.assigned'), value: (row) => of(row)?.assigned ?? 0, numeric: true },
        { key: 'contacted', title: say('funnel.contacted'), value: (row) => of(row)?.contacted ?? 0, numeric: true },
        { key: 'registered', title: say('funnel.registered'), value: (row) => of(row)?.registered ?? 0, numeric: true },
        { key: 'confirmed', title: say('funnel.confirmed'), value: (row) => of(row)?.confirmed ?? 0, numeric: true },
        { key: 'yield', title: say('results.yield'), hint: say('results.yieldHint', { least: LEAST }), value: share, show: (row) => percent(share(row), lang()), numeric: true },
    ];
}

function Campaigns({ rows }: { rows: Campaign[] }) {
    const { args } = usePageContext();
    const { session } = useSession();
    const { message } = App.useApp();
    const link = useLinkTo();
    const [doing, setDoing] = useState<Campaign | 'new' | null>(null);
    const assigns = may(session, 'work.assign');
    const columns = useMemo<Column<Campaign>[]>(() => {
        const reached = (row: Campaign) => (row.target ? Math.round((row.registered / row.target) * 10_000) : null);
        return [
            { key: 'name', title: say('campaigns.name'), value: (row) => row.name, show: (row) => <Link lang="vi" to={link('/van-dong/ket-qua', { campaign: row.code })}>{row.name}</Link>, most: 320 },
            { key: 'from', file: 'from_day', title: say('campaigns.from'), value: (row) => row.from_day, show: (row) => day(row.from_day) },
            { key: 'to', file: 'to_day', title: say('campaigns.to'), value: (row) => row.to_day, show: (row) => day(row.to_day) },
            { key: 'state', title: say('state'), value: (row) => row.state_text, className: (row) => (row.state === 'running' ? 'good' : 'soft') },
            { key: 'target', title: say('campaigns.target'), value: (row) => row.target, numeric: true },
            ...yieldColumns<Campaign>((row) => row),
            { key: 'share', title: say('campaigns.share'), value: reached, show: (row) => percent(reached(row), lang()), numeric: true },
            ...(assigns ? [{ key: 'act', title: say('devices.act'), value: () => '', show: (row: Campaign) => (
                <span className="row tight one-line"><Button small aria-label={say('campaigns.edit', { name: row.name })} onClick={() => setDoing(row)}>{say('agents.edit')}</Button><Link to={link('/van-dong/giao', { campaign: row.code })}>{say('campaigns.assign')}</Link></span>
            ) }] : []),
            { key: 'note', title: say('campaigns.note'), value: (row) => row.note, show: (row) => <span lang="vi">{row.note}</span>, hidden: true, most: 320 },
            { key: 'code', title: say('code'), value: (row) => row.code, hidden: true },
        ];
    }, [link, assigns]);
    return (
        <section className="card stack">
            <div className="spread"><h2>{say('campaigns.title')}</h2>{assigns ? <Button kind="primary" className="no-print" onClick={() => setDoing('new')}>{say('campaigns.new')}</Button> : null}</div>
            {rows.length ? <DataTable name="campaigns" label={say('campaigns.title')} columns={columns} rows={rows} id={(row) => row.code} sort="-from" dense asSeen exported={(format, picked) => download('/api/work/campaigns', { province: args.province, ...picked }, format, 'dot-van-dong')} /> : <p className="soft">{say('campaigns.none')}</p>}
            {doing ? <CampaignForm campaign={doing === 'new' ? null : doing} onClose={() => setDoing(null)} onDone={(name) => { setDoing(null); void message.success(say('campaigns.saved', { name })); }} /> : null}
        </section>
    );
}

function Collectors({ rows }: { rows: Collector[] }) {
    const { args } = usePageContext();
    const { session } = useSession();
    const { message } = App.useApp();
    const [doing, setDoing] = useState<Collector | 'new' | null>(null);
    const parts = useGet('/api/work/results', { province: args.province, by: 'collector' }).data?.rows;
    const yields = useMemo(() => new Map<string, Funnel>((parts ?? []).map((row) => [row.key, row])), [parts]);
    const assigns = may(session, 'work.assign');
    const columns = useMemo<Column<Collector>[]>(() => [
        { key: 'name', title: say('collectors.name'), value: (row) => row.name, show: (row) => <span lang="vi">{row.name}</span>, most: 320 },
        { key: 'kind', title: say('collectors.kind'), value: (row) => row.kind_text },
        { key: 'people', file: 'agents', title: say('collectors.people'), value: (row) => row.agents, numeric: true },
        { key: 'trained', title: say('collectors.trained'), value: (row) => row.trained, numeric: true },
        { key: 'area', file: 'unit', title: say('collectors.area'), value: (row) => row.unit_name || say('wholeProvince'), show: (row) => (row.unit_name ? <span lang="vi">{row.unit_name}</span> : say('wholeProvince')), most: 240 },
        { key: 'contact', title: say('collectors.contact'), value: (row) => row.contact, show: (row) => <span lang="vi">{row.contact || '–'}</span>, most: 240 },
        ...yieldColumns<Collector>((row) => yields.get(row.code)),
        { key: 'state', title: say('state'), value: (row) => say(row.active ? 'collectors.active' : 'agents.off'), className: (row) => (row.active ? '' : 'soft') },
        ...(assigns ? [{ key: 'act', title: say('devices.act'), value: () => '', show: (row: Collector) => <Button small aria-label={say('collectors.edit', { name: row.name })} onClick={() => setDoing(row)}>{say('agents.edit')}</Button> }] : []),
        { key: 'code', title: say('code'), value: (row) => row.code, hidden: true },
    ], [yields, assigns]);
    return (
        <section className="card stack">
            <div className="spread"><h2>{say('collectors.title')}</h2>{assigns ? <Button className="no-print" onClick={() => setDoing('new')}>{say('collectors.new')}</Button> : null}</div>
            {rows.length ? <DataTable name="collectors" label={say('collectors.title')} columns={columns} rows={rows} id={(row) => row.code} sort="name" dense asSeen exported={(format, picked) => download('/api/work/collectors', { province: args.province, ...picked }, format, 'to-chuc-thu')} /> : <p className="soft">{say('collectors.none')}</p>}
            {doing ? <CollectorForm collector={doing === 'new' ? null : doing} onClose={() => setDoing(null)} onDone={(name) => { setDoing(null); void message.success(say('collectors.saved', { name })); }} /> : null}
        </section>
    );
}

export default function CampaignsPart() {
    const { args } = usePageContext();
    const campaigns = useGet('/api/work/campaigns', { province: args.province });
    const collectors = useGet('/api/work/collectors', { province: args.province });
    return (
        <Loaded query={campaigns} bones={[30, 200, 200]}>
            {({ rows }) => (
                <>
                    <h1 className="sentence">{say('campaigns.sentence', { campaigns: n(rows.length), collectors: n(collectors.data?.rows.filter((row) => row.active).length) })}</h1>
                    <Campaigns rows={rows} />
                    <Loaded query={collectors} bones={[160]} part>{(data) => <Collectors rows={data.rows} />}</Loaded>
                </>
            )}
        </Loaded>
    );
}
