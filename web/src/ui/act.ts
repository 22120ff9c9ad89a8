/* A change that the user asked for: busy while it runs, its problem in words, nothing typed is lost. */
import { App } from 'antd';
import { useCallback, useState } from 'react';
import { ApiProblem } from '../api/client.ts';
import { t } from '../text/text.ts';

export const wordsOf = (error: unknown): string => {
    if (!(error instanceof ApiProblem)) throw error;
    if (error.offline) return `${t('state.offline')}. ${t('state.offlineNext')}`;
    return error.message || t('state.errorNext', { id: error.requestId || '–' });
};

export type Act = {
    busy: boolean;
    /** "" while all is well. */
    problem: string;
    /** The field that the server found fault with; "" none. */
    field: string;
    /** What kind of problem, for the page; "" none. */
    code: string;
    clear: () => void;
    /** True when it went well. */
    run: (what: () => Promise<void>) => Promise<boolean>;
};

const none = { words: '', field: '', code: '' };

/** `loud`: the problem is also a message, where no place on the page shows it. */
export function useAct(loud = false): Act {
    const { message } = App.useApp();
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState(none);
    const run = useCallback(async (what: () => Promise<void>) => {
        setBusy(true);
        setProblem(none);
        try {
            await what();
            return true;
        } catch (error) {
            const words = wordsOf(error);
            setProblem({ words, field: error instanceof ApiProblem ? error.field : '', code: error instanceof ApiProblem ? error.code : '' });
            if (loud) void message.error(words, 8);
            return false;
        } finally {
            setBusy(false);
        }
    }, [loud, message]);
    return { busy, problem: problem.words, field: problem.field, code: problem.code, clear: useCallback(() => setProblem(none), []), run };
}
