import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { go } from '../state/use_address.ts';

/** An ordinary link that does not load the page anew; Ctrl, middle click and copying the address work as everywhere. */
export function Link({ to, onClick, ...rest }: { to: string } & AnchorHTMLAttributes<HTMLAnchorElement>) {
    const follow = (event: MouseEvent<HTMLAnchorElement>) => {
        onClick?.(event);
        if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        go(to);
    };
    return <a href={to} onClick={follow} {...rest} />;
}
