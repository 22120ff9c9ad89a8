/* Chỉ tiêu đang có hiệu lực, hoặc của một văn bản: units × years of one indicator. */
import { Button } from 'antd';
import { useMemo } from 'react';
import { download } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { useIndicators } from '../../state/indicators.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo, usePlaceValue } from '../../state/use_address.ts';
import { lang, t } from '../../text/text.ts';
import { say } from '../../text/target.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { IndicatorChoice } from '../../ui/indicator_choice.tsx';
import { Link } from '../../ui/link.tsx';
import { Loaded, State } from '../../ui/states.tsx';
import { amount, change } from '../../vn/number.ts';
import { documentName } from './document_form.tsx';
import { bySeverity, Findings } from './findings.tsx';

type Target = Schema['Targets']['rows'][number];
type Row = { unit: string; name: string; by: Map<number, Target> };
const DEFAULT = 'participants_total';

function pivot(rows: Target[]): Row[] {
    const units = new Map<string, Row>();
    for (const row of rows) {
        const unit = units.get(row.unit) ?? { unit: row.unit, name: row.name, by: new Map<number, Target>() };
        unit.by.set(row.year, row);
        units.set(row.unit, unit);
    }
    return [...units.values()];
}

function useColumns(years: number[], unit: string, province: string, names: Map<string, string>): Column<Row>[] {
    const link = useLinkTo();
    return useMemo(() => {
        const first = years[0];
        const last = years[years.length - 1];
        const value = (row: Row, year: number) => row.by.get(year)?.value ?? null;
        const figures = years.map((year): Column<Row> => ({
            key: `y${year}`, title: say('targets.year', { year }), numeric: true, value: (row) => value(row, year), hint: say('targets.floor'),
            show: (row) => <span title={row.by.get(year)?.clause} lang="vi">{row.by.get(year)?.floor ? '≥ ' : ''}{amount(value(row, year), unit, lang())}</span>,
        }));
        const grows: Column<Row>[] = years.length > 1 && first !== undefined && last !== undefined && unit === 'person'
            ? [{ key: 'change', title: say('targets.change', { from: first, to: last }), numeric: true, value: (row) => difference(value(row, first), value(row, last)), show: (row) => change(difference(value(row, first), value(row, last)), lang()) }]
            : [];
        return [
            { key: 'name', title: say('targets.unit'), value: (row) => row.name, show: (row) => (row.unit === province ? row.name : <Link to={link(`/tien-do/${encodeURIComponent(row.unit)}`)}>{row.name}</Link>) },
            ...figures, ...grows,
            { key: 'document', title: say('targets.document'), value: (row) => names.get([...row.by.values()][0]?.document ?? '') ?? '', most: 360 },
        ];
    }, [years, unit, province, names, link]);
}
const difference = (from: number | null, to: number | null) => (from === null || to === null ? null : to - from);

function Check({ province }: { province: string }) {
    const query = useGet('/api/plans/check', { province });
    const findings = query.data?.findings ?? [];
    if (!findings.length) return null;
    const n = (severity: Schema['Finding']['severity']) => bySeverity(findings, severity).length;
    return (
        <details className="card" open={n('error') > 0}>
            <summary><b>{say('check.title')}</b>: {say('check.sentence', { errors: n('error'), warnings: n('warning'), notices: n('notice'), ok: n('ok') })}</summary>
            <Findings findings={findings} />
        </details>
    );
}

function Sentence({ rows, years, province }: { rows: Row[]; years: number[]; province: string }) {
    const own = rows.find((row) => row.unit === province);
    const year = years[years.length - 1];
    if (!own || year === undefined || !own.by.has(year)) return null;
    const communes = rows.filter((row) => row.unit !== province && row.by.has(year)).length;
    return <h1 className="sentence">{say('targets.sentence', { name: own.name, value: amount(own.by.get(year)?.value, 'person', lang()), year, communes })}</h1>;
}

export function Targets({ toImport }: { toImport: () => void }) {
    const { args, province } = usePageContext();
    const { session } = useSession();
    const indicators = useIndicators();
    const [document, setDocument] = usePlaceValue('document');
    const [chosen, setIndicator] = usePlaceValue('indicator');
    const indicator = chosen || DEFAULT;
    const asked = { province: args.province, ...(document ? { document } : {}) };
    const query = useGet('/api/targets', args.province ? asked : null);
    const documents = useGet('/api/documents', args.province ? { province: args.province } : null);
    const names = useMemo(() => new Map((documents.data?.rows ?? []).map((row) => [row.id, documentName(row)])), [documents.data]);
    const unit = indicators.find((row) => row.code === indicator)?.unit ?? 'person';
    const rows = useMemo(() => pivot((query.data?.rows ?? []).filter((row) => row.indicator === indicator)), [query.data, indicator]);
    const years = useMemo(() => [...new Set(rows.flatMap((row) => [...row.by.keys()]))].sort((a, b) => a - b), [rows]);
    const columns = useColumns(years, unit, args.province, names);
    const own = rows.find((row) => row.unit === args.province);
    return (
        <Loaded query={query} bones={[30, 60, 480]}>
            {(data) => (data.rows.length === 0 ? (
                <State sign="∅" title={say('targets.none')} next={say('targets.noneNext')}>
                    {may(session, 'plan.import') ? <Button type="primary" onClick={toImport}>{say('view.import')}</Button> : null}
                </State>
            ) : (
                <div className="stack">
                    {document ? (
                        <p>{say('targets.ofDocument', { title: names.get(document) ?? document })} · <button type="button" className="link" onClick={() => setDocument('')}>{say('targets.inForce')}</button></p>
                    ) : null}
                    {indicator === DEFAULT ? <Sentence rows={rows} years={years} province={args.province} /> : null}
                    {document || !province?.whole ? null : <Check province={args.province} />}
                    <DataTable name="targets" label={t('page.target')} columns={columns} rows={rows.filter((row) => row !== own)} total={own ?? null} id={(row) => row.unit} addressed
                        tools={<IndicatorChoice value={indicator} onChange={(code) => setIndicator(code === DEFAULT ? '' : code)} />}
                        exported={(format) => download('/api/targets', asked, format, 'phu-luc-chi-tieu')} />
                </div>
            ))}
        </Loaded>
    );
}
