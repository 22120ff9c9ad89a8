/* Who delivers what, how fresh and how good it is, what waits for a decision, and the calendar. */
import { useMemo } from 'react';
import { download } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { useLinkTo, usePlaceValue } from '../../state/use_address.ts';
import { say } from '../../text/reconcile.ts';
import { lang } from '../../text/text.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Frame } from '../../ui/frame.tsx';
import { Link } from '../../ui/link.tsx';
import { Segments } from '../../ui/plain.tsx';
import { Loaded, State } from '../../ui/states.tsx';
import { showDate } from '../../vn/date.ts';
import { count, percent } from '../../vn/number.ts';

type Register = Schema['Register'];
type Due = Schema['RegisterDue'];
const n = (value: number) => count(value, lang());

/** A source that several agencies deliver counts once. */
const countSources = (rows: Register[]) => new Set(rows.map((row) => row.source)).size;
/** Still owed; what came after its day is not. */
const late = (row: { came: boolean; late_days: number }) => !row.came && row.late_days > 0;
const cameLate = (row: { came: boolean; late_days: number }) => row.came && row.late_days > 0;

/** Each source in one part alone, so that they add up: owed by one of its agencies, else come late from one, else in time. */
function partsOf(rows: Register[]): string[] {
    const all = countSources(rows);
    const behind = countSources(rows.filter(late));
    const after = countSources(rows.filter((row) => late(row) || cameLate(row))) - behind;
    const parts: [number, string][] = [[behind, say('sources.late', { late: n(behind) })], [after, say('sources.after', { after: n(after) })], [all - behind - after, say('sources.inTime', { inTime: n(all - behind - after) })]];
    return parts.filter(([some]) => some).map(([, words]) => words);
}

function putColumn(link: ReturnType<typeof useLinkTo>): Column<Register> {
    return { key: 'put', title: say('sources.put'), value: (row) => (row.may_put ? 1 : 0), show: (row) => (row.may_put ? <Link to={link(`/doi-soat/nguon/${row.source}`)} aria-label={`${say('sources.put')}: ${row.name}`}>{say('sources.put')}</Link> : '') };
}

function useColumns(puts: boolean): Column<Register>[] {
    const link = useLinkTo();
    return useMemo(() => [
        { key: 'name', title: say('source'), value: (row) => row.name, show: (row) => <Link to={link(`/doi-soat/nguon/${row.source}`)}>{row.name}</Link> },
        ...(puts ? [putColumn(link)] : []),
        { key: 'agency', title: say('agency'), value: (row) => row.agency_name, most: 200 },
        { key: 'due', title: say('sources.due'), value: (row) => row.due, show: (row) => showDate(row.due) || '–' },
        { key: 'state', title: say('state'), value: (row) => row.due_text, className: (row) => (late(row) ? 'bad' : '') },
        { key: 'period', title: say('sources.period'), value: (row) => row.period_end, show: (row) => showDate(row.period_end) || '–' },
        { key: 'asOf', title: say('asOf'), value: (row) => row.newest?.as_of ?? '', show: (row) => (row.newest ? <Link to={link(`/doi-soat/lan-giao/${row.newest.id}`)}>{showDate(row.newest.as_of)}</Link> : <span className="soft">{say('sources.never')}</span>) },
        { key: 'age', title: say('sources.age'), value: (row) => row.age_days, numeric: true },
        { key: 'rows', title: say('rows'), value: (row) => row.newest?.rows, numeric: true },
        { key: 'filled', title: say('sources.filled'), hint: say('sources.filledHint'), value: (row) => row.filled_bp, show: (row) => percent(row.filled_bp, lang()), numeric: true },
        { key: 'sound', title: say('sources.sound'), hint: say('sources.soundHint'), value: (row) => row.sound_bp, show: (row) => percent(row.sound_bp, lang()), numeric: true },
        { key: 'held', title: say('sources.held'), value: (row) => row.held, numeric: true, className: (row) => (row.held ? 'bad' : '') },
        { key: 'rhythm', title: say('sources.rhythm'), value: (row) => row.rhythm_text, hidden: true },
        { key: 'basis', title: say('sources.lawTitle'), value: (row) => row.basis, show: (row) => <span lang="vi">{row.basis}</span>, most: 320, hidden: true },
    ], [link, puts]);
}

function Held({ province }: { province: string }) {
    const link = useLinkTo();
    const query = useGet('/api/deliveries', { province, state: 'held', limit: 100 });
    if (!query.data?.rows.length) return null;
    return (
        <section className="card stack">
            <h2>{say('sources.heldTitle')}</h2>
            <Frame label={say('sources.heldTitle')}>
                <table className="table">
                    <thead><tr><th className="first">{say('source')}</th><th>{say('asOf')}</th><th className="n">{say('rows')}</th><th>{say('sources.heldWhy')}</th></tr></thead>
                    <tbody>
                        {query.data.rows.map((row) => (
                            <tr key={row.id}>
                                <td className="first"><Link to={link(`/doi-soat/lan-giao/${row.id}`)}>{row.source_name}</Link></td>
                                <td>{showDate(row.as_of)}</td><td className="n">{n(row.rows)}</td><td className="wrap">{row.why.join('; ')}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </Frame>
        </section>
    );
}

function Calendar({ province }: { province: string }) {
    const link = useLinkTo();
    const query = useGet('/api/registers/calendar', { province });
    const columns = useMemo<Column<Due>[]>(() => [
        { key: 'due', title: say('sources.due'), value: (row) => row.due, show: (row) => showDate(row.due) },
        { key: 'name', file: 'source', title: say('source'), value: (row) => row.name, show: (row) => <Link to={link(`/doi-soat/nguon/${row.source}`)}>{row.name}</Link> },
        { key: 'agency', title: say('agency'), value: (row) => row.agency_name, most: 280 },
        { key: 'period', file: 'period_end', title: say('sources.period'), value: (row) => row.period_end, show: (row) => showDate(row.period_end) },
        { key: 'state', title: say('state'), value: (row) => row.due_text, className: (row) => (late(row) ? 'bad' : '') },
        { key: 'rows', title: say('rows'), value: (row) => row.delivery?.rows, numeric: true, show: (row) => (row.delivery ? <Link to={link(`/doi-soat/lan-giao/${row.delivery.id}`)}>{n(row.delivery.rows)}</Link> : '–') },
        { key: 'basis', title: say('sources.lawTitle'), value: (row) => row.basis, show: (row) => <span lang="vi">{row.basis}</span>, most: 320 },
    ], [link]);
    return (
        <Loaded query={query} bones={[320]} part>
            {({ rows }) => <DataTable name="register-calendar" label={say('sources.calendar')} columns={columns} rows={rows} id={(row) => `${row.source}/${row.agency}/${row.period_end}`} sort="-due" dense exported={(format, picked) => download('/api/registers/calendar', { province, ...picked }, format, 'lich-giao')} />}
        </Loaded>
    );
}

function Sources({ rows, province }: { rows: Register[]; province: string }) {
    const [view, setView] = usePlaceValue('view');
    const columns = useColumns(rows.some((row) => row.may_put));
    const behind = countSources(rows.filter(late));
    const held = rows.reduce((sum, row) => sum + row.held, 0);
    if (!rows.length) return <State sign="∅" title={say('sources.none')} next={say('sources.noneNext')} />;
    return (
        <>
            <h1 className={`sentence ${behind || held ? '' : 'good'}`}>{[behind || rows.some(cameLate) ? say('sources.sum', { all: n(countSources(rows)), parts: partsOf(rows).join(', ') }) : say('sources.fine', { all: n(countSources(rows)) }), ...(held ? [say('sources.heldCount', { held: n(held) })] : [])].join('; ')}</h1>
            <div className="row no-print">
                <Segments label={say('part.nguon')} value={view || 'list'} onChange={(next) => setView(next === 'list' ? '' : next)}
                    options={[{ value: 'list', label: say('sources.list') }, { value: 'calendar', label: say('sources.calendar') }]} />
            </div>
            {view === 'calendar' ? <Calendar province={province} /> : (
                <>
                    {held ? <Held province={province} /> : null}
                    <DataTable name="registers" label={say('sources.list')} columns={columns} rows={rows} id={(row) => `${row.source}/${row.agency}`} sort="name" addressed />
                </>
            )}
        </>
    );
}

export default function SourcesPart() {
    const { args } = usePageContext();
    const query = useGet('/api/registers', { province: args.province });
    return <Loaded query={query} bones={[30, 320]}>{({ rows }) => <Sources rows={rows} province={args.province} />}</Loaded>;
}
