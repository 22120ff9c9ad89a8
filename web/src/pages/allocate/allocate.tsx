/* Phân bổ: the variants there are; one of them, or a new one, in the workspace. */
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import type { Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { go, placeNow, useLinkTo, usePlace, usePlaceValue } from '../../state/use_address.ts';
import { say } from '../../text/allocate.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Link } from '../../ui/link.tsx';
import { Loaded, State } from '../../ui/states.tsx';
import { showTime } from '../../vn/date.ts';
import { Compare } from './compare.tsx';
import { Workspace } from './workspace.tsx';

type Variant = Schema['Variant'];
const NEW = 'moi';
const open = (more: Record<string, string>, replace = false) => go({ ...placeNow(), more }, replace);

function CompareTwo({ first, second }: { first: string; second: string }) {
    const a = useGet('/api/allocations/{id}', { id: first });
    const b = useGet('/api/allocations/{id}', { id: second });
    return <Loaded query={a}>{(one) => <Loaded query={b}>{(two) => <Compare a={{ name: one.name, table: one.table }} b={{ name: two.name, table: two.table }} />}</Loaded>}</Loaded>;
}

function List({ rows }: { rows: Variant[] }) {
    const { session } = useSession();
    const link = useLinkTo();
    const [chosen, setChosen] = useState<string[]>([]);
    const edits = may(session, 'allocate.edit');
    const columns = useMemo<Column<Variant>[]>(() => [
        { key: 'name', title: say('list.name'), value: (row) => row.name, show: (row) => <Link to={link('/phan-bo', { variant: row.id })}>{row.name}</Link> },
        { key: 'state', title: say('list.state'), value: (row) => row.state_text },
        { key: 'years', title: say('list.years'), value: (row) => row.first_year, show: (row) => `${row.first_year}–${row.first_year + row.years - 1}` },
        { key: 'by', title: say('list.by'), value: (row) => row.by },
        { key: 'at', title: say('list.at'), value: (row) => row.changed_at, show: (row) => showTime(row.changed_at) },
        { key: 'reason', title: say('list.reason'), value: (row) => row.reason ?? '', most: 280 },
    ], [link]);
    const create = edits ? <Button type="primary" onClick={() => open({ variant: NEW })}>{say('list.new')}</Button> : null;
    if (!rows.length) return <State sign="∅" title={say('list.none')} next={say('list.noneNext')}>{create}</State>;
    const [first, second] = chosen;
    return (
        <div className="stack">
            <h1>{say('list')}</h1>
            <DataTable name="variants" label={say('list')} columns={columns} rows={rows} id={(row) => row.id} sort="-at" selected={chosen} onSelect={(ids) => setChosen(ids.slice(-2))}
                tools={<>{create}{rows.length > 1 ? <span className="soft">{say('list.compareHint')}</span> : null}</>} />
            {first && second ? <CompareTwo key={`${first}/${second}`} first={first} second={second} /> : null}
        </div>
    );
}

export default function AllocatePage() {
    const { args, province } = usePageContext();
    const place = usePlace();
    const [id] = usePlaceValue('variant');
    const list = useGet('/api/allocations', args.province ? { province: args.province } : null);
    const variant = useGet('/api/allocations/{id}', id && id !== NEW ? { id } : null);
    const parent = place.more.parent ?? (province && !province.whole ? (province.communes?.[0]?.code ?? '') : '');
    const unit = useGet('/api/units/{code}', id === NEW && place.more.parent ? { code: place.more.parent } : null);
    const others = list.data?.rows ?? [];
    const kept = (next: string) => {
        list.reload();
        if (next === id) variant.reload();
        else open({ variant: next }, true);
    };
    const gone = () => {
        list.reload();
        open({});
    };
    const common = { others, parent, onParent: (next: string) => open({ variant: NEW, ...(next ? { parent: next } : {}) }, true), onKept: kept, onGone: gone, reload: () => { variant.reload(); list.reload(); } };
    if (id === NEW && place.more.parent && unit.data === undefined) return <Loaded query={unit} bones={[40, 160, 480]}>{() => null}</Loaded>;
    if (id === NEW) return <Workspace key={`${args.province}/${parent}`} variant={null} {...common} />;
    if (id) return <Loaded query={variant} bones={[40, 160, 480]}>{(data) => <Workspace key={`${data.id}/${data.version}`} variant={data} {...common} />}</Loaded>;
    return <Loaded query={list} bones={[40, 300]}>{({ rows }) => <List rows={rows} />}</Loaded>;
}
