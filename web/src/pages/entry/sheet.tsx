/* A commune's monthly sheet: last month beside, what is usual beside, faults where they are, nothing typed is lost. */
import { Alert, App, Button, Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { ClipboardEvent, KeyboardEvent } from 'react';
import { put } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { refreshAnswers } from '../../api/hooks.ts';
import { useSession } from '../../state/session.ts';
import { lang } from '../../text/text.ts';
import { say } from '../../text/entry.ts';
import { useAct } from '../../ui/act.ts';
import { Frame } from '../../ui/frame.tsx';
import { showDate, showPeriod, showTime } from '../../vn/date.ts';
import { change, count, parseCount } from '../../vn/number.ts';
import { draftKey, dropDraft, readDraft, writeDraft } from './draft.ts';
import { explained, faultOf, given, heldBack, isChanged, needsReason, outside, pastedColumn, settled, sumsOf, toSend, typedText, valueNow } from './sheet_logic.ts';
import type { Typed } from './sheet_logic.ts';

type Entry = Schema['Entry'];
type Row = Schema['EntryRow'];
const n = (value: number | null | undefined) => count(value, lang());

const noteId = (row: Row) => `says-${row.indicator}`;

/** What is said of a cell, under it and as wide as what is seen of the table: what is wrong, or why a reason is asked for. */
function Note({ row, typed, tried, onChange }: { row: Row; typed: Typed; tried: boolean; onChange: (reason: string) => void }) {
    const fault = faultOf(row, typed);
    const why = needsReason(row, typed);
    const kind = why ?? fault;
    if (!kind) return null;
    const words = say(`fault.${kind}`, { text: typedText(row, typed)?.trim() ?? '', most: n(row.most), value: n(valueNow(row, typed)), low: n(row.low), high: n(row.high), range: row.range ?? '' });
    return (
        <tr className="sheet-note">
            <td colSpan={7}>
                <div className="stack tight" role="alert">
                    <span className={fault ? 'bad' : 'soft'} id={noteId(row)}>{words}</span>
                    {why ? (
                        <Input aria-label={`${say('reason')}: ${row.name}`} aria-describedby={noteId(row)} status={fault && tried ? 'error' : ''} maxLength={2000} placeholder={say('reason')}
                            value={typed[row.indicator]?.reason ?? ''} onChange={(event) => onChange(event.target.value)} />
                    ) : null}
                </div>
            </td>
        </tr>
    );
}

type LineProps = { row: Row; depth: number; typed: Typed; tried: boolean; editable: boolean; onText: (text: string) => void; onLeave: () => void; onReason: (reason: string) => void; onPaste: (event: ClipboardEvent) => void; onKey: (event: KeyboardEvent<HTMLInputElement>) => void };

function Line({ row, depth, typed, tried, editable, onText, onLeave, onReason, onPaste, onKey }: LineProps) {
    const value = valueNow(row, typed);
    const text = typedText(row, typed);
    const wrong = text !== undefined && text.trim() !== '' && value === null;
    const shown = text ?? (given(row) === null ? '' : n(given(row)));
    const moved = value !== null && row.before !== null ? value - row.before : null;
    const noted = editable && (faultOf(row, typed) ?? needsReason(row, typed)) !== null;
    return (
        <>
            <tr className={noted ? 'noted' : ''}>
                <th scope="row" className="first" style={{ paddingLeft: 10 + depth * 16 }} title={row.definition}>{row.name}{row.unit === 'dong' ? <span className="soft"> ({say('dong')})</span> : null}</th>
                <td className="n">
                    {editable && row.state !== 'locked' ? (
                        <Input className="cell-input" inputMode="numeric" aria-label={row.name} aria-invalid={wrong} {...(noted ? { 'aria-describedby': noteId(row) } : {})} status={wrong ? 'error' : value !== null && outside(row, value) ? 'warning' : ''}
                            maxLength={24} value={shown} placeholder={row.state === 'simulated' ? `(${n(row.value)})` : ''} data-sheet=""
                            onFocus={(event) => event.target.select()} onChange={(event) => onText(event.target.value)} onPaste={onPaste} onKeyDown={onKey}
                            onBlur={() => { if (text !== undefined && value !== null) onText(n(value)); onLeave(); }} />
                    ) : n(row.value)}
                </td>
                <td className={moved !== null && value !== null && outside(row, value) ? 'n bad' : 'n'}>{change(moved, lang())}</td>
                <td className="n">{n(row.before)}</td>
                <td className="n">{n(row.year_before)}</td>
                <td className="n soft" title={row.range}>{row.low === null ? '–' : `${n(row.low)} – ${n(row.high)}`}</td>
                <td className="wrap"><span className="soft">{row.state === 'reported' ? say('waits', { state: row.state_text }) : row.state_text}{row.reason && row.state !== 'simulated' ? ` – ${row.reason}` : ''}</span></td>
            </tr>
            {noted ? <Note row={row} typed={typed} tried={tried} onChange={onReason} /> : null}
        </>
    );
}

function Sums({ rows, typed }: { rows: Row[]; typed: Typed }) {
    const sums = sumsOf(rows, typed);
    if (!sums.length) return null;
    return (
        <ul className="plain findings" aria-live="polite">
            {sums.map((sum, i) => {
                if (sum.kind === 'written') return <li key={i}>{say('sumWritten', { whole: sum.whole, sum: n(sum.sum) })}</li>;
                if (sum.kind === 'agrees') return <li key={i} className="good">✓ {say('sumAgrees', { whole: sum.whole, total: n(sum.total) })}</li>;
                if (sum.kind === 'more') return <li key={i} className="bad">✕ {say('partMore', { part: sum.part, value: n(sum.value), whole: sum.whole, total: n(sum.total) })}</li>;
                return <li key={i} className="bad">✕ {say('sumDiffers', { whole: sum.whole, total: n(sum.total), sum: n(sum.sum), difference: change(sum.sum - sum.total, lang()) })}</li>;
            })}
        </ul>
    );
}

/** Parts below their whole, as an official lists them. */
function ordered(rows: Row[]): { row: Row; depth: number }[] {
    const known = new Set(rows.map((row) => row.indicator));
    const below = (parent: string, depth: number): { row: Row; depth: number }[] => rows
        .filter((row) => (parent ? row.part_of === parent : !known.has(row.part_of)))
        .flatMap((row) => [{ row, depth }, ...below(row.indicator, depth + 1)]);
    return below('', 0);
}

export function Sheet({ entry, onSent }: { entry: Entry; onSent: () => void }) {
    const { message } = App.useApp();
    const { session } = useSession();
    const key = draftKey(session.account, entry.unit, entry.period, entry.base);
    const [draft] = useState(() => (entry.editable ? readDraft(key) : null));
    const [restored, setRestored] = useState(draft !== null);
    const [typed, setTyped] = useState<Typed>(draft?.typed ?? {});
    const [tried, setTried] = useState(false);
    const act = useAct();
    const body = useRef<HTMLTableSectionElement>(null);
    const lines = ordered(entry.rows);
    const rows = lines.map(({ row }) => row);
    const held = heldBack(rows, typed);
    const sends = toSend(rows, typed);

    useEffect(() => {
        if (entry.editable) writeDraft(key, typed);
    }, [key, typed, entry.editable]);

    const set = (indicator: string, part: Partial<Typed[string]>) => setTyped((now) => ({ ...now, [indicator]: { ...(now[indicator] ?? { text: textOf(indicator), reason: '' }), ...part } }));
    const textOf = (indicator: string) => {
        const row = rows.find((one) => one.indicator === indicator);
        return row && given(row) !== null ? n(given(row)) : '';
    };
    const paste = (at: number) => (event: ClipboardEvent) => {
        const text = event.clipboardData.getData('text');
        if (!/[\t\n]/.test(text.trim())) return;
        event.preventDefault();
        const column = pastedColumn(text);
        setTyped((now) => {
            const next = { ...now };
            column.forEach((cell, i) => {
                const row = rows[at + i];
                if (!row || cell === '' || row.state === 'locked') return;
                const value = parseCount(cell);
                next[row.indicator] = { ...(next[row.indicator] ?? { reason: '' }), text: value === null ? cell : n(value) };
            });
            return rows.reduce((all, row) => settled(row, all), next);
        });
    };
    const move = (event: KeyboardEvent<HTMLInputElement>) => {
        const step = event.key === 'Enter' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
        if (!step) return;
        event.preventDefault();
        const inputs = [...(body.current?.querySelectorAll<HTMLInputElement>('input[data-sheet]') ?? [])];
        inputs[inputs.indexOf(event.currentTarget) + step]?.focus();
    };
    const toFirstHeld = () => {
        const first = held[0];
        const input = [...(body.current?.querySelectorAll<HTMLInputElement>('input[data-sheet]') ?? [])].find((one) => one.getAttribute('aria-label') === first?.name);
        input?.focus();
        input?.scrollIntoView({ block: 'center' });
    };
    const send = async () => {
        setTried(true);
        if (!sends.length) return toFirstHeld();
        const good = await act.run(async () => {
            await put('/api/entry', { body: { unit: entry.unit, period: entry.period, base: entry.base, rows: sends } });
        });
        if (!good) return;
        const gone = new Set(sends.map((one) => one.indicator));
        setTyped((now) => Object.fromEntries(Object.entries(now).filter(([indicator, cell]) => !gone.has(indicator) && cell.text.trim())));
        setTried(held.length > 0);
        setRestored(false);
        refreshAnswers('/api/overview', '/api/progress', '/api/facts', '/api/heatmap', '/api/units', '/api/entry/calendar');
        const words = { period: showPeriod(entry.period), name: entry.unit_name, count: n(sends.length), held: n(held.length) };
        void message.success(say(held.length ? 'sentSome' : 'sent', words), held.length ? 8 : undefined);
        onSent();
    };
    const drop = () => {
        dropDraft(key);
        setTyped({});
        setRestored(false);
    };
    const changed = rows.some((row) => isChanged(row, typed));
    return (
        <div className="stack">
            <div>
                <h1 className="sentence">{say('title', { period: showPeriod(entry.period), name: entry.unit_name })}</h1>
                <p className={entry.late ? 'bad' : 'soft'}>{say(entry.late ? 'late' : 'due', { due: showDate(entry.due) })} {entry.editable ? <span className="soft">{say('paste')}</span> : say('wait')}</p>
            </div>
            {restored && draft ? <Alert type="info" showIcon message={say('kept', { count: Object.keys(draft.typed).length, at: showTime(draft.at) })} action={<Button size="small" onClick={drop}>{say('drop')}</Button>} /> : null}
            <Frame className="sheet-frame" label={say('title', { period: showPeriod(entry.period), name: entry.unit_name })}>
                <table className="table sheet">
                    <thead><tr><th className="first">{say('indicator')}</th><th className="n">{say('now')}</th><th className="n">{say('change')}</th><th className="n">{say('before')}</th><th className="n">{say('yearBefore')}</th><th className="n">{say('range')}</th><th>{say('state')}</th></tr></thead>
                    <tbody ref={body}>
                        {lines.map(({ row, depth }, i) => (
                            <Line key={row.indicator} row={row} depth={depth} typed={typed} tried={tried} editable={entry.editable}
                                onText={(text) => set(row.indicator, { text })} onLeave={() => setTyped((now) => settled(row, now))} onReason={(reason) => setTyped((now) => explained(row, now, reason))} onPaste={paste(i)} onKey={move} />
                        ))}
                    </tbody>
                </table>
            </Frame>
            <Sums rows={rows} typed={typed} />
            {act.problem ? <Alert type="error" role="alert" message={act.problem} /> : null}
            {entry.editable ? (
                <div className="row no-print">
                    <Button type="primary" size="large" disabled={!changed} loading={act.busy} onClick={() => void send()}>{sends.length ? say('send', { count: n(sends.length) }) : changed ? say('sendNone') : say('nothing')}</Button>
                    {held.length ? <span className={tried ? 'bad' : 'soft'} role="status">{say('held', { count: n(held.length), names: held.map((row) => row.name).join(', ') })}</span> : null}
                    {changed ? <Button onClick={drop}>{say('drop')}</Button> : null}
                </div>
            ) : null}
        </div>
    );
}
