/* Small parts that the pages of Đối soát share. */
import type { ReactNode } from 'react';
import type { Schema } from '../../api/client.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/reconcile.ts';
import { Frame } from '../../ui/frame.tsx';
import { Link } from '../../ui/link.tsx';
import { showDate } from '../../vn/date.ts';

/** A share as a short line; the number stands beside it. */
export function Bar({ share }: { share: number | null }) {
    if (share === null) return null;
    return <span className="share-bar" aria-hidden="true"><b style={{ width: `${Math.max(0, Math.min(100, share / 100))}%` }} /></span>;
}

export function Facts({ rows }: { rows: [string, ReactNode][] }) {
    return <dl className="facts">{rows.map(([title, value]) => <div key={title}><dt>{title}</dt><dd className="break">{value}</dd></div>)}</dl>;
}

export const factWords = (facts: Schema['FactShown'][]) => facts.map((fact) => `${fact.title}: ${fact.value ?? say('unknown')}`).join(' · ');

/** Where the page of a person or employer is. */
export const subjectPath = (of: 'person' | 'employer', id: number) => `/doi-soat/${of === 'person' ? 'nguoi' : 'don-vi'}/${id}`;

/** Rows of deliveries as they were sent, masked where they are personal. */
export function SourceRows({ rows }: { rows: Schema['SourceRow'][] }) {
    const link = useLinkTo();
    return (
        <div className="stack">
            {rows.map((row) => (
                <div key={`${row.delivery}/${row.row}`} className="stack tight">
                    <p><b>{row.source_name}</b> <span className="soft">{row.agency_name} · <Link to={link(`/doi-soat/lan-giao/${row.delivery}`)}>{say('subject.row', { row: row.row, day: showDate(row.as_of) })}</Link></span></p>
                    <Frame label={`${row.source_name}, ${say('subject.row', { row: row.row, day: showDate(row.as_of) })}`}>
                        <table className="table dense">
                            <thead><tr>{row.cells.map((cell) => <th key={cell.code}>{cell.title}</th>)}</tr></thead>
                            <tbody><tr>{row.cells.map((cell) => <td key={cell.code} lang="vi" title={cell.masked ? say('look.hidden') : undefined}>{cell.value || '–'}</td>)}</tr></tbody>
                        </table>
                    </Frame>
                </div>
            ))}
        </div>
    );
}
