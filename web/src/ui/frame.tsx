import type { ReactNode } from 'react';

/** A small table that may be wider than the window: it scrolls by itself, by keyboard too. */
export function Frame({ label, className = '', children }: { label: string; className?: string; children: ReactNode }) {
    return <div className={`table-frame ${className}`} role="region" aria-label={label} tabIndex={0}>{children}</div>;
}
