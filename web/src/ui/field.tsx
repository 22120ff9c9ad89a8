/* A labelled field: the error stands at it, says what was expected, and what was typed stays. */
import { useId } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { cloneElement } from 'react';

type Control = { id?: string; status?: '' | 'error' | 'warning'; 'aria-describedby'?: string; 'aria-invalid'?: boolean };

export function Field({ label, fault, hint, children }: { label: ReactNode; fault?: string | undefined; hint?: ReactNode; children: ReactElement<Control> }) {
    const id = useId();
    const says = fault || hint ? `${id}-says` : undefined;
    return (
        <div className="field">
            <label htmlFor={id}>{label}</label>
            {cloneElement(children, { id, status: fault ? 'error' : '', ...(says ? { 'aria-describedby': says } : {}), 'aria-invalid': !!fault })}
            {fault ? <div className="fault" id={says} role="alert">{fault}</div> : hint ? <div className="soft" id={says}>{hint}</div> : null}
        </div>
    );
}
