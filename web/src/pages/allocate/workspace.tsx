/* The workspace of one variant: what is asked above, the effect below, at once. */
import { Alert, App, Button, Dropdown, Input, Modal, Segmented, Select } from 'antd';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { del, download, post, put } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { refreshAnswers, useGet } from '../../api/hooks.ts';
import { nextYear, usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { useUnsent } from '../../state/unsent.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { lang, t } from '../../text/text.ts';
import { say } from '../../text/allocate.ts';
import { useAct } from '../../ui/act.ts';
import { Ask as AskModal } from '../../ui/ask.tsx';
import { Field } from '../../ui/field.tsx';
import { Link } from '../../ui/link.tsx';
import { Frame } from '../../ui/frame.tsx';
import { Bones, Loaded } from '../../ui/states.tsx';
import { showTime } from '../../vn/date.ts';
import { holds } from '../../vn/fold.ts';
import { count, parseCount } from '../../vn/number.ts';
import { DocumentForm, documentBody, documentFaults, useDocument, useDocumentName } from '../target/document_form.tsx';
import { hold, LAST_YEAR, kinds, pasteAt, sameAsk, spotKey, within } from './ask.ts';
import type { Ask, Cell, Kind, Spot, Table } from './ask.ts';
import { Compare } from './compare.tsx';
import { cellId, Grid } from './grid.tsx';
import { Setup } from './setup.tsx';
import { useRoom } from './use_room.ts';
import type { Room } from './use_room.ts';
import { useTable } from './use_table.ts';

type Variant = Schema['VariantDetail'];
/** `version`: of the variant that was changed, so that what another has saved meanwhile is not overwritten. */
type Work = { ask: Ask; name: string; version: number };
const n = (value: number | null | undefined) => count(value, lang());

export function firstAsk(province: string, parent: string, first: number): Ask {
    const years = Math.max(1, LAST_YEAR - first + 1);
    return { province, first_year: first, years, ...(parent ? { parent } : {}), methods: [], round: 1, cells: [] };
}

function Conflicts({ table, room, onGo }: { table: Table; /** In words, what the cell typed last can be. */ room: string; onGo: (unit: string, year: number | null) => void }) {
    const names = new Map(table.rows.map((row) => [row.code, row.name]));
    return (
        <Alert type="error" role="alert" message={room || table.why || say('impossible')} description={table.conflicts.length ? (
            <details open={!room}>
                <summary>{say('room.why')}</summary>
                {room ? <p>{table.why}</p> : null}
                <p>{say('conflicts')}</p>
                <ul>
                    {table.conflicts.map((conflict, i) => (
                        <li key={i}>{conflict.text}{conflict.unit ? <> <button type="button" className="link" onClick={() => onGo(conflict.unit ?? '', conflict.year ?? null)}>{say('conflict.go')}{names.has(conflict.unit) ? `: ${names.get(conflict.unit)}` : ''}</button></> : null}</li>
                    ))}
                </ul>
            </details>
        ) : undefined} />
    );
}

/** The cell typed last, what was asked of it and what it can be; "" while that is not known. */
function roomIn(room: Room | null, spot: Spot | null, held: Map<string, Cell>, shown: Table | null): string {
    if (!room || !spot) return '';
    if (room.low === null || room.high === null) return say('room.none');
    const cell = held.get(spotKey(spot));
    const asked = kinds.filter((kind) => typeof cell?.[kind] === 'number').map((kind) => `${say(`kind.${kind}`)} ${n(cell?.[kind])}`).join(', ');
    return say('room', { name: shown?.rows.find((row) => row.code === spot.unit)?.name ?? spot.unit, year: spot.year, part: say(spot.voluntary ? 'part.voluntary' : 'part.total'), asked, low: n(room.low), high: n(room.high) });
}

const roomBeside = (room: Room | null, spot: Spot | null) => (room && spot && room.low !== null ? { key: spotKey(spot), words: say('room.cell', { low: n(room.low), high: n(room.high) }) } : { key: '', words: '' });

/** Who did what with the variant, newest first; asked for when it is opened. */
function History({ id, version }: { id: string; version: number }) {
    const [open, setOpen] = useState(false);
    const query = useGet('/api/allocations/{id}/history', open ? { id } : null);
    return (
        <details className="card" key={version} onToggle={(event) => setOpen(event.currentTarget.open)}>
            <summary>{say('history')}</summary>
            {open ? (
                <Loaded query={query} bones={[80]} part>
                    {({ rows }) => (
                        <Frame label={say('history')}>
                            <table className="table dense">
                                <thead><tr><th className="n">{say('history.version')}</th><th>{say('list.at')}</th><th>{say('list.by')}</th><th>{say('list.state')}</th><th>{say('list.reason')}</th></tr></thead>
                                <tbody>{[...rows].sort((a, b) => b.version - a.version).map((row) => <tr key={row.version}><td className="n">{row.version}</td><td>{showTime(row.at)}</td><td>{row.by}</td><td>{row.state_text}</td><td className="wrap">{row.reason ?? ''}</td></tr>)}</tbody>
                            </table>
                        </Frame>
                    )}
                </Loaded>
            ) : null}
        </details>
    );
}

function Approve({ variant, units, onClose, onDone }: { variant: Variant; units: number; onClose: () => void; onDone: () => void }) {
    const act = useAct();
    const { value: typed, set: setTyped, sent } = useDocument(`variant:${variant.id}`, { title: variant.name });
    const [faults, setFaults] = useState({});
    const start = async () => {
        const found = documentFaults(typed, true);
        setFaults(found);
        if (Object.keys(found).length) return;
        if (await act.run(async () => { await post('/api/allocations/{id}/move', { args: { id: variant.id }, body: { to: 'approved', version: variant.version, document: documentBody(typed) } }); })) {
            sent();
            onDone();
        }
    };
    return (
        <Modal open width={720} title={say('approve')} onCancel={onClose} footer={[<Button key="no" onClick={onClose}>{t('action.cancel')}</Button>, <Button key="go" type="primary" loading={act.busy} onClick={() => void start()}>{say('approve')}</Button>]}>
            <div className="stack">
                <p>{say('approve.what', { units: n(units), years: `${variant.first_year}–${variant.first_year + variant.years - 1}` })}</p>
                <DocumentForm typed={typed} faults={faults} onChange={setTyped} />
                {act.problem ? <Alert type="error" role="alert" message={act.problem} /> : null}
            </div>
        </Modal>
    );
}

type WorkspaceProps = { variant: Variant | null; others: Schema['Variant'][]; parent: string; onParent: (parent: string) => void; onKept: (id: string) => void; onGone: () => void; reload: () => void };

export function Workspace({ variant, others, parent, onParent, onKept, onGone, reload }: WorkspaceProps) {
    const { message } = App.useApp();
    const { args, province } = usePageContext();
    const { session } = useSession();
    const link = useLinkTo();
    const act = useAct();
    const named = useDocumentName(variant?.document ? variant.province : '');
    const { value: work, set: setWork, kept, drop, sent } = useUnsent<Work>(variant ? `variant:${variant.id}` : `variant:new:${args.province}:${parent}`,
        { ask: variant?.ask ?? firstAsk(args.province, parent, nextYear(province)), name: variant?.name ?? '', version: variant?.version ?? 0 });
    const { ask, name } = work;
    const setAsk = useCallback((change: (now: Ask) => Ask) => setWork((now) => ({ ...now, ask: change(now.ask) })), [setWork]);
    const setName = (next: string) => setWork((now) => ({ ...now, name: next }));
    const [nameMissing, setNameMissing] = useState(false);
    const [part, setPart] = useState<'total' | 'voluntary'>('total');
    const [kind, setKind] = useState<Kind>('fixed');
    const [find, setFind] = useState('');
    const [withId, setWithId] = useState('');
    const [moving, setMoving] = useState<'submitted' | 'approved' | 'returned' | 'delete' | null>(null);
    const [goTo, setGoTo] = useState<string>('');
    const [lastSpot, setLastSpot] = useState<Spot | null>(null);
    const edits = may(session, 'allocate.edit');
    const disabled = !edits || (variant !== null && variant.state !== 'draft' && variant.state !== 'returned');
    const known = useGet('/api/allocations/known', edits ? { province: ask.province, first_year: ask.first_year, years: ask.years, ...(ask.parent ? { parent: ask.parent } : {}) } : null);
    const asked = useMemo(() => within(ask), [ask]);
    const computed = useTable(disabled ? null : asked);
    const table = disabled ? (variant?.table ?? null) : computed.table;
    const shown = disabled ? (variant?.table ?? null) : (computed.shown ?? (variant?.table.possible ? variant.table : null));
    const other = useGet('/api/allocations/{id}', withId ? { id: withId } : null);
    const unsaved = !disabled && (!variant ? true : !sameAsk(asked, variant.ask) || name !== variant.name);

    const held = useMemo(() => new Map((ask.cells ?? []).map((cell) => [spotKey(cell), cell])), [ask.cells]);
    const conflicts = useMemo(() => new Set((table?.possible === false ? table.conflicts : []).map((row) => `${row.unit ?? ''}/${row.year ?? ''}`)), [table]);
    const voluntary = part === 'voluntary';
    const onHold = useCallback((spot: Spot, text: string) => {
        const value = parseCount(text);
        setLastSpot(spot);
        setAsk((now) => hold(now, spot, kind, text.trim() === '' ? null : value));
    }, [kind]);
    const impossible = !disabled && table?.possible === false;
    const spot = lastSpot ?? asked.cells?.at(-1) ?? null; // what was typed last, also before the page was left
    const room = useRoom(asked, spot, impossible);
    const roomWords = roomIn(room, spot, held, shown);
    const onPaste = (spot: Spot, text: string, units: string[]) => {
        const { ask: next, bad } = pasteAt(ask, units, shown?.years ?? [], spot, kind, text);
        setAsk(() => next);
        if (bad.length) void message.warning(say('grid.bad', { text: bad.slice(0, 3).join(', ') }));
    };
    const matches = useCallback((unitName: string) => find === '' || holds(unitName, find), [find]);

    const go = (unit: string, year: number | null) => {
        setFind('');
        setGoTo(cellId(unit, year ?? shown?.years[0] ?? 0));
    };
    useEffect(() => {
        if (!goTo) return;
        const cell = document.getElementById(goTo);
        cell?.scrollIntoView({ block: 'center' });
        cell?.focus();
        setGoTo('');
    }, [goTo, find]);

    const save = async () => {
        if (!name.trim()) {
            setNameMissing(true);
            return;
        }
        await act.run(async () => {
            const saved = variant
                ? await put('/api/allocations/{id}', { args: { id: variant.id }, body: { name: name.trim(), ask: asked, version: work.version } })
                : await post('/api/allocations', { body: { name: name.trim(), ask: asked } });
            sent();
            void message.success(say('saved', { name: saved.name }));
            refreshAnswers('/api/allocations');
            onKept(saved.id);
        });
    };
    const move = async (to: 'submitted' | 'returned', reason: string) => {
        if (!variant) return;
        await post('/api/allocations/{id}/move', { args: { id: variant.id }, body: { to, version: variant.version, ...(reason ? { reason } : {}) } });
        refreshAnswers('/api/allocations');
        reload();
    };
    const last = (shown?.years.length ?? 0) - 1;
    const exports = variant && may(session, 'export') ? (['xlsx', 'csv'] as const).map((format) => ({ key: format, label: format === 'xlsx' ? t('table.exportXlsx') : t('table.exportCsv'), onClick: () => void act.run(() => download('/api/allocations/{id}', { id: variant.id }, format, 'phan-bo')) })) : null;
    const editsParent = !variant;
    return (
        <div className="stack">
            <div><Link to={link('/phan-bo')}>← {say('back')}</Link></div>
            <div className="row">
                <div className="grow"><Field label={say('name')} fault={nameMissing && !name.trim() ? say('name.needed') : undefined}><Input maxLength={200} disabled={disabled} value={name} onChange={(event) => setName(event.target.value)} /></Field></div>
                <div className="row end">
                    {variant ? <b>{variant.state_text}</b> : null}
                    {unsaved && variant ? <span className="soft">{say('unsaved')}</span> : null}
                    {disabled ? null : <Button type={unsaved ? 'primary' : 'default'} loading={act.busy} onClick={() => void save()}>{say('save')}</Button>}
                    {variant && !disabled ? <Button type={unsaved ? 'default' : 'primary'} disabled={unsaved || table?.possible === false} onClick={() => setMoving('submitted')}>{say('submit')}</Button> : null}
                    {variant?.state === 'submitted' && may(session, 'allocate.approve') ? <Button type="primary" onClick={() => setMoving('approved')}>{say('approve')}</Button> : null}
                    {variant?.state === 'submitted' && may(session, 'allocate.approve') ? <Button onClick={() => setMoving('returned')}>{say('return')}</Button> : null}
                    {exports && !unsaved ? <Dropdown menu={{ items: exports }} trigger={['click']}><Button>{say('export')} ▾</Button></Dropdown> : null}
                    {variant && !disabled ? <Button type="text" onClick={() => setMoving('delete')}>{say('delete')}</Button> : null}
                </div>
            </div>
            {kept && !disabled ? <Alert type="info" message={say('kept')} action={<Button size="small" onClick={drop}>{say('kept.drop')}</Button>} /> : null}
            {variant?.state === 'returned' && variant.reason ? <Alert type="warning" message={`${say('return.reason')}: ${variant.reason}`} /> : null}
            {variant?.changed ? <Alert type="warning" message={say('changed')} /> : null}
            {variant?.document ? <p>{say('document')} {named(variant.document)}. <Link to={link('/chi-tieu', { document: variant.document })}>{say('document.see')}</Link></p> : null}
            {act.problem ? <Alert type="error" role="alert" message={act.problem} /> : null}
            <Setup ask={ask} known={known.data} disabled={disabled} onChange={(some) => setAsk((now) => ({ ...now, ...some }))} onParent={(next) => { if (editsParent) onParent(next); }} />
            {computed.problem ? <Alert type="error" role="alert" message={computed.problem} /> : null}
            {known.problem && !computed.problem ? <Alert type="error" role="alert" message={known.problem.message} /> : null}
            {table && !table.possible ? <Conflicts table={shown ? { ...table, rows: shown.rows } : table} room={roomWords} onGo={go} /> : null}
            {shown ? (
                <>
                    <div>
                        <h1 className="sentence">{say('sentence', {
                            name: known.data?.parent_name ?? name, from: n(shown.rows.reduce((sum, row) => sum + ((voluntary ? row.current_voluntary : row.current_total) ?? 0), 0)),
                            to: n(voluntary ? shown.totals?.[last]?.voluntary : shown.totals?.[last]?.total), year: shown.years[last] ?? '', units: n(shown.rows.length),
                        })}</h1>
                        {table && !table.possible ? <p className="bad">{say('stale')}</p> : null}
                        <p className="soft" aria-live="polite">{computed.busy ? say('computing') : table?.possible === false ? '' : say('computed')}</p>
                        <details><summary>{(shown.notes?.length ?? 0) > 1 ? say('notes.more', { first: shown.notes?.[0] ?? '', count: (shown.notes?.length ?? 0) - 1 }) : (shown.notes?.[0] ?? '')}</summary><ul>{(shown.notes ?? []).slice(1).map((note, i) => <li key={i}>{note}</li>)}</ul></details>
                    </div>
                    <div className="table-tools">
                        <Segmented<'total' | 'voluntary'> aria-label={say('part')} value={part} onChange={setPart} options={[{ value: 'total', label: say('part.total') }, { value: 'voluntary', label: say('part.voluntary') }]} />
                        {disabled ? null : <label className="row tight">{say('kind')}<Select<Kind> aria-label={say('kind')} value={kind} onChange={setKind} style={{ width: 116 }} options={kinds.map((value) => ({ value, label: say(`kind.${value}`) }))} /></label>}
                        <Input className="filter" allowClear aria-label={say('filter')} placeholder={say('filter')} value={find} onChange={(event) => setFind(event.target.value)} />
                        {held.size && !disabled ? <span>{say('grid.held', { count: held.size })} <button type="button" className="link" onClick={() => setAsk((now) => ({ ...now, cells: [] }))}>{say('grid.release')}</button></span> : null}
                        <div className="head-space" />
                        <Select aria-label={say('compare.with')} value={withId} onChange={setWithId} style={{ minWidth: 180 }} options={[{ value: '', label: `${say('compare.with')}: ${say('compare.none')}` }, ...others.filter((row) => row.id !== variant?.id && row.parent === (ask.parent ?? '')).map((row) => ({ value: row.id, label: row.name }))]} />
                    </div>
                    {withId && other.data ? <Compare a={{ name: name || say('compare.this'), table: shown }} b={{ name: other.data.name, table: other.data.table }} /> : null}
                    {disabled ? null : <p className="soft">{say('grid.hint')}</p>}
                    <Grid table={shown} voluntary={voluntary} find={matches} held={held} conflicts={conflicts} room={roomBeside(room, spot)} disabled={disabled} onHold={onHold} onPaste={onPaste} />
                </>
            ) : computed.problem || table ? null : <Bones heights={[40, 480]} />}
            {variant ? <History id={variant.id} version={variant.version} /> : null}
            {moving === 'submitted' ? <AskModal title={say('submit')} go={say('submit')} onClose={() => setMoving(null)} run={(reason) => move('submitted', reason)}>{say('submit.what', { name })}</AskModal> : null}
            {moving === 'returned' ? <AskModal title={say('return')} go={say('return')} reason={say('return.reason')} needed={say('return.needed')} onClose={() => setMoving(null)} run={(reason) => move('returned', reason)}>{say('return.what')}</AskModal> : null}
            {moving === 'delete' && variant ? <AskModal title={say('delete')} go={say('delete')} onClose={() => setMoving(null)} run={async () => { await del('/api/allocations/{id}', { args: { id: variant.id } }); onGone(); refreshAnswers('/api/allocations'); }}>{say('delete.what', { name })}</AskModal> : null}
            {moving === 'approved' && variant ? <Approve variant={variant} units={shown?.rows.length ?? 0} onClose={() => setMoving(null)} onDone={() => { setMoving(null); refreshAnswers('/api/'); reload(); }} /> : null}
        </div>
    );
}
