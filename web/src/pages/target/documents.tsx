/* The documents that set targets: which are in force, which were replaced by which. */
import { useMemo } from 'react';
import { download } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/target.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Link } from '../../ui/link.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showDate, showTime } from '../../vn/date.ts';
import { documentName } from './document_form.tsx';

type Document = Schema['Document'];

export function Documents() {
    const { args } = usePageContext();
    const link = useLinkTo();
    const query = useGet('/api/documents', args.province ? { province: args.province } : null);
    const columns = useMemo<Column<Document>[]>(() => {
        const names = new Map((query.data?.rows ?? []).map((row) => [row.id, documentName(row)]));
        const state = (row: Document) => (row.superseded_by ? say('documents.replacedBy', { document: names.get(row.superseded_by) ?? row.superseded_by })
            : row.supersedes ? `${say('documents.inForce')}, ${say('documents.replaces', { document: names.get(row.supersedes) ?? row.supersedes })}` : say('documents.inForce'));
        return [
            { key: 'number', title: say('documents.number'), value: (row) => row.number, show: (row) => <Link to={link('/chi-tieu', { document: row.id })}>{row.number || say('documents.unnumbered')}</Link> },
            { key: 'title', title: say('documents.title'), value: (row) => row.title, most: 520 },
            { key: 'issuer', title: say('documents.issuer'), value: (row) => row.issuer, most: 240 },
            { key: 'date', title: say('documents.date'), value: (row) => row.date, show: (row) => showDate(row.date) || '–' },
            { key: 'years', title: say('documents.years'), value: (row) => row.years },
            { key: 'targets', title: say('documents.targets'), value: (row) => row.targets, numeric: true },
            { key: 'state', file: 'superseded_by', title: say('documents.state'), value: state, most: 360 },
            { key: 'imported', file: 'imported_at', title: say('documents.importedAt'), value: (row) => row.imported_at, show: (row) => showTime(row.imported_at), hidden: true },
        ];
    }, [query.data, link]);
    return (
        <Loaded query={query} bones={[40, 300]}>
            {({ rows }) => <DataTable name="documents" label={say('view.documents')} columns={columns} rows={rows} id={(row) => row.id} sort="-date" exported={(format, picked) => download('/api/documents', { province: args.province, ...picked }, format, 'van-ban')} />}
        </Loaded>
    );
}
