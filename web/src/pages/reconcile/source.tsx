/* One source: deliver a file, what was delivered, what its columns hold. */
import { useMemo } from 'react';
import { addressOf, del } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { refreshAnswers, useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/reconcile.ts';
import { useAct } from '../../ui/act.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Frame } from '../../ui/frame.tsx';
import { Link } from '../../ui/link.tsx';
import { Button } from '../../ui/plain.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showDate, showTime } from '../../vn/date.ts';
import { Upload } from './upload.tsx';

type Source = Schema['RegisterDetail'];
type Delivery = Schema['Delivery'];

function Deliveries({ rows }: { rows: Delivery[] }) {
    const link = useLinkTo();
    const columns = useMemo<Column<Delivery>[]>(() => [
        { key: 'as_of', title: say('asOf'), value: (row) => row.as_of, show: (row) => <Link to={link(`/doi-soat/lan-giao/${row.id}`)}>{showDate(row.as_of)}</Link> },
        { key: 'state', title: say('state'), value: (row) => row.state_text, className: (row) => (row.state === 'held' ? 'bad' : row.state === 'current' ? 'good' : '') },
        { key: 'used', title: say('delivery.used'), value: (row) => (row.state === 'refused' ? '' : row.used_text), most: 240 },
        { key: 'rows', title: say('rows'), value: (row) => row.rows, numeric: true },
        { key: 'changed', title: say('source.changed'), value: (row) => row.changed, numeric: true },
        { key: 'rejected', title: say('source.rejected'), value: (row) => row.rejected, numeric: true, className: (row) => (row.rejected ? 'bad' : '') },
        { key: 'agency', title: say('agency'), value: (row) => row.agency_name, most: 200 },
        { key: 'unit', title: say('upload.unit'), value: (row) => row.unit_name },
        { key: 'by', title: say('source.by'), value: (row) => row.received_by },
        { key: 'at', title: say('source.at'), value: (row) => row.received_at, show: (row) => showTime(row.received_at) },
        { key: 'file', title: say('source.file'), value: (row) => row.file, most: 240 },
    ], [link]);
    if (!rows.length) return <p className="soft">{say('source.none')}</p>;
    return <DataTable name="deliveries" label={say('source.deliveries')} columns={columns} rows={rows} id={(row) => row.id} sort="-at" dense />;
}

function Columns({ source }: { source: Source }) {
    const { args } = usePageContext();
    const act = useAct(true);
    const forget = (heading: string) => void act.run(async () => {
        await del('/api/registers/{source}/headings', { args: { source: source.source, province: args.province, heading } });
        refreshAnswers('/api/registers');
    });
    return (
        <div className="two even">
            <section className="card stack">
                <h2>{say('source.columns')}</h2>
                <Frame label={say('source.columns')}>
                    <table className="table dense">
                        <thead><tr><th className="first">{say('source.column')}</th><th>{say('source.expected')}</th><th>{say('state')}</th></tr></thead>
                        <tbody>
                            {source.columns.map((column) => (
                                <tr key={column.column}><td className="first" lang="vi">{column.title}</td><td className="wrap" lang="vi">{column.expected}</td><td>{[column.required ? say('source.required') : '', column.key ? say('source.key') : ''].filter(Boolean).join(', ')}</td></tr>
                            ))}
                        </tbody>
                    </table>
                </Frame>
            </section>
            {source.said.length ? (
                <section className="card stack">
                    <h2>{say('source.said')}</h2>
                    <ul className="plain stack tight">
                        {source.said.map((row) => (
                            <li key={row.heading} className="spread">
                                <span lang="vi">“{row.heading}” → {source.columns.find((column) => column.column === row.column)?.title ?? row.column} <span className="soft">{row.by}</span></span>
                                {source.may_put ? <Button small aria-label={say('source.forgetOf', { heading: row.heading })} onClick={() => forget(row.heading)}>{say('source.forget')}</Button> : null}
                            </li>
                        ))}
                    </ul>
                </section>
            ) : null}
        </div>
    );
}

export default function SourcePage({ id }: { id: string }) {
    const { args } = usePageContext();
    const link = useLinkTo();
    const query = useGet('/api/registers/{source}', { source: id, province: args.province });
    return (
        <Loaded query={query} bones={[30, 120, 320]}>
            {(source) => (
                <>
                    <div className="spread">
                        <div><h1>{source.name}</h1><p className="soft">{source.agency_name} · {source.rhythm_text} · <span lang="vi">{source.basis}</span></p></div>
                        <div className="row"><a href={addressOf('/api/registers/{source}/template', { source: id })} download>{say('source.template')}</a><Link to={link('/doi-soat/nguon')}>{say('back')}</Link></div>
                    </div>
                    {source.may_put ? <Upload source={source} /> : null}
                    <section className="card stack"><h2>{say('source.deliveries')}</h2><Deliveries rows={source.deliveries} /></section>
                    <Columns source={source} />
                </>
            )}
        </Loaded>
    );
}
