/* Buttons, choices and menus of the browser's own: what the first pages need, so that they wait for no library.
 * Pages with forms, dialogs and calendars take antd's (antd.tsx). */
import { useEffect, useId, useRef, useState } from 'react';
import type { ButtonHTMLAttributes, KeyboardEvent, ReactNode } from 'react';

type ButtonProps = { kind?: 'plain' | 'primary' | 'link'; small?: boolean; busy?: boolean } & ButtonHTMLAttributes<HTMLButtonElement>;

export function Button({ kind = 'plain', small = false, busy = false, className = '', ...rest }: ButtonProps) {
    return <button type="button" className={`btn btn-${kind} ${small ? 'btn-small' : ''} ${className}`} aria-busy={busy || undefined} disabled={busy} {...rest} />;
}

export type Option<T extends string> = { value: T; label: string; disabled?: boolean; title?: string | undefined };

export function Choice<T extends string>({ label, value, options, onChange, none, className = '' }: {
    label: string;
    value: T | '';
    options: Option<T>[];
    onChange: (value: T) => void;
    /** What no choice is called; without it one of the options is chosen always. */
    none?: string | undefined;
    className?: string;
}) {
    return (
        <select className={`choice ${className}`} aria-label={label} value={value} onChange={(event) => onChange(event.target.value as T)}>
            {none !== undefined || !options.some((option) => option.value === value) ? <option value="" disabled={none === undefined}>{none ?? ''}</option> : null}
            {options.map((option) => <option key={option.value} value={option.value} disabled={option.disabled} title={option.title}>{option.label}</option>)}
        </select>
    );
}

/** One of a few, all of them seen; '' while nothing was chosen. */
export function Segments<T extends string>({ label, value, options, onChange, small = false }: { label: string; value: T | ''; options: Option<T>[]; onChange: (value: T) => void; small?: boolean }) {
    const name = useId();
    return (
        <div className={`segments ${small ? 'btn-small' : ''}`} role="radiogroup" aria-label={label}>
            {options.map((option) => (
                <label key={option.value} title={option.title} className={option.value === value ? 'on' : ''}>
                    <input type="radio" name={name} value={option.value} checked={option.value === value} disabled={option.disabled} onChange={() => onChange(option.value)} />
                    <span>{option.label}</span>
                </label>
            ))}
        </div>
    );
}

/** Opens `children` below a button; closes by Escape, a click elsewhere, or `close`. */
function usePopup() {
    const [open, setOpen] = useState(false);
    const box = useRef<HTMLDivElement>(null);
    const close = () => {
        setOpen(false);
        box.current?.querySelector<HTMLElement>('[aria-expanded]')?.focus();
    };
    useEffect(() => {
        if (!open) return;
        const outside = (event: PointerEvent) => {
            if (!box.current?.contains(event.target as Node)) setOpen(false);
        };
        addEventListener('pointerdown', outside);
        return () => removeEventListener('pointerdown', outside);
    }, [open]);
    const keys = (event: KeyboardEvent) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        close();
    };
    return { open, setOpen, box, close, keys };
}

export function Popup({ label, title, children, className = '' }: { label: ReactNode; title?: string; children: ReactNode; className?: string }) {
    const { open, setOpen, box, keys } = usePopup();
    return (
        <div className={`popup-place ${className}`} ref={box} onKeyDown={keys}>
            <Button aria-expanded={open} aria-label={title} onClick={() => setOpen(!open)}>{label}</Button>
            {open ? <div className="popup">{children}</div> : null}
        </div>
    );
}

export type MenuItem = { key: string; label: string; onClick: () => void } | null;

/** `null` among the items draws a line. */
export function Menu({ label, title, items, busy = false }: { label: ReactNode; title?: string; items: MenuItem[]; busy?: boolean }) {
    const { open, setOpen, box, close, keys } = usePopup();
    const list = useRef<HTMLDivElement>(null);
    useEffect(() => {
        if (open) list.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    }, [open]);
    const move = (event: KeyboardEvent) => {
        keys(event);
        const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
        if (event.key === 'Tab') setOpen(false);
        if (!step || !open) return;
        event.preventDefault();
        const all = [...(list.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
        const at = all.indexOf(document.activeElement as HTMLElement);
        all[(at + step + all.length) % all.length]?.focus();
    };
    return (
        <div className="popup-place" ref={box} onKeyDown={move}>
            <Button aria-haspopup="menu" aria-expanded={open} aria-label={title} busy={busy} onClick={() => setOpen(!open)}>{label}</Button>
            {open ? (
                <div className="popup" role="menu" aria-label={title} ref={list}>
                    {items.map((item, i) => (item
                        ? <button key={item.key} type="button" role="menuitem" tabIndex={-1} onClick={() => { close(); item.onClick(); }}>{item.label}</button>
                        : <hr key={i} />))}
                </div>
            ) : null}
        </div>
    );
}
