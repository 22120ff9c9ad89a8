/* Figures from persons beside the reported ones, and the movements that lead from one month to the next. */
import { useMemo } from 'react';
import { download } from '../../api/client.ts';
import type { Answer } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo, usePlaceValue } from '../../state/use_address.ts';
import { say } from '../../text/reconcile.ts';
import { lang, t } from '../../text/text.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { IndicatorChoice } from '../../ui/indicator_choice.tsx';
import { Link } from '../../ui/link.tsx';
import { Loaded } from '../../ui/states.tsx';
import { count } from '../../vn/number.ts';

type Coverage = Answer<'/api/coverage'>['rows'][number];
type Movements = Answer<'/api/movements'>;

/** What “–” means among the reported figures, and who mends it. */
function Unreported({ rows }: { rows: Coverage[] }) {
    const { session } = useSession();
    const link = useLinkTo();
    const none = rows.filter((row) => row.reported === null).length;
    if (!none) return null;
    return (
        <p className="soft text">
            {say(none === rows.length ? 'coverage.noneReported' : 'coverage.someReported', { none: count(none, lang()), all: count(rows.length, lang()) })}
            {may(session, 'fact.enter') ? <> <Link to={link('/nhap-lieu')}>{t('page.entry')}</Link></> : null}
        </p>
    );
}

function Covered() {
    const { args } = usePageContext();
    const [indicator, setIndicator] = usePlaceValue('indicator');
    const asked = { province: args.province, ...(args.base ? { base: args.base } : {}), ...(indicator ? { indicator } : {}) };
    const query = useGet('/api/coverage', asked);
    const kinds = useMemo(() => new Map((query.data?.rows ?? []).flatMap((row) => row.explained.map((part) => [part.kind, part.title] as const))), [query.data]);
    const columns = useMemo<Column<Coverage>[]>(() => [
        { key: 'name', title: t('col.name'), value: (row) => (row.code === args.province ? `– ${row.name}` : row.name), show: (row) => (row.code === args.province ? <b>{row.name}</b> : row.name) }, // the province first
        { key: 'persons', title: say('coverage.persons'), value: (row) => row.persons, numeric: true },
        { key: 'reported', title: say('coverage.reported'), value: (row) => row.reported, numeric: true },
        { key: 'difference', title: say('coverage.difference'), value: (row) => row.difference, numeric: true },
        ...[...kinds].map(([kind, title]): Column<Coverage> => ({ key: kind, title, value: (row) => row.explained.find((part) => part.kind === kind)?.persons ?? 0, numeric: true })),
        { key: 'left', title: say('coverage.left'), value: (row) => row.left, numeric: true, className: (row) => (row.left ? 'bad' : '') },
        { key: 'residents', title: say('coverage.residents'), value: (row) => row.residents, numeric: true },
        { key: 'population', title: say('coverage.population'), value: (row) => row.population, numeric: true },
    ], [kinds, args.province]);
    return (
        <section className="card stack">
            <div><h2>{say('coverage.title')}</h2><p className="soft">{say('coverage.what')}</p></div>
            <Loaded query={query} bones={[320]} part>
                {(data) => (data.run === 0 ? <p className="soft">{say('coverage.none')}</p> : (
                    <>
                        {data.note ? <p className="why">{data.note}.</p> : null}
                        <Unreported rows={data.rows} />
                        <DataTable name="coverage" label={say('coverage.title')} columns={columns} rows={data.rows} id={(row) => row.code} sort="name" dense
                            tools={<IndicatorChoice value={indicator || 'participants_total'} onChange={setIndicator} counts />} exported={(format, picked) => download('/api/coverage', { ...asked, ...picked }, format, 'doi-chieu')} />
                    </>
                ))}
            </Loaded>
        </section>
    );
}

function Moves() {
    const { args } = usePageContext();
    const asked = { province: args.province };
    const query = useGet('/api/movements', asked);
    const kinds = query.data?.kinds;
    const columns = useMemo<Column<Movements['rows'][number]>[]>(() => [
        { key: 'unit', title: say('movements.office'), value: (row) => row.unit, show: (row) => <span lang="vi">{row.unit}</span>, most: 260 },
        { key: 'scheme', title: say('movements.scheme'), value: (row) => row.scheme_title },
        { key: 'begin', title: say('movements.begin'), value: (row) => row.begin, numeric: true },
        ...(kinds ?? []).map((kind): Column<Movements['rows'][number]> => ({ key: kind.kind, title: `${kind.sign < 0 ? '−' : '+'} ${kind.title}`, value: (row) => row.persons[kind.kind] ?? 0, numeric: true })),
        { key: 'end', title: say('movements.end'), value: (row) => row.end, numeric: true },
        { key: 'rest', title: say('movements.rest'), value: (row) => row.rest, numeric: true, className: (row) => (row.rest ? 'bad' : 'good') },
    ], [kinds]);
    return (
        <section className="card stack">
            <h2>{say('movements.title')}</h2>
            <Loaded query={query} bones={[240]} part>
                {(data) => (data.run === 0 ? <p className="soft">{say('coverage.none')}</p> : (
                    <DataTable name="movements" label={say('movements.title')} columns={columns} rows={data.rows} id={(row) => `${row.unit}/${row.scheme}`} sort="unit" dense exported={(format, picked) => download('/api/movements', { ...asked, ...picked }, format, 'bien-dong')} />
                ))}
            </Loaded>
        </section>
    );
}

export default function BalancePart() {
    const { province } = usePageContext();
    return <><h1>{say('part.doi-chieu')}</h1><Covered />{province?.whole ? <Moves /> : null}</>; // movements are of offices, which know no communes
}
