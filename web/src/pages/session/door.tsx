/* The frame of pages for whoever is not signed in. */
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { lang, setLang, t } from '../../text/text.ts';

export function Door({ children }: { children: ReactNode }) {
    return (
        <div className="door">
            <main className="stack">
                <div className="row">
                    <img src="/icon.svg" alt="" width="40" height="40" />
                    <div><b>{t('app.name')}</b><div className="soft">{t('app.about')}</div></div>
                </div>
                {children}
            </main>
            <Button type="link" onClick={() => void setLang(lang() === 'vi' ? 'en' : 'vi').then(() => location.reload())}>{t('menu.language')}</Button>
        </div>
    );
}
