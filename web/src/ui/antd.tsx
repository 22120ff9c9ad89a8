/* antd around the pages that use it: the same colours and language; loaded with the first such page. */
import { theme as antdTheme, ConfigProvider, App as AntdApp } from 'antd';
import type { ThemeConfig } from 'antd';
import viVN from 'antd/locale/vi_VN';
import enGB from 'antd/locale/en_GB';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { lang } from '../text/text.ts';
import { token, useLook } from './theme.tsx';

/* So long a message stays, time to read one sentence twice; a longer one says so itself. */
const SECONDS = 6;

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

export default function Antd({ children }: { children: ReactNode }) {
    const { dark } = useLook();
    const config = useMemo(() => antdOf(dark), [dark]);
    return (
        <ConfigProvider theme={config} locale={lang() === 'en' ? enGB : viVN} autoInsertSpaceInButton={false} virtual={false} wave={{ disabled: true }}>
            <AntdApp component={false} message={{ duration: SECONDS }}>{children}</AntdApp>
        </ConfigProvider>
    );
}
