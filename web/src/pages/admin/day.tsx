/* A day in the address of the page: typed d/m/yyyy, taken over when it is one. */
import { useState } from 'react';
import { t } from '../../text/text.ts';
import { DayInput } from '../../ui/day.tsx';
import { parseDate, showDate } from '../../vn/date.ts';
import { Field } from '../../ui/field.tsx';

export function Day({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
    const [text, setText] = useState(showDate(value));
    const [fault, setFault] = useState('');
    const take = () => {
        const day = text.trim() ? parseDate(text) : '';
        setFault(day === null ? t('day.wrong', { text: text.trim() }) : '');
        if (day === null) return;
        setText(showDate(day));
        if (day !== value) onChange(day);
    };
    return (
        <Field label={label} fault={fault || undefined}>
            <DayInput style={{ width: 148 }} value={text} onChange={setText} onBlur={take} onPressEnter={take} />
        </Field>
    );
}
