/* Units × years; a cell that is typed into is held: fixed, at least, at most.  Moves and pastes like a spreadsheet. */
import { memo, useCallback, useRef, useState } from 'react';
import type { ClipboardEvent, KeyboardEvent } from 'react';
import { lang } from '../../text/text.ts';
import { say } from '../../text/allocate.ts';
import { change, count, parseCount } from '../../vn/number.ts';
import { kindSign, spotKey } from './ask.ts';
import type { Cell, Kind, Spot, Table } from './ask.ts';

type Row = Table['rows'][number];
export const cellId = (unit: string, year: number) => `cell-${unit}-${year}`;
const n = (value: number | null | undefined) => count(value, lang());

const boundsOf = (cell: Cell | undefined): [Kind, number][] => (['fixed', 'min', 'max'] as const).flatMap((kind): [Kind, number][] => (typeof cell?.[kind] === 'number' ? [[kind, cell[kind]]] : []));

type CellProps = { spot: Spot; name: string; value: number | null; held: Cell | undefined; bad: boolean; /** What the cell can be, where it cannot be what was asked. */ room: string; disabled: boolean; onHold: (spot: Spot, text: string) => void; onPaste: (spot: Spot, text: string) => void };

const GridCell = memo(function GridCell({ spot, name, value, held, bad, room, disabled, onHold, onPaste }: CellProps) {
    const [text, setText] = useState<string | null>(null);
    const bounds = boundsOf(held);
    const fixed = bounds.find(([kind]) => kind === 'fixed');
    const [fault, setFault] = useState('');
    const shown = text ?? n(fixed ? fixed[1] : value);
    const note = fault || room;
    const done = () => {
        if (text === null) return;
        const typed = parseCount(text);
        if (text.trim() !== '' && (typed === null || typed < 0)) return setFault(say('grid.bad', { text })); // what was typed stays
        const same = typed === (fixed ? fixed[1] : value) && text.trim() !== '';
        setFault('');
        setText(null);
        if (!same) onHold(spot, text);
    };
    const paste = (event: ClipboardEvent) => {
        const pasted = event.clipboardData.getData('text');
        if (!/[\t\n]/.test(pasted.trim())) return;
        event.preventDefault();
        setText(null);
        onPaste(spot, pasted);
    };
    const key = (event: KeyboardEvent<HTMLInputElement>) => {
        if (event.key === 'Escape') {
            setText(null);
            setFault('');
        }
        if (event.key === 'Delete' && text === null && bounds.length) onHold(spot, '');
    };
    return (
        <td className={`n ${bounds.length ? 'held' : ''} ${bad || note ? 'conflict' : ''}`} title={bounds.map(([kind, bound]) => `${kindSign[kind]} ${n(bound)}`).join(', ')}>
            {bounds.length ? <i aria-hidden="true">{bounds.map(([kind]) => kindSign[kind]).join('')}</i> : null}
            <input id={cellId(spot.unit, spot.year)} className="grid-input" inputMode="numeric" disabled={disabled} value={shown} maxLength={20} aria-label={say('grid.cell', { name, year: spot.year })} aria-invalid={bad || !!note} aria-describedby={note ? `${cellId(spot.unit, spot.year)}-note` : undefined}
                onFocus={(event) => event.target.select()} onChange={(event) => setText(event.target.value)} onBlur={done} onPaste={paste} onKeyDown={key} />
            {note ? <span className="cell-note bad" role="alert" id={`${cellId(spot.unit, spot.year)}-note`}>{note}</span> : null}
        </td>
    );
});

type GridProps = {
    table: Table; voluntary: boolean; find: (name: string) => boolean; held: Map<string, Cell>; conflicts: Set<string>; room: { key: string; words: string }; disabled: boolean;
    onHold: (spot: Spot, text: string) => void; onPaste: (spot: Spot, text: string, units: string[]) => void;
};

export function Grid({ table, voluntary, find, held, conflicts, room, disabled, onHold, onPaste }: GridProps) {
    const frame = useRef<HTMLDivElement>(null);
    const rows = table.rows.filter((row) => find(row.name));
    const units = rows.map((row) => row.code);
    const latest = useRef({ units, onPaste });
    latest.current = { units, onPaste };
    const pasteHere = useCallback((spot: Spot, text: string) => latest.current.onPaste(spot, text, latest.current.units), []);
    const figures = (row: Row) => (voluntary ? row.voluntary : row.total);
    const current = (row: Row) => (voluntary ? row.current_voluntary : row.current_total);
    const last = table.years.length - 1;

    const move = (event: KeyboardEvent) => {
        const step = event.key === 'Enter' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
        const input = event.target;
        if (!step || !(input instanceof HTMLInputElement)) return;
        event.preventDefault();
        const cell = input.closest('td');
        const row = cell?.parentElement;
        const next = step > 0 ? row?.nextElementSibling : row?.previousElementSibling;
        const target = cell && next?.children[cell.cellIndex]?.querySelector('input');
        if (target) target.focus();
        else input.blur();
    };
    return (
        <div className="table-frame" ref={frame} onKeyDown={move} role="region" aria-label={say('grid.hint')} style={{ maxHeight: '70vh' }} tabIndex={0}>
            <table className="table dense grid">
                <thead>
                    <tr>
                        <th className="first" scope="col">{say('grid.unit')}</th><th className="n" scope="col">{say('grid.current')}</th>
                        {table.years.map((year) => <th key={year} className="n" scope="col">{year}</th>)}
                        <th className="n" scope="col">{say('grid.growth')}</th>
                    </tr>
                </thead>
                <tbody>
                    <tr className="total">
                        <th className="first" scope="row">{say('grid.sum')}</th><td className="n">{n(table.rows.reduce((sum, row) => sum + (current(row) ?? 0), 0))}</td>
                        {(table.totals ?? []).map((total) => <td key={total.year} className="n">{n(voluntary ? total.voluntary : total.total)}</td>)}
                        <td />
                    </tr>
                    {rows.map((row) => {
                        const list = figures(row);
                        const end = list?.[last] ?? null;
                        const from = current(row);
                        return (
                            <tr key={row.code}>
                                <th className="first" scope="row">{row.name}</th><td className="n soft">{n(from)}</td>
                                {table.years.map((year, t) => {
                                    const key = `${row.code}/${year}/${voluntary ? 'v' : 't'}`;
                                    return <MemoCell key={year} unit={row.code} year={year} voluntary={voluntary} name={row.name} value={list?.[t] ?? null} held={held.get(key)} bad={conflicts.has(`${row.code}/${year}`) || conflicts.has(`${row.code}/`)} room={room.key === key ? room.words : ''} disabled={disabled} onHold={onHold} onPaste={pasteHere} />;
                                })}
                                <td className="n soft">{end !== null && from !== null ? change(end - from, lang()) : '–'}</td>
                            </tr>
                        );
                    })}
                </tbody>
            </table>
        </div>
    );
}

type MemoProps = Omit<CellProps, 'spot'> & Spot;
/** The spot as plain values, so that only cells that change are drawn. */
const MemoCell = memo(function MemoCell({ unit, year, voluntary, ...rest }: MemoProps) {
    const spot = useRef<Spot>({ unit, year, voluntary });
    if (spotKey(spot.current) !== spotKey({ unit, year, voluntary })) spot.current = { unit, year, voluntary };
    return <GridCell spot={spot.current} {...rest} />;
});
