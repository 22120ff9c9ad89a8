/* The table of the house.  Sticky head and first column, Vietnamese order, sort, filter, choice of columns, selection,
 * copy to Excel, export by the server, thousands of rows without a stutter (only those in sight are in the page; paper
 * gets all).  What the user chose is remembered under `name`; sort and filter stand in the address where `addressed`. */
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { CSSProperties, ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { ApiProblem } from '../api/client.ts';
import { useKept } from '../state/kept.ts';
import { may, useSession } from '../state/session.ts';
import { usePlaceValue } from '../state/use_address.ts';
import { lang, t } from '../text/text.ts';
import { count } from '../vn/number.ts';
import { Button, Menu, Popup } from './plain.tsx';
import { arrange, writeTsv } from './rows.ts';
import type { Cell } from './rows.ts';

export type Column<Row> = {
    key: string;
    title: string;
    /** What is sorted, filtered and copied; null sorts last. */
    value: (row: Row) => Cell;
    /** What is seen, where it is not the value. */
    show?: (row: Row) => ReactNode;
    numeric?: boolean;
    /** Not among the columns until it is chosen. */
    hidden?: boolean;
    /** Explains the heading. */
    hint?: string;
    className?: (row: Row) => string;
    /** Its key in the file that the server writes, where that is another; several with commas where the cell shows more. */
    file?: string;
    /** Widest before it is cut off with "…", in pixels. */
    most?: number;
};

/** What the reader chose, for the server that writes the file: words of the filter, the column of the order. */
export type Picked = { words?: string; order?: string; columns?: string };

export type TableProps<Row> = {
    name: string;
    label: string;
    columns: Column<Row>[];
    rows: Row[];
    id: (row: Row) => string;
    /** A row that stands above all others, whatever the order: the sum. */
    total?: Row | null;
    sort?: string; // "key" or "-key" at first
    addressed?: boolean;
    dense?: boolean;
    /** The file has the columns that are seen, not all that the server knows. */
    asSeen?: boolean;
    /** Makes the file of what is chosen; the server writes it. */
    exported?: (format: 'csv' | 'xlsx', picked: Picked) => Promise<void>;
    selected?: string[];
    onSelect?: (ids: string[]) => void;
    /** More tools to the left of the standard ones. */
    tools?: ReactNode;
    /** CSS height of the frame; at most this. */
    height?: string;
    /** Many narrow columns under headings that stand upright. */
    upright?: boolean;
};

const OVERSCAN = 8;
const ALWAYS_ALL = 120; // fewer rows than this are simply there

function useOwnOrPlace(addressed: boolean, name: string, first: string): [string, (value: string) => void] {
    const place = usePlaceValue(name);
    const own = useState(first);
    return addressed ? [place[0] || first, place[1]] : own;
}

/** First and last row in sight. */
function useWindow(rowHeight: number, count_: number, all: boolean) {
    const frame = useRef<HTMLDivElement>(null);
    const [span, setSpan] = useState({ from: 0, to: 40 });
    const look = useCallback(() => {
        const box = frame.current;
        if (!box) return;
        const from = Math.max(0, Math.floor(box.scrollTop / rowHeight) - OVERSCAN);
        const to = Math.ceil((box.scrollTop + box.clientHeight) / rowHeight) + OVERSCAN;
        setSpan((now) => (now.from === from && now.to === to ? now : { from, to }));
    }, [rowHeight]);
    useEffect(() => {
        look();
        const watch = new ResizeObserver(look);
        if (frame.current) watch.observe(frame.current);
        return () => watch.disconnect();
    }, [look, count_]);
    return { frame, look, from: all ? 0 : Math.min(span.from, count_), to: all ? count_ : Math.min(span.to, count_) };
}

function usePrinting(): boolean {
    const [printing, setPrinting] = useState(false);
    useEffect(() => {
        const before = () => flushSync(() => setPrinting(true));
        const after = () => setPrinting(false);
        addEventListener('beforeprint', before);
        addEventListener('afterprint', after);
        return () => {
            removeEventListener('beforeprint', before);
            removeEventListener('afterprint', after);
        };
    }, []);
    return printing;
}

function ColumnChoice<Row>({ columns, shown, setShown }: { columns: Column<Row>[]; shown: string[]; setShown: (keys: string[] | null) => void }) {
    const set = (key: string, on: boolean) => setShown(columns.map((column) => column.key).filter((one) => (one === key ? on : shown.includes(one))));
    return (
        <Popup label={t('table.columns')}>
            <div className="column-choice">
                {columns.map((column, i) => (
                    <label key={column.key} className="row"><input type="checkbox" checked={shown.includes(column.key)} disabled={i === 0} onChange={(event) => set(column.key, event.target.checked)} />{column.title}</label>
                ))}
            </div>
            <Button small onClick={() => setShown(null)}>{t('table.reset')}</Button>
        </Popup>
    );
}

function Export({ run, say }: { run: (format: 'csv' | 'xlsx') => Promise<void>; say: (words: string) => void }) {
    const [busy, setBusy] = useState(false);
    const start = async (format: 'csv' | 'xlsx') => {
        setBusy(true);
        try {
            await run(format);
        } catch (error) {
            say(error instanceof ApiProblem && error.message ? error.message : t('state.offlineNext'));
        } finally {
            setBusy(false);
        }
    };
    const items = [
        { key: 'xlsx', label: t('table.exportXlsx'), onClick: () => void start('xlsx') },
        { key: 'csv', label: t('table.exportCsv'), onClick: () => void start('csv') },
    ];
    return <Menu label={`${t('table.export')} ▾`} items={items} busy={busy} />;
}

type Sort = { key: string; down: boolean };
const parseSort = (text: string): Sort => (text.startsWith('-') ? { key: text.slice(1), down: true } : { key: text, down: false });

function Head<Row>({ column, first, sort, onSort }: { column: Column<Row>; first: boolean; sort: Sort; onSort: (key: string) => void }) {
    const active = sort.key === column.key;
    return (
        <th scope="col" className={`${first ? 'first' : ''} ${column.numeric ? 'n' : ''}`} title={column.hint} aria-sort={active ? (sort.down ? 'descending' : 'ascending') : undefined}>
            <button type="button" className="sort" onClick={() => onSort(column.key)}>{column.title}<span aria-hidden="true">{active ? (sort.down ? '↓' : '↑') : ''}</span></button>
        </th>
    );
}

export function DataTable<Row>(props: TableProps<Row>) {
    const { name, label, columns, rows, id, total, addressed = false, dense = false, asSeen = false, exported, selected, onSelect, tools, height = 'max(320px, 72vh)', upright = false } = props;
    const [said, setSaid] = useState('');
    const { session } = useSession();
    const [chosen, setChosen] = useKept<string[] | null>(`columns:${name}`, null);
    const [sortText, setSortText] = useOwnOrPlace(addressed, 'sort', props.sort ?? columns[0]?.key ?? '');
    const [find, setFind] = useOwnOrPlace(addressed, 'find', '');
    const wanted = useDeferredValue(find);
    const printing = usePrinting();

    const shown = useMemo(() => columns.filter((column, i) => i === 0 || (chosen ? chosen.includes(column.key) : !column.hidden)), [columns, chosen]);
    const sort = parseSort(sortText);
    const ordered = useMemo(() => arrange(rows, columns, sort.key, sort.down, wanted), [rows, columns, sortText, wanted]);
    const rowHeight = dense ? 29 : 35;
    const all = printing || ordered.length <= ALWAYS_ALL;
    const { frame, look, from, to } = useWindow(rowHeight, ordered.length, all);
    const picked = useMemo(() => new Set(selected), [selected]);

    const onSort = (key: string) => {
        const numeric = columns.find((column) => column.key === key)?.numeric ?? false;
        const down = sort.key === key ? !sort.down : numeric;
        setSortText(down ? `-${key}` : key);
        frame.current?.scrollTo({ top: 0 });
    };
    const picks = (): Picked => {
        const by = columns.find((column) => column.key === sort.key);
        return { ...(find ? { words: find } : {}), ...(by ? { order: `${sort.down ? '-' : ''}${(by.file ?? by.key).split(',')[0]}` } : {}), ...(asSeen ? { columns: shown.map((column) => column.file ?? column.key).join(',') } : {}) };
    };
    const copy = () => {
        const what = picked.size ? ordered.filter((row) => picked.has(id(row))) : ordered;
        navigator.clipboard.writeText(writeTsv(what, shown, lang())).then(
            () => setSaid(t('table.copied', { count: count(what.length, lang()) })),
            () => setSaid(t('table.copyFailed')),
        );
    };
    const pick = (row: Row, on: boolean) => {
        const next = new Set(picked);
        if (on) next.add(id(row));
        else next.delete(id(row));
        onSelect?.([...next]);
    };
    const line = (row: Row, i: number, extra: string) => (
        <tr key={extra || id(row)} className={extra || (picked.has(id(row)) ? 'chosen' : '')} aria-rowindex={extra ? undefined : i + 2}>
            {onSelect ? <td className="pick">{extra ? null : <input type="checkbox" checked={picked.has(id(row))} aria-label={t('table.selectRow', { name: String(columns[0]?.value(row) ?? '') })} onChange={(event) => pick(row, event.target.checked)} />}</td> : null}
            {shown.map((column, c) => {
                const given = column.value(row);
                const content = column.show ? column.show(row) : column.numeric && typeof given === 'number' ? count(given, lang()) : (given ?? '–');
                const style = column.most ? { '--most': `${column.most}px` } as CSSProperties : undefined;
                const className = `${c === 0 ? 'first' : ''} ${column.numeric ? 'n' : ''} ${column.most ? 'capped' : ''} ${column.className?.(row) ?? ''}`;
                return c === 0
                    ? <th key={column.key} scope="row" className={className} style={style}>{content}</th>
                    : <td key={column.key} className={className} style={style} title={column.most && typeof given === 'string' ? given : undefined}>{content}</td>;
            })}
        </tr>
    );
    const span = shown.length + (onSelect ? 1 : 0);
    const everyone = ordered.length > 0 && ordered.every((row) => picked.has(id(row)));
    return (
        <div className="stack">
            <div className="table-tools">
                {tools}
                <input type="search" className="input filter" value={find} placeholder={t('table.filter')} aria-label={t('table.filter')} maxLength={100} onChange={(event) => setFind(event.target.value)} />
                <span className="soft num" role="status">
                    {ordered.length === rows.length ? t('table.rows', { shown: count(rows.length, lang()) }) : t('table.rowsOf', { shown: count(ordered.length, lang()), all: count(rows.length, lang()) })}
                    {picked.size ? `, ${t('table.selected', { count: count(picked.size, lang()) })}` : ''}
                </span>
                <div className="head-space" />
                <ColumnChoice columns={columns} shown={shown.map((column) => column.key)} setShown={setChosen} />
                <Button onClick={copy}>{t('table.copy')}</Button>
                {exported && may(session, 'export') ? <Export run={(format) => exported(format, picks())} say={setSaid} /> : null}
            </div>
            {said ? <p className="soft" role="status">{said}</p> : null}
            <div className="table-frame" ref={frame} onScroll={all ? undefined : look} tabIndex={0} role="region" aria-label={label} style={{ maxHeight: height }}>
                <table className={`table ${dense ? 'dense' : ''} ${upright ? 'upright' : ''} ${all ? '' : 'windowed'}`} aria-label={label} aria-rowcount={ordered.length + 1}>
                    <thead>
                        <tr>
                            {onSelect ? <th className="pick"><input type="checkbox" aria-label={t('table.selectAll')} checked={everyone} onChange={(event) => onSelect(event.target.checked ? ordered.map(id) : [])} /></th> : null}
                            {shown.map((column, i) => <Head key={column.key} column={column} first={i === 0} sort={sort} onSort={onSort} />)}
                        </tr>
                    </thead>
                    <tbody>
                        {total ? line(total, 0, 'total') : null}
                        {from > 0 ? <tr aria-hidden="true"><td colSpan={span} style={{ height: from * rowHeight, padding: 0 }} /></tr> : null}
                        {ordered.slice(from, to).map((row, i) => line(row, from + i, ''))}
                        {to < ordered.length ? <tr aria-hidden="true"><td colSpan={span} style={{ height: (ordered.length - to) * rowHeight, padding: 0 }} /></tr> : null}
                        {ordered.length === 0 ? (
                            <tr><td colSpan={span}>{rows.length ? <>{t('table.none')} <button type="button" className="link" onClick={() => setFind('')}>{t('table.clearFilter')}</button></> : t('state.empty')}</td></tr>
                        ) : null}
                    </tbody>
                </table>
            </div>
        </div>
    );
}
