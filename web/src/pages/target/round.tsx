/* One round: the proposals of one's territory, and what one may do with them. */
import { Alert, App, Button, Checkbox, Drawer, Input, Modal } from 'antd';
import { useMemo, useState } from 'react';
import { download, post, put } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { refreshAnswers, useGet } from '../../api/hooks.ts';
import { may, useSession } from '../../state/session.ts';
import { useUnsent } from '../../state/unsent.ts';
import { lang, t } from '../../text/text.ts';
import { say } from '../../text/target.ts';
import { useAct } from '../../ui/act.ts';
import { Ask } from '../../ui/ask.tsx';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Field } from '../../ui/field.tsx';
import { Frame } from '../../ui/frame.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showDate, showTime } from '../../vn/date.ts';
import { change, count, parseCount } from '../../vn/number.ts';
import { DocumentForm, documentBody, documentFaults, useDocument, useDocumentName } from './document_form.tsx';

type Round = Schema['RoundDetail'];
type Proposal = Schema['Proposal'];
type Side = 'insurance' | 'home-affairs';
const n = (value: number | null | undefined) => count(value, lang());
const written = (value: number | null | undefined) => (value === null || value === undefined ? '' : n(value));

/** For which of the two the account reviews, by its roles. */
function sideOf(roles: string[]): Side | null {
    if (roles.some((role) => role.startsWith('si-'))) return 'insurance';
    return roles.includes('home-affairs') ? 'home-affairs' : null;
}

function Propose({ round, proposal, onClose, onDone }: { round: string; proposal: Proposal; onClose: () => void; onDone: () => void }) {
    const { message } = App.useApp();
    const act = useAct();
    const first = { total: written(proposal.total ?? proposal.path), voluntary: written(proposal.voluntary ?? proposal.path_voluntary), reason: proposal.reason };
    const { value: typed, set, sent } = useUnsent(`proposal:${round}:${proposal.unit}`, first);
    const { total, voluntary, reason } = typed;
    const text = (name: keyof typeof typed) => ({ value: typed[name], onChange: (event: { target: { value: string } }) => set((now) => ({ ...now, [name]: event.target.value })) });
    const [tried, setTried] = useState(false);
    const [all, part] = [parseCount(total), parseCount(voluntary)];
    const faults: { total?: string; voluntary?: string; reason?: string } = {};
    if (all === null) faults.total = say('rounds.notNumber', { text: total });
    else if (all < proposal.low || all > proposal.high) faults.total = say('rounds.outside', { low: n(proposal.low), high: n(proposal.high) });
    if (part === null) faults.voluntary = say('rounds.notNumber', { text: voluntary });
    else if (all !== null && part > all) faults.voluntary = say('rounds.more');
    if (all !== null && all < (proposal.path ?? 0) && !reason.trim()) faults.reason = say('rounds.reasonNeeded');
    const start = async () => {
        setTried(true);
        if (Object.keys(faults).length || all === null || part === null) return;
        const body: { total: number; voluntary: number; version: number; reason?: string } = { total: all, voluntary: part, version: proposal.version };
        if (reason.trim()) body.reason = reason.trim();
        const good = await act.run(async () => { await put('/api/rounds/{id}/proposals/{code}', { args: { id: round, code: proposal.unit }, body }); });
        if (!good) return;
        sent();
        void message.success(say('rounds.sent', { name: proposal.name }));
        onDone();
    };
    return (
        <Modal open title={say('rounds.proposeTitle', { name: proposal.name })} onCancel={onClose} footer={[<Button key="no" onClick={onClose}>{t('action.cancel')}</Button>, <Button key="go" type="primary" loading={act.busy} onClick={() => void start()}>{say('rounds.send')}</Button>]}>
            <div className="stack">
                <p>{say('rounds.proposeWhat', { low: n(proposal.low), high: n(proposal.high), path: n(proposal.path), current: n(proposal.current) })}</p>
                <div className="form-grid">
                    <Field label={say('rounds.total')} fault={total && faults.total ? faults.total : tried ? faults.total : undefined}><Input inputMode="numeric" maxLength={20} {...text('total')} /></Field>
                    <Field label={say('rounds.voluntary')} fault={voluntary && faults.voluntary ? faults.voluntary : tried ? faults.voluntary : undefined}><Input inputMode="numeric" maxLength={20} {...text('voluntary')} /></Field>
                </div>
                <Field label={say('rounds.reason')} fault={tried ? faults.reason : undefined} hint={say('rounds.reasonNeeded')}><Input.TextArea rows={3} maxLength={2000} {...text('reason')} /></Field>
                {act.problem ? <Alert type="error" role="alert" message={act.problem} /> : null}
            </div>
        </Modal>
    );
}

function Decide({ round, onClose, onDone }: { round: Round; onClose: () => void; onDone: () => void }) {
    const act = useAct();
    const { value: typed, set: setTyped, sent } = useDocument(`round:${round.id}`);
    const [faults, setFaults] = useState({});
    const [others, setOthers] = useState(false);
    const open = round.communes - round.agreed;
    const start = async () => {
        const found = documentFaults(typed, true);
        setFaults(found);
        if (Object.keys(found).length) return;
        const body: Schema['RoundDecision'] = { ...documentBody(typed), version: round.version, others: others ? 'path' : 'refuse' };
        if (await act.run(async () => { await post('/api/rounds/{id}/decision', { args: { id: round.id }, body }); })) {
            sent();
            onDone();
        }
    };
    return (
        <Modal open width={720} title={say('rounds.decide')} onCancel={onClose} footer={[<Button key="no" onClick={onClose}>{t('action.cancel')}</Button>, <Button key="go" type="primary" loading={act.busy} onClick={() => void start()}>{say('rounds.decide')}</Button>]}>
            <div className="stack">
                <p>{say('rounds.decideWhat', { year: round.year, communes: n(round.communes) })}</p>
                <DocumentForm typed={typed} faults={faults} onChange={setTyped} />
                {open > 0 ? <Checkbox checked={others} onChange={(event) => setOthers(event.target.checked)}>{say('rounds.others', { count: n(open) })}</Checkbox> : null}
                {act.problem ? <Alert type="error" role="alert" message={act.problem} /> : null}
            </div>
        </Modal>
    );
}

function History({ round, proposal, onClose }: { round: string; proposal: Proposal; onClose: () => void }) {
    const query = useGet('/api/rounds/{id}/proposals/{code}', { id: round, code: proposal.unit });
    const title = say('rounds.historyOf', { name: proposal.name });
    const who = (side: string) => (side === 'insurance' ? say('rounds.insurance') : side === 'home-affairs' ? say('rounds.homeAffairs') : '');
    return (
        <Drawer open onClose={onClose} width={640} title={title}>
            <Loaded query={query} bones={[120]}>
                {({ rows }) => (
                    <Frame label={title}>
                        <table className="table dense">
                            <thead><tr><th>{t('col.at')}</th><th>{t('col.who')}</th><th>{say('rounds.state')}</th><th className="n">{say('rounds.total')}</th><th className="n">{say('rounds.voluntary')}</th><th>{say('rounds.reason')}</th></tr></thead>
                            <tbody>{rows.map((row, i) => <tr key={i}><td>{showTime(row.at)}</td><td>{row.by}</td><td>{who(row.side)} {row.action === 'proposed' ? say('rounds.propose') : row.action === 'agreed' ? say('rounds.yes') : say('rounds.return')}</td><td className="n">{n(row.total)}</td><td className="n">{n(row.voluntary)}</td><td>{row.reason || '–'}</td></tr>)}</tbody>
                        </table>
                    </Frame>
                )}
            </Loaded>
        </Drawer>
    );
}

type Open = { what: 'propose' | 'return' | 'history'; proposal: Proposal } | { what: 'decide' } | null;

function Table({ round, side, proposes, onOpen, agree }: { round: Round; side: Side | null; proposes: boolean; onOpen: (open: Open) => void; agree: (proposal: Proposal) => void }) {
    const columns = useMemo<Column<Proposal>[]>(() => {
        const said = (agreed: boolean | null, reason: string | undefined) => (agreed === null ? say('rounds.notYet') : agreed ? say('rounds.yes') : say('rounds.no', { reason: reason ?? '' }));
        const acts = (row: Proposal) => {
            const mine = side === 'insurance' ? row.insurance : row.home_affairs;
            return (
                <span className="row tight">
                    {proposes && row.state !== 'agreed' ? <Button size="small" onClick={() => onOpen({ what: 'propose', proposal: row })}>{say('rounds.propose')}</Button> : null}
                    {side && row.state === 'proposed' && mine === null ? (
                        <>
                            <Button size="small" type="primary" onClick={() => agree(row)}>{say('rounds.agree')}</Button>
                            <Button size="small" onClick={() => onOpen({ what: 'return', proposal: row })}>{say('rounds.return')}</Button>
                        </>
                    ) : null}
                    {row.version > 0 ? <Button size="small" type="text" onClick={() => onOpen({ what: 'history', proposal: row })}>{say('rounds.histories')}</Button> : null}
                </span>
            );
        };
        return [
            { key: 'name', file: 'unit', title: say('rounds.commune'), value: (row) => row.name },
            { key: 'state', title: say('rounds.state'), value: (row) => row.state_text },
            { key: 'current', title: say('rounds.current'), value: (row) => row.current, numeric: true },
            { key: 'path', title: say('rounds.path'), value: (row) => row.path, numeric: true },
            { key: 'bounds', title: say('rounds.bounds'), value: (row) => row.low, numeric: true, show: (row) => `${n(row.low)} – ${n(row.high)}` },
            { key: 'total', title: say('rounds.total'), value: (row) => row.total, numeric: true, className: (row) => (row.total !== null && row.total < (row.path ?? 0) ? 'bad' : '') },
            { key: 'voluntary', title: say('rounds.voluntary'), value: (row) => row.voluntary, numeric: true },
            { key: 'acts', title: say('rounds.acts'), value: () => '', show: acts },
            { key: 'insurance', title: say('rounds.insurance'), value: (row) => said(row.insurance, row.insurance_reason), most: 200 },
            { key: 'homeAffairs', title: say('rounds.homeAffairs'), value: (row) => said(row.home_affairs, row.home_affairs_reason), most: 200 },
            { key: 'reason', title: say('rounds.reason'), value: (row) => row.reason, most: 280 },
            { key: 'outcome', file: 'outcome_total', title: say('rounds.outcome'), value: (row) => row.outcome_total, numeric: true, show: (row) => `${n(row.outcome_total)}${row.outcome_by === 'path' ? ` (${say('rounds.byPath')})` : ''}`, hidden: true },
        ];
    }, [side, proposes, onOpen, agree]);
    return <DataTable name="round" label={say('rounds.year', { year: round.year })} columns={columns} rows={round.rows} id={(row) => row.unit} exported={(format, picked) => download('/api/rounds/{id}', { id: round.id, ...picked }, format, `de-xuat-${round.year}`)} />;
}

export function RoundView({ id, onBack }: { id: string; onBack: () => void }) {
    const { session } = useSession();
    const query = useGet('/api/rounds/{id}', { id });
    const named = useDocumentName(query.data?.province ?? '');
    const act = useAct(true);
    const [open, setOpen] = useState<Open>(null);
    const side = may(session, 'target.review') ? sideOf(session.grants.map((grant) => grant.role)) : null;
    const done = () => {
        setOpen(null);
        query.reload();
    };
    const review = (proposal: Proposal, agree: boolean, reason: string) =>
        post('/api/rounds/{id}/proposals/{code}/review', { args: { id, code: proposal.unit }, body: { as: side ?? 'home-affairs', agree, version: proposal.version, ...(reason ? { reason } : {}) } });
    const agree = useMemo(() => (proposal: Proposal) => void act.run(async () => {
        await review(proposal, true, '');
        query.reload();
    }), [side, id]);
    return (
        <Loaded query={query} bones={[60, 480]}>
            {(round) => (
                <div className="stack">
                    <div><button type="button" className="link" onClick={onBack}>← {say('rounds.back')}</button></div>
                    <div>
                        <h1 className="sentence">{say('rounds.sentence', { year: round.year, proposed: n(round.proposed), communes: n(round.communes), agreed: n(round.agreed) })}</h1>
                        {round.sum !== null && round.path !== null ? <p>{say('rounds.sum', { sum: n(round.sum), path: n(round.path), difference: change(round.sum - round.path, lang()) })}</p> : null}
                        <p className="soft">{say('rounds.deadline')}: {showDate(round.deadline)} · {round.state_text}{round.document ? ` · ${say('rounds.decided', { document: named(round.document) })}` : ''}</p>
                    </div>
                    {may(session, 'target.decide') ? <div><Button type="primary" onClick={() => setOpen({ what: 'decide' })}>{say('rounds.decide')}</Button></div> : null}
                    <Table round={round} side={side} proposes={may(session, 'target.propose') && round.state === 'open'} onOpen={setOpen} agree={agree} />
                    {open?.what === 'propose' ? <Propose round={id} proposal={open.proposal} onClose={() => setOpen(null)} onDone={done} /> : null}
                    {open?.what === 'history' ? <History round={id} proposal={open.proposal} onClose={() => setOpen(null)} /> : null}
                    {open?.what === 'return' ? (
                        <Ask title={say('rounds.returnTitle', { name: open.proposal.name })} go={say('rounds.return')} reason={say('rounds.reason')} needed={say('rounds.returnNeeded')} onClose={done}
                            run={async (reason) => { await review(open.proposal, false, reason); }}>{say('rounds.returnWhat')}</Ask>
                    ) : null}
                    {open?.what === 'decide' ? <Decide round={round} onClose={() => setOpen(null)} onDone={() => { refreshAnswers('/api/targets', '/api/documents', '/api/progress', '/api/overview', '/api/rounds'); done(); }} /> : null}
                </div>
            )}
        </Loaded>
    );
}
