/* Kết quả: from lead to covered person, by whatever is compared; leaders see places, officers agents too. */
import { useMemo } from 'react';
import { download } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { useLinkTo, usePlace } from '../../state/use_address.ts';
import { say } from '../../text/outreach.ts';
import { lang } from '../../text/text.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Link } from '../../ui/link.tsx';
import { Choice, Segments } from '../../ui/plain.tsx';
import { Loaded, State } from '../../ui/states.tsx';
import { showPeriod } from '../../vn/date.ts';
import { percent } from '../../vn/number.ts';
import { choose, useCampaigns, useCommunes } from './filters.tsx';
import { FunnelBars, funnelWords } from './funnel.tsx';
import { agentAt, LEAST, n } from './pieces.tsx';
import type { Funnel } from './pieces.tsx';

export const BYS = ['unit', 'village', 'rule', 'agent', 'collector', 'campaign', 'month', 'outcome'] as const;
export type By = (typeof BYS)[number];
const within = (days: number | null) => (days === 0 ? say('results.sameDay') : n(days));

/** Where a row leads: to what it was counted from. */
function keyShown(by: By, row: Funnel, link: ReturnType<typeof useLinkTo>) {
    const words = (row.key && row.key_text) || row.key || say(by === 'unit' ? 'results.elsewhere' : 'results.without');
    if (by === 'month') return showPeriod(row.key);
    if (by === 'agent' && row.key) return <Link lang="vi" to={link(...agentAt(row.key))}>{words}</Link>;
    if (by === 'unit' && row.key) return <Link lang="vi" to={link('/van-dong/ket-qua', { by: 'village', commune: row.key })}>{words}</Link>;
    if (by === 'village') return <Link lang="vi" to={link('/van-dong/viec', { commune: row.key, village: row.sub })}>{row.sub || say('results.noVillage')}</Link>;
    if (by === 'rule') return <Link to={link('/van-dong/viec', { rule: row.key })}>{words}</Link>;
    if (by === 'campaign' && row.key) return <Link lang="vi" to={link('/van-dong/viec', { campaign: row.key })}>{words}</Link>;
    return <span lang={by === 'outcome' ? undefined : 'vi'}>{words}</span>;
}

export function funnelColumns(by: By, link: ReturnType<typeof useLinkTo>): Column<Funnel>[] {
    return [
        { key: 'key', ...(by === 'village' ? { file: 'village' } : {}), title: say(`by.${by}`), value: (row) => (by === 'village' ? row.sub : by === 'month' ? row.key : row.key_text || row.key), show: (row) => keyShown(by, row, link), most: 320 },
        ...(by === 'village' ? [{ key: 'unit', file: 'key', title: say('unit'), value: (row: Funnel) => row.key_text, show: (row: Funnel) => <span lang="vi">{row.key_text}</span> }] : []),
        { key: 'leads', title: say('funnel.leads'), value: (row) => row.leads, numeric: true },
        { key: 'waiting', title: say('funnel.waiting'), hint: say('funnel.waitingHint'), value: (row) => row.waiting, numeric: true },
        { key: 'assigned', title: say('funnel.assigned'), value: (row) => row.assigned, numeric: true },
        { key: 'contacted', title: say('funnel.contacted'), value: (row) => row.contacted, numeric: true },
        { key: 'registered', title: say('funnel.registered'), value: (row) => row.registered, numeric: true },
        { key: 'confirmed', title: say('funnel.confirmed'), value: (row) => row.confirmed, numeric: true, className: (row) => (row.confirmed ? 'good' : '') },
        { key: 'yield', title: say('results.yield'), hint: say('results.yieldHint', { least: LEAST }), value: (row) => row.yield, show: (row) => percent(row.yield, lang()), numeric: true },
        { key: 'returned', title: say('results.returned'), value: (row) => row.returned, numeric: true, className: (row) => (row.returned ? 'bad' : '') },
        { key: 'refused', title: say('results.refused'), value: (row) => row.refused, numeric: true },
        { key: 'open', title: say('results.open'), value: (row) => row.open, numeric: true },
        { key: 'half', file: 'days_half', title: say('results.half'), hint: say('results.halfHint', { least: LEAST }), value: (row) => row.days_half, show: (row) => (row.days_half === null ? '–' : within(row.days_half)), numeric: true },
        { key: 'most', file: 'days_90', title: say('results.ninety'), hint: say('results.ninetyHint', { least: LEAST }), value: (row) => row.days_90, show: (row) => (row.days_90 === null ? '–' : within(row.days_90)), numeric: true },
    ];
}

/** The best and the weakest of those with enough contacts to say so. */
function Works({ by, rows }: { by: By; rows: Funnel[] }) {
    const enough = rows.filter((row) => row.yield !== null).sort((a, b) => (b.yield ?? 0) - (a.yield ?? 0));
    const [best, worst] = [enough[0], enough[enough.length - 1]];
    if (!best || !worst || best === worst || by === 'outcome') return <p className="soft">{say('results.tooFew', { least: n(LEAST) })}</p>;
    const words = (row: Funnel) => ({ name: by === 'village' ? row.sub : by === 'month' ? showPeriod(row.key) : row.key_text || row.key, share: percent(row.yield, lang()), confirmed: n(row.confirmed), contacted: n(row.contacted) });
    return <p lang={lang() === 'vi' ? undefined : 'en'}>{say('results.best', words(best))} {say('results.worst', words(worst))}</p>;
}

/** How long it takes until somebody comes. */
function firstWords({ contacted, days_half, days_90 }: Funnel): string {
    if (!contacted) return say('results.noContact');
    if (days_half === null || days_90 === null) return say('results.fewContacts', { count: n(contacted), least: n(LEAST) });
    const by = (days: number) => (days ? say('results.inDays', { days: n(days) }) : say('results.onTheDay'));
    return say('results.first', { half: by(days_half), ninety: by(days_90) });
}

export default function ResultsPart() {
    const { args } = usePageContext();
    const { more } = usePlace();
    const link = useLinkTo();
    const { commune = '', campaign = '' } = more;
    const by = BYS.find((one) => one === more.by) ?? 'unit';
    const communes = useCommunes();
    const campaigns = useCampaigns();
    const asked = { province: args.province, ...(commune ? { unit: commune } : {}), ...(campaign ? { campaign } : {}) };
    const sum = useGet('/api/work/results', { ...asked, by: 'all' });
    const parts = useGet('/api/work/results', { ...asked, by });
    const columns = useMemo(() => funnelColumns(by, link), [by, link]);
    return (
        <Loaded query={sum} bones={[30, 200, 320]}>
            {({ rows: [all] }) => (!all?.leads && !all?.assigned ? <State sign="∅" title={say('results.none')} next={say('results.noneNext')}><Link to={link('/van-dong/giao')}>{say('part.giao')}</Link></State> : (
                <>
                    <h1 className="sentence">{funnelWords(all)}</h1>
                    <section className="card stack"><FunnelBars row={all} /><p className="soft">{firstWords(all)}</p></section>
                    <div className="row no-print">
                        <Segments label={say('results.by')} value={by} onChange={(next) => choose({ by: next === 'unit' ? '' : next })} options={BYS.map((value) => ({ value, label: say(`by.${value}`) }))} />
                        {communes.length > 1 ? <Choice label={say('unit')} none={`${say('unit')}: ${say('all')}`} value={commune} options={communes} onChange={(next) => choose({ commune: next })} /> : null}
                        {campaigns.length ? <Choice label={say('campaign')} none={`${say('campaign')}: ${say('all')}`} value={campaign} options={campaigns} onChange={(next) => choose({ campaign: next })} /> : null}
                    </div>
                    <Loaded query={parts} bones={[320]} part>
                        {({ rows }) => (
                            <section className="card stack">
                                <h2>{say('results.works')}</h2>
                                <Works by={by} rows={rows} />
                                <DataTable name={`results:${by}`} label={say('part.ket-qua')} columns={columns} rows={rows} id={(row) => `${row.key}/${row.sub}`} sort={by === 'month' ? 'key' : '-assigned'} addressed dense asSeen exported={(format, picked) => download('/api/work/results', { ...asked, by, ...picked }, format, 'ket-qua-van-dong')} />
                            </section>
                        )}
                    </Loaded>
                </>
            ))}
        </Loaded>
    );
}
