/* Commune × month: who was behind when.  A table, so that it can be read, copied and printed like one. */
import { useMemo } from 'react';
import { download } from '../../api/client.ts';
import type { Answer } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { useLinkTo, usePlaceValue } from '../../state/use_address.ts';
import { lang, t } from '../../text/text.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column, Picked } from '../../ui/data_table.tsx';
import { LightLegend, lightName } from '../../ui/light.tsx';
import { Link } from '../../ui/link.tsx';
import { Choice } from '../../ui/plain.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showPeriod } from '../../vn/date.ts';
import { amount, percent } from '../../vn/number.ts';

type Heatmap = Answer<'/api/heatmap'>;
type Row = Heatmap['rows'][number];

function Grid({ data, unit, exported }: { data: Heatmap; unit: string; exported: (format: 'csv' | 'xlsx', picked: Picked) => Promise<void> }) {
    const link = useLinkTo();
    const columns = useMemo<Column<Row>[]>(() => [
        { key: 'name', file: 'unit', title: t('col.name'), value: (row) => row.name, show: (row) => <Link to={link(`/tien-do/${encodeURIComponent(row.code)}`)}>{row.name}</Link> },
        ...data.months.map((month, i): Column<Row> => ({
            key: month,
            title: showPeriod(month),
            numeric: true,
            value: (row) => (row.share_bp[i] === null || row.share_bp[i] === undefined ? null : (row.share_bp[i] as number) / 100),
            className: (row) => `heat-cell l-${row.light[i] ?? 'no-result'}`,
            show: (row) => {
                const light = row.light[i] ?? 'no-result';
                const share = row.share_bp[i];
                const text = `${row.name}, ${showPeriod(month)}: ${amount(row.value[i], unit, lang())}, ${lightName(light)}`;
                return <span title={text}>{share === null || share === undefined ? '' : percent(share, lang(), 0).replace(/\s?%/, '')}<span className="hide">{lightName(light)}</span></span>;
            },
        })),
    ], [data, unit, link]);
    return <DataTable name={`heat:${data.months.length}`} label={t('progress.heat')} columns={columns} rows={data.rows} id={(row) => row.code} sort="name" dense addressed exported={exported} />;
}

export function Heat({ indicator, unit }: { indicator: string; unit: string }) {
    const { args } = usePageContext();
    const [text, setText] = usePlaceValue('months');
    const months = Math.min(60, Math.max(1, Number(text) || 12));
    const asked = { ...args, indicator, months };
    const query = useGet('/api/heatmap', args.province ? asked : null);
    return (
        <Loaded query={query} bones={[480]}>
            {(data) => (
                <>
                    <div className="row">
                        <Choice className="no-print" label={t('context.period')} value={String(months)} onChange={(value) => setText(value === '12' ? '' : value)}
                            options={['6', '12', '24', '36', '60'].map((value) => ({ value, label: t('progress.months', { count: value }) }))} />
                        <LightLegend />
                        <span className="soft">{t('progress.heatNote')}</span>
                    </div>
                    <Grid data={data} unit={unit} exported={(format, picked) => download('/api/heatmap', { ...asked, ...picked }, format, 'ban-do-nhiet')} />
                </>
            )}
        </Loaded>
    );
}
