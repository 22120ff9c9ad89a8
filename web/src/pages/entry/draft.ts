/* What was typed and not yet sent stays in this browser, for this account and this sheet only. */
import type { Typed } from './sheet_logic.ts';

const PREFIX = 'baophu:draft:entry:';
export type Draft = { at: string; typed: Typed };

export const draftKey = (account: string, unit: string, period: string, base: string) => `${PREFIX}${account}:${unit}:${period}:${base}`;

export function readDraft(key: string): Draft | null {
    try {
        const text = localStorage.getItem(key);
        return text ? (JSON.parse(text) as Draft) : null;
    } catch {
        return null;
    }
}
export function writeDraft(key: string, typed: Typed) {
    try {
        const said = Object.entries(typed).some(([, cell]) => cell.text.trim() || cell.reason.trim());
        if (said) localStorage.setItem(key, JSON.stringify({ at: new Date().toISOString(), typed }));
        else localStorage.removeItem(key);
    } catch {
        // without room in the browser the sheet still works, it is only not kept
    }
}
export const dropDraft = (key: string) => localStorage.removeItem(key);
