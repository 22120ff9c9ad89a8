/* Light and dark from the tokens of style.css; antd (antd.tsx) and charts get the same colours. */
import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';

export type Wish = 'light' | 'dark' | 'auto';
type Look = { dark: boolean; wish: Wish; setWish: (wish: Wish) => void };

const KEY = 'baophu:theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const LookContext = createContext<Look>({ dark: false, wish: 'auto', setWish: () => {} });
export const useLook = () => useContext(LookContext);

function wished(): Wish {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : 'auto';
}

/** A token's value now: token('accent'). */
export const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export function Theme({ children }: { children: ReactNode }) {
    const [wish, setWish] = useState(wished);
    const [systemDark, setSystemDark] = useState(system.matches);
    const [printing, setPrinting] = useState(false);
    const dark = !printing && (wish === 'dark' || (wish === 'auto' && systemDark));

    useEffect(() => {
        const follow = () => setSystemDark(system.matches);
        // Paper is white: pictures are drawn anew before the browser takes them.
        const before = () => flushSync(() => setPrinting(true));
        const after = () => setPrinting(false);
        system.addEventListener('change', follow);
        addEventListener('beforeprint', before);
        addEventListener('afterprint', after);
        return () => {
            system.removeEventListener('change', follow);
            removeEventListener('beforeprint', before);
            removeEventListener('afterprint', after);
        };
    }, []);

    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    const look = useMemo<Look>(() => ({
        dark, wish,
        setWish: (next) => {
            if (next === 'auto') localStorage.removeItem(KEY);
            else localStorage.setItem(KEY, next);
            setWish(next);
        },
    }), [dark, wish]);
    return <LookContext.Provider value={look}>{children}</LookContext.Provider>;
}
