/* What only who writes a letter knows of it: number, days, whom to call.  The rest comes from the newest run and the law. */
import { Alert, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { post } from '../../api/client.ts';
import { refreshAnswers } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { useUnsent } from '../../state/unsent.ts';
import { say } from '../../text/outreach.ts';
import { t } from '../../text/text.ts';
import { useAct } from '../../ui/act.ts';
import { DayInput } from '../../ui/day.tsx';
import { Field } from '../../ui/field.tsx';
import { parseDate, showDate } from '../../vn/date.ts';
import { today } from './pieces.tsx';

type Typed = { number: string; day: string; due: string; contact: string };

function faultsOf(typed: Typed): Partial<Typed> {
    const faults: Partial<Typed> = {};
    const [written, due] = [parseDate(typed.day), parseDate(typed.due)];
    if (!typed.number.trim()) faults.number = say('letter.needNumber');
    if (!written) faults.day = typed.day.trim() ? t('day.wrong', { text: typed.day.trim() }) : say('letter.needDay');
    if (!due) faults.due = typed.due.trim() ? t('day.wrong', { text: typed.due.trim() }) : say('letter.needDue');
    if (written && due && due <= written) faults.due = say('letter.needOrder');
    if (!typed.contact.trim()) faults.contact = say('letter.needContact');
    return faults;
}

export function LetterForm({ id, onClose }: { id: number; onClose: () => void }) {
    const { args } = usePageContext();
    const act = useAct();
    const [tried, setTried] = useState(false);
    const { value: typed, set, sent } = useUnsent<Typed>(`letter:${id}`, { number: '', day: showDate(today()), due: '', contact: '' });
    const faults = tried ? faultsOf(typed) : {};
    const fault = (name: keyof Typed) => (act.field === name ? act.problem : faults[name]);
    const put = (name: keyof Typed) => (value: string) => set((now) => ({ ...now, [name]: value }));
    const write = async () => {
        setTried(true);
        const [written, due] = [parseDate(typed.day), parseDate(typed.due)];
        if (Object.keys(faultsOf(typed)).length || !written || !due) return;
        const body = { province: args.province, number: typed.number.trim(), day: written, due, contact: typed.contact.trim() };
        if (!await act.run(async () => { await post('/api/employers/{id}/letters', { args: { id }, body }); })) return;
        sent();
        refreshAnswers('/api/employers/');
        onClose();
    };
    return (
        <Modal open title={say('letter.new')} onCancel={onClose} footer={[<Button key="no" onClick={onClose}>{t('action.cancel')}</Button>, <Button key="go" type="primary" loading={act.busy} onClick={() => void write()}>{say('letter.go')}</Button>]}>
            <div className="stack">
                <p>{say('letter.newWhat')}</p>
                <Field label={say('letter.number')} fault={fault('number')} hint={say('letter.numberHint')}><Input maxLength={64} value={typed.number} onChange={(event) => put('number')(event.target.value)} /></Field>
                <div className="form-grid">
                    <Field label={say('letter.day')} fault={fault('day')}><DayInput value={typed.day} onChange={put('day')} /></Field>
                    <Field label={say('letter.due')} fault={fault('due')}><DayInput value={typed.due} onChange={put('due')} /></Field>
                </div>
                <Field label={say('letter.contact')} fault={fault('contact')}><Input maxLength={500} value={typed.contact} onChange={(event) => put('contact')(event.target.value)} /></Field>
                {act.problem && !act.field ? <Alert type="error" role="alert" message={act.problem} /> : null}
            </div>
        </Modal>
    );
}
