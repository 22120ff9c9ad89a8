/* Legal parameters: what is in force on a day, or at all times; with article and how sure. */
import { useMemo } from 'react';
import { download } from '../../api/client.ts';
import type { Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePlaceValue } from '../../state/use_address.ts';
import { lang } from '../../text/text.ts';
import { say } from '../../text/admin.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Loaded } from '../../ui/states.tsx';
import { parseDate, showDate } from '../../vn/date.ts';
import { count } from '../../vn/number.ts';
import { Day } from './day.tsx';

type Value = Schema['LawValue'];

export default function LawPart() {
    const [typed, setOn] = usePlaceValue('on');
    const on = parseDate(typed) ?? '';
    const query = useGet('/api/law', on ? { on } : {});
    const columns = useMemo<Column<Value>[]>(() => [
        { key: 'title', title: say('law.name'), value: (row) => row.title || row.name, show: (row) => <span title={row.name}>{row.title || row.name}</span>, most: 360 },
        { key: 'key', title: say('law.key'), value: (row) => row.key_title || row.key, most: 200 },
        { key: 'value', title: say('law.value'), value: (row) => row.value_text, most: 220 },
        { key: 'from', title: say('law.from'), value: (row) => row.from, show: (row) => showDate(row.from) || '–' },
        { key: 'to', title: say('law.to'), value: (row) => row.to, show: (row) => showDate(row.to) || '–' },
        { key: 'article', title: say('law.article'), value: (row) => row.article, show: (row) => <span lang="vi">{row.article}</span>, most: 280 },
        { key: 'certainty', title: say('law.certainty'), value: (row) => row.certainty_text ?? row.certainty, className: (row) => (row.certainty === 'unsure' ? 'warn' : '') },
        { key: 'note', title: say('law.note'), value: (row) => row.note ?? '', most: 420 },
    ], []);
    return (
        <Loaded query={query} bones={[30, 480]}>
            {({ rows }) => {
                const unsure = count(rows.filter((row) => row.certainty === 'unsure').length, lang());
                return (
                    <>
                        <h1 className="sentence">{say(on ? 'law.sentence' : 'law.allSentence', { count: count(rows.length, lang()), day: showDate(on), unsure })}</h1>
                        <Day label={say('law.on')} value={on} onChange={setOn} />
                        <DataTable name="law" label={say('part.tham-so')} columns={columns} rows={rows} id={(row) => `${row.name}/${row.key}/${row.from}`} sort="title" addressed dense
                            exported={(format, picked) => download('/api/law', { ...(on ? { on } : {}), ...picked }, format, 'tham-so-phap-ly')} />
                    </>
                );
            }}
        </Loaded>
    );
}
