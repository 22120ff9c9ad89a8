/* Number, date, issuer and title of a document that sets targets: of an import, a decision, an approval. */
import { Input, Select } from 'antd';
import type { Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { useUnsent } from '../../state/unsent.ts';
import { say } from '../../text/target.ts';
import { t } from '../../text/text.ts';
import { DayInput } from '../../ui/day.tsx';
import { Field } from '../../ui/field.tsx';
import { parseDate, showDate } from '../../vn/date.ts';

export type DocumentTyped = { number: string; date: string; issuer: string; title: string; supersedes: string };
export type DocumentFaults = { number?: string; date?: string };

/** "2026-04" and "" stay as they are: what is not yet issued has no day. */
export const typedOf = (given: Partial<DocumentTyped>): DocumentTyped => ({
    number: given.number ?? '', date: showDate(given.date ?? ''), issuer: given.issuer ?? '', title: given.title ?? '', supersedes: given.supersedes ?? '',
});

export function documentFaults(typed: DocumentTyped, numberNeeded: boolean): DocumentFaults {
    const faults: DocumentFaults = {};
    if (numberNeeded && !typed.number.trim()) faults.number = say('import.numberNeeded');
    if (typed.date.trim() && !parseDate(typed.date) && !/^\d{4}(-\d{2})?$/.test(typed.date.trim())) faults.date = t('day.wrong', { text: typed.date.trim() });
    return faults;
}

/** What the server is told; nothing that is empty. */
export function documentBody(typed: DocumentTyped): Schema['DocumentWrite'] {
    const body: Schema['DocumentWrite'] = { number: typed.number.trim() };
    const date = parseDate(typed.date) ?? typed.date.trim();
    if (date) body.date = date;
    if (typed.issuer.trim()) body.issuer = typed.issuer.trim();
    if (typed.title.trim()) body.title = typed.title.trim();
    if (typed.supersedes) body.supersedes = typed.supersedes;
    return body;
}

/** Kept under `name` until it is sent. */
export const useDocument = (name: string, first: Partial<DocumentTyped> = {}) => useUnsent(`document:${name}`, typedOf(first));

export const documentName = (document: Schema['Document']) => document.number || document.title || document.id;

/** Number or title of a document by its id. */
export function useDocumentName(province: string): (id: string) => string {
    const query = useGet('/api/documents', province ? { province } : null);
    return (id) => {
        const found = query.data?.rows.find((row) => row.id === id);
        return found ? documentName(found) : '…';
    };
}

export function DocumentForm({ typed, faults, documents, onChange }: { typed: DocumentTyped; faults: DocumentFaults; documents?: Schema['Document'][]; onChange: (typed: DocumentTyped) => void }) {
    const text = (name: keyof DocumentTyped) => ({ value: typed[name], onChange: (event: { target: { value: string } }) => onChange({ ...typed, [name]: event.target.value }) });
    return (
        <div className="form-grid">
            <Field label={say('documents.number')} fault={faults.number}><Input maxLength={100} placeholder="12/NQ-HĐND" {...text('number')} /></Field>
            <Field label={say('documents.date')} fault={faults.date} hint={say('import.dateHint')}><DayInput value={typed.date} onChange={(date) => onChange({ ...typed, date })} /></Field>
            <Field label={say('documents.issuer')}><Input maxLength={200} {...text('issuer')} /></Field>
            {documents ? (
                <Field label={say('import.supersedes')} hint={say('import.supersedesWhat')}>
                    <Select value={typed.supersedes} onChange={(supersedes: string) => onChange({ ...typed, supersedes })}
                        options={[{ value: '', label: say('import.supersedesNone') }, ...documents.filter((row) => !row.superseded_by).map((row) => ({ value: row.id, label: documentName(row), title: row.title }))]} />
                </Field>
            ) : null}
            <div className="wide"><Field label={say('documents.title')}><Input.TextArea rows={2} maxLength={500} {...text('title')} /></Field></div>
        </div>
    );
}
