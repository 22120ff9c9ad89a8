/* Light and dark from the tokens of style.css; antd and charts get the same colours. */
import { theme as antdTheme, ConfigProvider, App as AntdApp } from 'antd';
import type { ThemeConfig } from 'antd';
import viVN from 'antd/locale/vi_VN';
import enGB from 'antd/locale/en_GB';
import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { lang } from '../text/text.ts';

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

function antdOf(dark: boolean): ThemeConfig {
    return {
        algorithm: dark ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
        cssVar: { key: dark ? 'look-dark' : 'look-light' }, // also a class of every part: not one of style.css
        hashed: false,
        token: {
            colorPrimary: token('accent'), colorLink: token('accent'), colorText: token('text'),
            colorTextSecondary: token('text-2'), colorTextDescription: token('text-2'), colorTextPlaceholder: token('text-2'), colorTextDisabled: token('text-2'),
            colorBgContainer: token('card'), colorBgElevated: token('card'), colorBgLayout: token('back'),
            colorBorder: token('line'), colorBorderSecondary: token('line-soft'), colorError: token('bad'),
            fontFamily: token('font'), fontSize: 14, borderRadius: 4, wireframe: false, motion: false,
            boxShadow: 'none', boxShadowSecondary: `0 0 0 1px ${token('line')}, 0 6px 16px rgba(0, 0, 0, 0.12)`,
            colorTextLightSolid: dark ? '#0b1420' : '#ffffff',
        },
        components: { Button: { primaryShadow: 'none', defaultShadow: 'none' } },
    };
}

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
    const config = useMemo(() => antdOf(dark), [dark]);
    const look = useMemo<Look>(() => ({
        dark, wish,
        setWish: (next) => {
            if (next === 'auto') localStorage.removeItem(KEY);
            else localStorage.setItem(KEY, next);
            setWish(next);
        },
    }), [dark, wish]);
    return (
        <LookContext.Provider value={look}>
            <ConfigProvider theme={config} locale={lang() === 'en' ? enGB : viVN} autoInsertSpaceInButton={false} wave={{ disabled: true }}>
                <AntdApp component={false}>{children}</AntdApp>
            </ConfigProvider>
        </LookContext.Provider>
    );
}
