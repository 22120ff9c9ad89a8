/* Số liệu gốc: the rows behind a number, with source, state and every version. */
import { Suspense, useMemo, useState } from 'react';
import { download } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { useIndicators } from '../../state/indicators.ts';
import { useLinkTo, usePlaceValue } from '../../state/use_address.ts';
import { t } from '../../text/text.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { IndicatorChoice } from '../../ui/indicator_choice.tsx';
import { lazyAntd } from '../../ui/lazy.tsx';
import { Link } from '../../ui/link.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showDate, showPeriod } from '../../vn/date.ts';

type Fact = Schema['Fact'];

const History = lazyAntd(() => import('./fact_history.tsx'), false);

export default function FactsPage() {
    const { args } = usePageContext();
    const indicators = useIndicators();
    const link = useLinkTo();
    const [unit, setUnit] = usePlaceValue('of');
    const [indicator, setIndicator] = usePlaceValue('indicator');
    const [open, setOpen] = useState<Fact | null>(null);
    const asked = { ...args, ...(unit ? { unit } : {}), ...(indicator ? { indicator } : {}) };
    const query = useGet('/api/facts', args.province ? { ...asked, limit: 5000 } : null);
    const names = useMemo(() => new Map(indicators.map((row) => [row.code, row.name])), [indicators]);
    const columns = useMemo<Column<Fact>[]>(() => [
        { key: 'unit', file: 'unit_name', title: t('col.name'), value: (row) => row.unit_name, show: (row) => <Link to={link(`/tien-do/${encodeURIComponent(row.unit)}`)}>{row.unit_name}</Link> },
        { key: 'indicator', title: t('col.indicator'), value: (row) => names.get(row.indicator) ?? row.indicator },
        { key: 'period', title: t('col.period'), value: (row) => row.period, show: (row) => showPeriod(row.period) },
        { key: 'breakdown', title: t('col.breakdown'), value: (row) => row.breakdown, hidden: true },
        { key: 'value', title: t('col.value'), value: (row) => row.value, numeric: true },
        { key: 'state', title: t('col.state'), value: (row) => row.state_text },
        { key: 'source', title: t('col.source'), value: (row) => row.source, most: 320 },
        { key: 'as_of', title: t('col.asOf'), value: (row) => row.as_of, show: (row) => showDate(row.as_of) },
        { key: 'version', title: t('col.version'), value: (row) => row.version, numeric: true, show: (row) => <button type="button" className="link" onClick={() => setOpen(row)}>{row.version}</button> },
    ], [link, names]);
    const tools = (
        <>
            <IndicatorChoice value={indicator} onChange={setIndicator} counts none={t('facts.all')} />
            {unit ? <button type="button" className="link" onClick={() => setUnit('')}>× {query.data?.rows[0]?.unit_name ?? unit}</button> : null}
        </>
    );
    return (
        <div className="stack">
            <div><h1>{t('page.facts')}</h1><p className="soft">{t('facts.intro')}</p></div>
            <Loaded query={query} bones={[40, 480]}>
                {(data) => <DataTable name="facts" label={t('page.facts')} columns={columns} rows={data.rows} id={(row) => `${row.unit}/${row.indicator}/${row.period}/${row.breakdown}`} addressed dense tools={tools} exported={(format, picked) => download('/api/facts', { ...asked, ...picked }, format, 'so-lieu')} />}
            </Loaded>
            {open ? <Suspense fallback={null}><History fact={open} province={args.province} onClose={() => setOpen(null)} /></Suspense> : null}
        </div>
    );
}
