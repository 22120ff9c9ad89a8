/* Parts that come when they are shown; those that use antd come in its surroundings.
 *
 * A part whose code is not there is a state in words and nothing that is thrown: without a network it says so; after a
 * release, which has replaced the files of this page, the page is loaded anew once, and then offers it. */
import { lazy } from 'react';
import type { ComponentType } from 'react';
import { t } from '../text/text.ts';
import { Button } from './plain.tsx';
import { State } from './states.tsx';

type Part<P> = { default: ComponentType<P> };
type Load<P> = () => Promise<Part<P>>;

const RELOADED = 'baophu:reloaded'; // when, in this tab
const ONCE_MS = 60_000;

const isThere = async () => navigator.onLine && (await fetch('/healthz', { cache: 'no-store' }).then((answer) => answer.text().then(() => answer.ok)).catch(() => false));

const Away = () => (
    <State sign="⌁" title={t('state.offline')} next={t('state.offlineNext')}>
        <Button onClick={() => location.reload()}>{t('state.retry')}</Button>
    </State>
);
const Newer = () => (
    <State sign="!" title={t('app.newVersion')} next={t('app.newVersionNext')}>
        <Button kind="primary" onClick={() => location.reload()}>{t('app.reload')}</Button>
    </State>
);

async function missing(anew: boolean): Promise<ComponentType> {
    if (!(await isThere())) return Away;
    if (!anew || Date.now() - Number(sessionStorage.getItem(RELOADED) ?? 0) < ONCE_MS) return Newer;
    sessionStorage.setItem(RELOADED, String(Date.now()));
    location.reload();
    return new Promise(() => undefined);
}

/** `anew`: a page, on which nothing is typed yet when its code is asked for. */
export function later<P extends object>(load: Load<P>, anew = true) {
    return lazy(() => load().catch(async () => ({ default: (await missing(anew)) as ComponentType<P> })));
}

export function lazyAntd<P extends object>(load: Load<P>, anew = true) {
    return later(async () => {
        const [{ default: Part }, { default: Antd }] = await Promise.all([load(), import('./antd.tsx')]);
        return { default: (props: P) => <Antd><Part {...props} /></Antd> };
    }, anew);
}
