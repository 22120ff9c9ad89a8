/* Parts that come when they are shown; those that use antd come in its surroundings. */
import { lazy } from 'react';
import type { ComponentType } from 'react';

type Load<P> = () => Promise<{ default: ComponentType<P> }>;

export function lazyAntd<P extends object>(load: Load<P>) {
    return lazy(async () => {
        const [{ default: Part }, { default: Antd }] = await Promise.all([load(), import('./antd.tsx')]);
        return { default: (props: P) => <Antd><Part {...props} /></Antd> };
    });
}
