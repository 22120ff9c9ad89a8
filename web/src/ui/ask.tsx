/* What cannot be undone: says in words what will happen to whom, takes a reason where one is needed. */
import { Alert, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { t } from '../text/text.ts';
import { useAct } from './act.ts';
import { Field } from './field.tsx';

export type AskProps = {
    title: string;
    /** What happens to whom. */
    children: ReactNode;
    go: string;
    /** Label of the reason; without it none is asked for. */
    reason?: string | undefined;
    needed?: string;
    /** False while something in it is still to be chosen. */
    ready?: boolean;
    onClose: () => void;
    run: (reason: string) => Promise<void>;
};

export function Ask({ title, children, go, reason, needed, ready = true, onClose, run }: AskProps) {
    const act = useAct();
    const [text, setText] = useState('');
    const [missing, setMissing] = useState(false);
    const start = async () => {
        if (reason && needed && !text.trim()) {
            setMissing(true);
            return;
        }
        if (await act.run(() => run(text.trim()))) onClose();
    };
    return (
        <Modal open title={title} onCancel={onClose} destroyOnHidden footer={[
            <Button key="no" onClick={onClose}>{t('action.cancel')}</Button>,
            <Button key="go" type="primary" loading={act.busy} disabled={!ready} onClick={() => void start()}>{go}</Button>,
        ]}>
            <div className="stack">
                {typeof children === 'string' ? <p>{children}</p> : children}
                {reason ? (
                    <Field label={reason} fault={missing && !text.trim() ? needed : undefined}>
                        <Input.TextArea rows={3} maxLength={2000} value={text} onChange={(event) => setText(event.target.value)} />
                    </Field>
                ) : null}
                {act.problem ? <Alert type="error" message={act.problem} role="alert" /> : null}
            </div>
        </Modal>
    );
}
