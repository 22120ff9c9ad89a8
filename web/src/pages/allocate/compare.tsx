/* Two variants side by side: what differs in one year, most first. */
import { Select, Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { lang } from '../../text/text.ts';
import { say } from '../../text/allocate.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { change, count } from '../../vn/number.ts';
import { differences } from './ask.ts';
import type { Difference, Table } from './ask.ts';

export function Compare({ a, b }: { a: { name: string; table: Table }; b: { name: string; table: Table } }) {
    const years = a.table.years.filter((year) => b.table.years.includes(year));
    const [year, setYear] = useState(years[years.length - 1] ?? 0);
    const [part, setPart] = useState<'total' | 'voluntary'>('total');
    const rows = useMemo(() => differences(a.table, b.table, year, part === 'voluntary').map((row) => ({ ...row, size: Math.abs(row.difference ?? 0) })), [a.table, b.table, year, part]);
    const differ = rows.filter((row) => row.difference !== 0);
    const most = differ.reduce<Difference & { size: number } | null>((top, row) => (top === null || row.size > top.size ? row : top), null);
    const columns = useMemo<Column<Difference & { size: number }>[]>(() => [
        { key: 'name', title: say('grid.unit'), value: (row) => row.name },
        { key: 'a', title: a.name, value: (row) => row.a, numeric: true },
        { key: 'b', title: b.name, value: (row) => row.b, numeric: true },
        { key: 'size', title: say('compare.difference'), value: (row) => row.size, show: (row) => change(row.difference, lang()), numeric: true, className: (row) => (row.difference ? 'strong' : 'soft') },
    ], [a.name, b.name]);
    return (
        <section className="card stack">
            <h2>{say('compare.title', { a: a.name, b: b.name })}</h2>
            <p>{most ? say('compare.sentence', { differ: count(differ.length, lang()), units: count(rows.length, lang()), year, name: most.name, difference: change(most.difference, lang()) }) : say('compare.same', { year })}</p>
            <DataTable name="allocate-compare" label={say('compare.title', { a: a.name, b: b.name })} columns={columns} rows={rows} id={(row) => row.code} sort="-size" dense height="50vh"
                tools={(
                    <>
                        <Select aria-label={say('compare.year')} value={year} onChange={setYear} options={years.map((value) => ({ value, label: value }))} />
                        <Segmented<'total' | 'voluntary'> aria-label={say('part')} value={part} onChange={setPart} options={[{ value: 'total', label: say('part.total') }, { value: 'voluntary', label: say('part.voluntary') }]} />
                    </>
                )} />
        </section>
    );
}
