/* A page that breaks does not take the shell with it.  Code that is not there is no break: ui/lazy.tsx says it. */
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
        return (
            <State sign="!" title={t('state.error')} next={this.state.error.message}>
                <Button kind="primary" onClick={() => location.reload()}>{t('app.reload')}</Button>
            </State>
        );
    }
}
