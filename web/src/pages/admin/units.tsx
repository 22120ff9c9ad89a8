/* Units level by level: the country's provinces, a province's communes, a commune's villages; each with its history. */
import { Button, Drawer } from 'antd';
import { useMemo, useState } from 'react';
import { download } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { go, placeNow, useLinkTo, usePlaceValue } from '../../state/use_address.ts';
import { lang } from '../../text/text.ts';
import { say } from '../../text/admin.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Frame } from '../../ui/frame.tsx';
import { Link } from '../../ui/link.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showDate } from '../../vn/date.ts';
import { count } from '../../vn/number.ts';

type Unit = Schema['Unit'];
const kinds = ['tinh', 'thanh_pho', 'xa', 'phuong', 'dac_khu', 'thon', 'to_dan_pho'] as const;
const kindName = (code: string) => {
    const known = kinds.find((kind) => kind === code);
    return known ? say(`kind.${known}`) : code;
};

function Detail({ code, name, onClose }: { code: string; name: string; onClose: () => void }) {
    const query = useGet('/api/units/{code}', { code });
    return (
        <Drawer open onClose={onClose} width={640} title={name}>
            <Loaded query={query} bones={[120, 120]}>
                {(unit) => (
                    <div className="stack">
                        <h2>{say('units.namings')}</h2>
                        <Frame label={say('units.namings')}>
                            <table className="table dense">
                                <thead><tr><th>{say('units.from')}</th><th>{say('units.to')}</th><th>{say('units.name')}</th><th>{say('units.decision')}</th></tr></thead>
                                <tbody>{unit.namings.map((row, i) => <tr key={i}><td>{showDate(row.from) || '–'}</td><td>{showDate(row.to) || '–'}</td><td>{row.full_name}</td><td>{row.decision}</td></tr>)}</tbody>
                            </table>
                        </Frame>
                        {unit.merged_from.length ? (
                            <>
                                <h2>{say('units.merged')}</h2>
                                <ul>{unit.merged_from.map((row) => <li key={row.code}>{[row.name, row.district, row.province].filter(Boolean).join(', ')} <span className="soft">{row.code}</span></li>)}</ul>
                            </>
                        ) : null}
                    </div>
                )}
            </Loaded>
        </Drawer>
    );
}

function Table({ rows, parent }: { rows: Unit[]; parent: string }) {
    const link = useLinkTo();
    const [open, setOpen] = useState<Unit | null>(null);
    const columns = useMemo<Column<Unit>[]>(() => [
        { key: 'name', file: 'full_name', title: say('units.name'), value: (row) => row.full_name, show: (row) => (row.level === 'village' ? row.full_name : <Link to={link('/quan-tri/don-vi', { parent: row.code })}>{row.full_name}</Link>) },
        { key: 'code', title: say('units.code'), value: (row) => row.code },
        { key: 'kind', title: say('units.kind'), value: (row) => kindName(row.kind) },
        { key: 'area', title: say('units.area'), value: (row) => row.area_km2, numeric: true, show: (row) => (row.area_km2 === null || row.area_km2 === undefined ? '–' : row.area_km2.toLocaleString(lang() === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: 2 })) },
        { key: 'population', title: say('units.population'), value: (row) => row.population, numeric: true },
        { key: 'detail', title: say('units.detail'), value: () => '', show: (row) => <Button size="small" onClick={() => setOpen(row)} aria-label={`${say('units.detail')}: ${row.full_name}`}>{say('units.detail')}</Button> },
    ], [link]);
    return (
        <>
            <DataTable name="units" label={say('part.don-vi')} columns={columns} rows={rows} id={(row) => row.code} sort="name" dense exported={(format, picked) => download('/api/units', { parent, ...picked }, format, 'don-vi')} />
            {open ? <Detail code={open.code} name={open.full_name} onClose={() => setOpen(null)} /> : null}
        </>
    );
}

export default function UnitsPart() {
    const { province } = usePageContext();
    const [wanted] = usePlaceValue('parent');
    const parent = wanted || (province?.code ?? '0');
    const above = useGet('/api/units/{code}', parent === '0' ? null : { code: parent });
    const query = useGet('/api/units', { parent });
    const up = (code: string) => go({ ...placeNow(), more: { parent: code } });
    const name = above.data?.full_name ?? '';
    return (
        <Loaded query={query} bones={[30, 480]}>
            {({ rows }) => (
                <>
                    {parent === '0' ? null : <div><button type="button" className="link" onClick={() => up(above.data?.level === 'province' ? '0' : (above.data?.parent ?? '0'))}>← {say('units.up')}</button></div>}
                    <h1 className="sentence">{parent === '0' ? say('units.country', { count: count(rows.length, lang()) }) : say('units.sentence', { name, count: count(rows.length, lang()) })}</h1>
                    {rows.length ? <Table key={parent} rows={rows} parent={parent} /> : <p className="soft">{say('units.none')} {say('units.noneNext')}</p>}
                </>
            )}
        </Loaded>
    );
}
