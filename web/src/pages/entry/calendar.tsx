/* Who has sent which month, who is late; approving, locking and reopening with words of what happens. */
import { App, Button, Checkbox, Select } from 'antd';
import { useMemo, useState } from 'react';
import { download, post } from '../../api/client.ts';
import type { Answer } from '../../api/client.ts';
import { refreshAnswers, useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { moveTo, writePlace } from '../../state/address.ts';
import { placeNow, usePlace } from '../../state/use_address.ts';
import { lang } from '../../text/text.ts';
import { say } from '../../text/entry.ts';
import { Ask } from '../../ui/ask.tsx';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Link } from '../../ui/link.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showDate, showPeriod } from '../../vn/date.ts';
import { count } from '../../vn/number.ts';
import { FormFile } from './form.tsx';

type Calendar = Answer<'/api/entry/calendar'>;
type Row = Calendar['rows'][number];
type State = Row['states'][number];
type To = 'approved' | 'locked' | 'reported';
const MONTHS = 13; // a year of those that are due, and the one that runs
const MOST_NAMES = 6;
const sign: Record<State, string> = { missing: '·', late: '!', simulated: '≈', reported: '○', approved: '✓', locked: '■' };
const states = Object.keys(sign) as State[];
const n = (value: number) => count(value, lang());

function Sentence({ calendar, at }: { calendar: Calendar; at: number }) {
    const month = calendar.months[at];
    if (!month) return null;
    const period = showPeriod(month.period);
    const late = calendar.rows.filter((row) => row.states[at] === 'late');
    const waiting = calendar.rows.filter((row) => row.states[at] === 'missing').length;
    const sent = calendar.rows.filter((row) => row.states[at] === 'reported');
    const list = (rows: Row[]) => rows.map((row) => row.name).join(', ');
    const names = late.length && late.length <= MOST_NAMES ? `: ${list(late)}` : '';
    const fill = { period, due: showDate(month.due), units: n(month.units), late: n(late.length), waiting: n(waiting), names };
    const simulated = month.simulated ? say('calendar.simulated', { count: n(month.simulated) }) : '';
    return (
        <div>
            <h1 className="sentence">{say(late.length ? 'calendar.late' : waiting ? 'calendar.waiting' : 'calendar.allIn', fill)}</h1>
            <p>{say('calendar.counts', { reported: n(month.reported), names: sent.length && sent.length <= MOST_NAMES ? ` (${list(sent)})` : '', approved: n(month.approved), locked: n(month.locked), simulated })}</p>
            <p className="on-paper">{states.map((state) => `${sign[state]} ${say(`state.${state}`)}`).join('   ')}</p>
            {calendar.due_unsure ? <p className="soft">{say('calendar.unsure', { day: calendar.due_day })}</p> : null}
        </div>
    );
}

/** What stands in a cell; how many figures it speaks of, where that is not the whole sheet. */
function stateWords(calendar: Calendar, row: Row, at: number): string {
    const state = say(`state.${row.states[at] as State}`);
    const entered = row.entered[at] ?? 0;
    return entered > 0 && entered < calendar.figures ? say('calendar.partly', { state, entered, figures: calendar.figures }) : state;
}

function useColumns(calendar: Calendar): Column<Row>[] {
    const place = usePlace();
    return useMemo(() => {
        const sheet = (row: Row, period: string) => writePlace({ ...moveTo(place, `/nhap-lieu/${encodeURIComponent(row.code)}`), period });
        return [
            { key: 'name', file: 'unit', title: say('commune'), value: (row) => row.name, show: (row) => row.name },
            ...calendar.months.map((month, i): Column<Row> => ({
                key: month.period, title: showPeriod(month.period), hint: `${say('calendar.counts', { reported: month.reported, names: '', approved: month.approved, locked: month.locked, simulated: '' })}`,
                value: (row) => stateWords(calendar, row, i),
                show: (row) => {
                    const state = row.states[i] as State;
                    const words = stateWords(calendar, row, i);
                    return <Link className={`entry-state e-${state}`} to={sheet(row, month.period)} aria-label={say('calendar.openSheet', { period: showPeriod(month.period), name: row.name, state: words })}><i aria-hidden="true">{sign[state]}</i> <span>{words}</span></Link>;
                },
            })).reverse(),
        ];
    }, [calendar, place.path, place.unit, place.base]);
}

function Shown({ calendar, reload }: { calendar: Calendar; reload: () => void }) {
    const { message } = App.useApp();
    const { args, province, base } = usePageContext();
    const { session } = useSession();
    const [chosen, setChosen] = useState<string[]>([]);
    const [only, setOnly] = useState<'late' | 'reported' | ''>('');
    const [to, setTo] = useState<To | null>(null);
    const placeOf = (period: string) => calendar.months.findIndex((month) => month.period === period);
    const wanted = placeOf(placeNow().period);
    const [at, setAt] = useState(wanted >= 0 ? wanted : Math.max(0, placeOf(calendar.usual)));
    const period = calendar.months[at]?.period ?? '';
    const columns = useColumns(calendar);
    const rows = calendar.rows.filter((row) => !only || row.states[at] === only || (only === 'late' && row.states[at] === 'missing'));
    const reviews = may(session, 'fact.review');
    const whom = chosen.length ? say('calendar.chosen', { count: n(chosen.length) }) : say('calendar.every', { count: n(calendar.rows.length) });
    const move = async (reason: string) => {
        if (!to) return;
        const { moved, left } = await post('/api/entry/move', { body: { province: args.province, period, base: base || 'collecting', to, ...(chosen.length ? { units: chosen } : {}), ...(reason ? { reason } : {}) } });
        void message.success(say('move.done', { moved: n(moved), left: n(left) }));
        refreshAnswers('/api/overview', '/api/progress', '/api/facts', '/api/entry');
        setChosen([]);
        reload();
    };
    const tools = (
        <>
            <Select aria-label={say('move.for')} value={at} onChange={setAt} style={{ width: 112 }} options={calendar.months.map((month, i) => ({ value: i, label: showPeriod(month.period) })).reverse()} />
            {reviews ? (['approved', 'locked', 'reported'] as const).map((what) => <Button key={what} type={what === 'approved' ? 'primary' : 'default'} onClick={() => setTo(what)}>{say(`move.${what}`)}{chosen.length ? ` (${n(chosen.length)})` : ''}</Button>) : null}
            <Checkbox checked={only === 'late'} onChange={(event) => setOnly(event.target.checked ? 'late' : '')}>{say('calendar.only')}</Checkbox>
            <Checkbox checked={only === 'reported'} onChange={(event) => setOnly(event.target.checked ? 'reported' : '')}>{say('calendar.onlyWaiting')}</Checkbox>
        </>
    );
    return (
        <div className="stack">
            <Sentence calendar={calendar} at={at} />
            {args.province && period ? <FormFile of={{ province: args.province, period, base: base || 'collecting' }} onSaved={reload} /> : null}
            <DataTable name="entry-calendar" label={say('calendar')} columns={columns} rows={rows} id={(row) => row.code} dense tools={tools}
                {...(reviews ? { selected: chosen, onSelect: setChosen } : {})}
                exported={(format, picked) => download('/api/entry/calendar', { ...args, months: MONTHS, ...picked }, format, 'lich-nhap-so-lieu')} />
            {to ? (
                <Ask title={say('move.title', { what: say(`move.${to}`), period: showPeriod(period) })} go={say(`move.${to}`)} onClose={() => setTo(null)} run={move}
                    {...(to === 'reported' ? { reason: say('reason'), needed: say('move.reasonNeeded') } : {})}>
                    {say(`move.${to}What`, { period: showPeriod(period), whom: province && !chosen.length ? `${whom} (${province.name})` : whom })}
                </Ask>
            ) : null}
        </div>
    );
}

export function EntryCalendar() {
    const { args } = usePageContext();
    const { period: _, ...rest } = args;
    const query = useGet('/api/entry/calendar', args.province ? { ...rest, months: MONTHS } : null);
    return <Loaded query={query} bones={[60, 480]}>{(calendar) => <Shown calendar={calendar} reload={query.reload} />}</Loaded>;
}
