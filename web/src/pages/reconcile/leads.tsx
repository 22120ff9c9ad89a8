/* Leads as rows of a table. */
import type { Schema } from '../../api/client.ts';
import { say } from '../../text/reconcile.ts';
import type { Column } from '../../ui/data_table.tsx';
import { Link } from '../../ui/link.tsx';
import { showDate } from '../../vn/date.ts';
import { factWords } from './pieces.tsx';

type Lead = Schema['Lead'];

export function leadColumns(link: (path: string) => string): Column<Lead>[] {
    return [
        { key: 'id', title: say('lead.number'), value: (row) => row.id, show: (row) => <Link to={link(`/doi-soat/truong-hop/${row.id}`)}>{row.id}</Link> },
        { key: 'name', title: say('lead.who'), value: (row) => row.name, show: (row) => <Link lang="vi" to={link(`/doi-soat/truong-hop/${row.id}`)}>{row.name || `${say(row.of)} ${row.subject}`}</Link>, most: 260 },
        { key: 'rule', title: say('rules.rule'), value: (row) => row.rule_title, most: 340 },
        { key: 'unit', title: say('results.unit'), value: (row) => row.unit_name },
        { key: 'village', title: say('lead.village'), value: (row) => row.village, show: (row) => <span lang="vi">{row.village || '–'}</span>, most: 180 },
        { key: 'facts', title: say('lead.facts'), value: (row) => factWords(row.facts), most: 420 },
        { key: 'class', title: say('lead.class'), value: (row) => row.class, hidden: true },
        { key: 'severity', title: say('lead.severity'), value: (row) => row.severity, show: (row) => row.severity_text },
        { key: 'since', title: say('lead.since'), value: (row) => row.since, show: (row) => showDate(row.since) },
        { key: 'due', title: say('lead.due'), value: (row) => row.due, show: (row) => showDate(row.due) || '–' },
        { key: 'agency', title: say('lead.agency'), value: (row) => row.agency_name, hidden: true },
    ];
}
