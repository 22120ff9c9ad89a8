/* Lập chỉ tiêu năm: communes propose within bounds, BHXH and Sở Nội vụ review, a decision sets the targets. */
import { Alert, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { post } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { nextYear, usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { usePlaceValue } from '../../state/use_address.ts';
import { lang, t } from '../../text/text.ts';
import { say } from '../../text/target.ts';
import { useAct } from '../../ui/act.ts';
import { DayInput } from '../../ui/day.tsx';
import { Field } from '../../ui/field.tsx';
import { Loaded, State } from '../../ui/states.tsx';
import { parseDate, showDate } from '../../vn/date.ts';
import { count, parseCount } from '../../vn/number.ts';
import { useDocumentName } from './document_form.tsx';
import { RoundView } from './round.tsx';

type Round = Schema['Round'];

function Open({ province, next, onClose, onDone }: { province: string; next: number; onClose: () => void; onDone: (round: Round) => void }) {
    const act = useAct();
    const [year, setYear] = useState(String(next));
    const [deadline, setDeadline] = useState('');
    const [low, setLow] = useState('90');
    const [high, setHigh] = useState('120');
    const [faults, setFaults] = useState<Record<string, string>>({});
    const start = async () => {
        const found: Record<string, string> = {};
        const [y, l, h, day] = [parseCount(year), parseCount(low), parseCount(high), parseDate(deadline)];
        if (y === null || y < 2000 || y > 2100) found.year = say('rounds.percentWrong', { from: 2000, to: 2100 });
        if (!day) found.deadline = deadline.trim() ? t('day.wrong', { text: deadline.trim() }) : say('rounds.needDeadline');
        if (l === null || l < 0 || l > 100) found.low = say('rounds.percentWrong', { from: 0, to: 100 });
        if (h === null || h < 100 || h > 500) found.high = say('rounds.percentWrong', { from: 100, to: 500 });
        setFaults(found);
        if (Object.keys(found).length || y === null || l === null || h === null || !day) return;
        await act.run(async () => onDone(await post('/api/rounds', { body: { province, year: y, deadline: day, low_bp: l * 100, high_bp: h * 100 } })));
    };
    return (
        <Modal open title={say('rounds.open')} onCancel={onClose} footer={[<Button key="no" onClick={onClose}>{t('action.cancel')}</Button>, <Button key="go" type="primary" loading={act.busy} onClick={() => void start()}>{say('rounds.openGo')}</Button>]}>
            <div className="stack">
                <div className="form-grid">
                    <Field label={say('rounds.yearLabel')} fault={faults.year}><Input inputMode="numeric" maxLength={4} value={year} onChange={(event) => setYear(event.target.value)} /></Field>
                    <Field label={say('rounds.deadline')} fault={faults.deadline}><DayInput value={deadline} onChange={setDeadline} /></Field>
                    <Field label={say('rounds.low')} fault={faults.low}><Input inputMode="numeric" maxLength={3} value={low} onChange={(event) => setLow(event.target.value)} /></Field>
                    <Field label={say('rounds.high')} fault={faults.high}><Input inputMode="numeric" maxLength={3} value={high} onChange={(event) => setHigh(event.target.value)} /></Field>
                </div>
                <p>{say('rounds.openWhat')}</p>
                {act.problem ? <Alert type="error" role="alert" message={act.problem} /> : null}
            </div>
        </Modal>
    );
}

function RoundCard({ round, onOpen }: { round: Round; onOpen: () => void }) {
    const named = useDocumentName(round.province);
    return (
        <section className="card stack">
            <div className="spread"><h2>{say('rounds.year', { year: round.year })}</h2><b>{round.state_text}</b></div>
            <p>{say('rounds.sentence', { year: round.year, proposed: count(round.proposed, lang()), communes: count(round.communes, lang()), agreed: count(round.agreed, lang()) })}</p>
            <p className="soft">{say('rounds.deadline')}: {showDate(round.deadline)}{round.document ? ` · ${say('rounds.decided', { document: named(round.document) })}` : ''}</p>
            <div><Button onClick={onOpen}>{say('rounds.year', { year: round.year })} →</Button></div>
        </section>
    );
}

export function Rounds() {
    const { args, province } = usePageContext();
    const { session } = useSession();
    const [id, setId] = usePlaceValue('round');
    const [opening, setOpening] = useState(false);
    const query = useGet('/api/rounds', args.province ? { province: args.province } : null);
    const decides = may(session, 'target.decide') && !!province?.whole;
    if (id) return <RoundView id={id} onBack={() => { setId(''); query.reload(); }} />;
    return (
        <Loaded query={query} bones={[120, 120]}>
            {({ rows }) => (
                <div className="stack">
                    {decides ? <div><Button type="primary" onClick={() => setOpening(true)}>{say('rounds.open')}</Button></div> : null}
                    {rows.length === 0 ? <State sign="∅" title={say('rounds.none')} next={say('rounds.noneNext')} /> : null}
                    {rows.map((round) => <RoundCard key={round.id} round={round} onOpen={() => setId(round.id)} />)}
                    {opening ? <Open province={args.province} next={nextYear(province)} onClose={() => setOpening(false)} onDone={(round) => { setOpening(false); query.reload(); setId(round.id); }} /> : null}
                </div>
            )}
        </Loaded>
    );
}
