/* t('card.ofTarget', { share, year, target }) in the language of the user.  Vietnamese is part of the first load,
 * English comes when it is asked for. */
import { clientState } from '../api/client.ts';
import { vi } from './vi.ts';
import type { Key } from './vi.ts';

export type Lang = 'vi' | 'en';
export type { Key };
type Fill = Record<string, string | number>;

const state: { lang: Lang; words: Record<Key, string> } = { lang: 'vi', words: vi };

export const lang = (): Lang => state.lang;

export function t(key: Key, fill?: Fill): string {
    const words = state.words[key];
    return fill ? words.replace(/\{(\w+)\}/g, (_, name: string) => String(fill[name] ?? '')) : words;
}
/** For keys that are made of a code of the server; "" when there is none. */
export const tMaybe = (key: string): string => (state.words as Record<string, string>)[key] ?? '';

export function chosenLang(): Lang {
    return /(?:^|; )lang=en(?:;|$)/.test(document.cookie) ? 'en' : 'vi';
}

export async function setLang(wanted: Lang) {
    state.words = wanted === 'en' ? (await import('./en.ts')).en : vi;
    state.lang = wanted;
    clientState.setLang(wanted);
    document.documentElement.lang = wanted;
    document.cookie = `lang=${wanted}; Path=/; Max-Age=31536000; SameSite=Strict`;
}
