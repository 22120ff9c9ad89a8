/* A page that breaks does not take the shell with it; a part that is gone after an update asks for a reload. */
import { Component } from 'react';
import type { ReactNode } from 'react';
import { t } from '../text/text.ts';
import { Button } from './plain.tsx';
import { State } from './states.tsx';

export class Guard extends Component<{ children: ReactNode }, { error: Error | null }> {
    override state = { error: null as Error | null };
    static getDerivedStateFromError(error: Error) {
        return { error };
    }
    override render() {
        if (!this.state.error) return this.props.children;
        const gone = /dynamically imported module|import/i.test(this.state.error.message);
        const away = gone && !navigator.onLine;
        return away ? (
            <State sign="⌁" title={t('state.offline')} next={t('state.offlineNext')}>
                <Button onClick={() => location.reload()}>{t('state.retry')}</Button>
            </State>
        ) : (
            <State sign="!" title={gone ? t('app.newVersion') : t('state.error')} next={gone ? '' : this.state.error.message}>
                <Button kind="primary" onClick={() => location.reload()}>{t('app.reload')}</Button>
            </State>
        );
    }
}
