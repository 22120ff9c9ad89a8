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
    const words = wanted === 'en' ? await import('./en.ts').then(({ en }) => en, () => null) : vi; // without a network they may not be there
    state.words = words ?? vi;
    state.lang = words ? wanted : 'vi';
    clientState.setLang(state.lang);
    document.documentElement.lang = state.lang;
    document.cookie = `lang=${wanted}; Path=/; Max-Age=31536000; SameSite=Strict`;
}
