/* Words of one domain's pages: both languages side by side, loaded with the page and not before. */
import { lang } from './text.ts';

type Fill = Record<string, string | number>;
export type Words = Record<string, readonly [vi: string, en: string]>;

/** say('import.done', { count }) in the language of the user. */
export function speaker<W extends Words>(words: W): (key: keyof W & string, fill?: Fill) => string {
    return (key, fill) => {
        const text = (words[key] as readonly [string, string])[lang() === 'en' ? 1 : 0];
        return fill ? text.replace(/\{(\w+)\}/g, (_, name: string) => String(fill[name] ?? '')) : text;
    };
}
