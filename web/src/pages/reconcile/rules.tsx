/* The rules: state, law, how many they found, how often officers found them right. */
import { useMemo } from 'react';
import type { Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/reconcile.ts';
import { lang } from '../../text/text.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Link } from '../../ui/link.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showDate } from '../../vn/date.ts';
import { count, percent } from '../../vn/number.ts';

type Rule = Schema['Rule'];
const n = (value: number) => count(value, lang());

export const precisionWords = (rule: Rule) => (rule.precision_bp === null ? say('rules.noOutcome')
    : say('rules.precisionOf', { percent: percent(rule.precision_bp, lang(), 0), right: n(rule.right), all: n(rule.right + rule.wrong) }));

export default function RulesPart() {
    const { args } = usePageContext();
    const link = useLinkTo();
    const query = useGet('/api/rules', { province: args.province });
    const groups = query.data?.groups;
    const columns = useMemo<Column<Rule>[]>(() => [
        { key: 'title', title: say('rules.rule'), value: (row) => row.title, show: (row) => <Link to={link(`/doi-soat/quy-tac/${row.code}`)}>{row.title}</Link>, most: 420 },
        { key: 'state', title: say('state'), value: (row) => row.state_text, className: (row) => (row.state === 'on' ? 'good' : 'soft') },
        { key: 'open', title: say('rules.open'), value: (row) => row.open, numeric: true, show: (row) => (row.open ? <Link to={link('/doi-soat/ket-qua', { rule: row.code })}>{n(row.open)}</Link> : '0') },
        { key: 'precision', title: say('rules.precision'), hint: say('rules.precisionHint'), value: (row) => row.precision_bp, show: precisionWords },
        { key: 'severity', title: say('lead.severity'), value: (row) => row.severity, show: (row) => row.severity_text },
        { key: 'agency', title: say('lead.agency'), value: (row) => row.agency_name, most: 240 },
        { key: 'days', title: say('rules.days'), value: (row) => row.days, numeric: true },
        { key: 'group', title: say('rules.group'), value: (row) => row.group, show: (row) => groups?.[row.group - 1] ?? row.group, most: 300 },
        { key: 'of', title: say('lead.who'), value: (row) => say(`subject.${row.of}`), hidden: true },
        { key: 'basis', title: say('lead.law'), value: (row) => [row.basis, row.basis_note].filter(Boolean).join(' – '), show: (row) => <><span lang="vi">{row.basis}</span>{row.basis_note ? ` – ${row.basis_note}` : ''}</>, most: 360 },
        { key: 'from', title: say('rules.from'), value: (row) => row.from, show: (row) => [showDate(row.from), showDate(row.to)].filter(Boolean).join(' – ') || '–', hidden: true },
    ], [link, groups]);
    return (
        <Loaded query={query} bones={[30, 480]}>
            {({ rows }) => (
                <>
                    <h1 className="sentence">{say('rules.sentence', { on: n(rows.filter((row) => row.state === 'on').length), off: n(rows.filter((row) => row.state === 'off').length), open: n(rows.reduce((sum, row) => sum + row.open, 0)) })}</h1>
                    <DataTable name="rules" label={say('part.quy-tac')} columns={columns} rows={rows} id={(row) => row.code} sort="group" addressed dense />
                </>
            )}
        </Loaded>
    );
}
