/* A day in the address of the page: typed d/m/yyyy, taken over when it is one. */
import { Input } from 'antd';
import { useState } from 'react';
import { say } from '../../text/admin.ts';
import { parseDate, showDate } from '../../vn/date.ts';
import { Field } from '../../ui/field.tsx';

export function Day({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
    const [text, setText] = useState(showDate(value));
    const [fault, setFault] = useState('');
    const take = () => {
        const day = text.trim() ? parseDate(text) : '';
        setFault(day === null ? say('dateWrong', { text: text.trim() }) : '');
        if (day === null) return;
        setText(showDate(day));
        if (day !== value) onChange(day);
    };
    return (
        <Field label={label} fault={fault || undefined}>
            <Input style={{ width: 148 }} placeholder={say('dateShape')} maxLength={10} value={text} onChange={(event) => setText(event.target.value)} onBlur={take} onPressEnter={take} />
        </Field>
    );
}
