/* Of the newest run: who of working age is covered, commune by commune, and what the rules found; each opens to its list. */
import { useGet } from '../../api/hooks.ts';
import type { Schema } from '../../api/client.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { lang, t } from '../../text/text.ts';
import { Frame } from '../../ui/frame.tsx';
import { Link } from '../../ui/link.tsx';
import { showPeriod } from '../../vn/date.ts';
import { count, percent } from '../../vn/number.ts';

type Data = Schema['Covered'];
const LEAST = 10; // communes at first
const n = (value: number) => count(value, lang());

function To({ open, more, children }: { open: boolean; more: Record<string, string>; children: string }) {
    const link = useLinkTo();
    return open ? <Link to={link('/doi-soat/ket-qua', more)}>{children}</Link> : <>{children}</>;
}

/* The least covered; where of some communes the registers hold a part of the people alone, which tells nothing of shares,
 * those with most to look at, and the share of those that are whole. */
function Communes({ data, open }: { data: Data; open: boolean }) {
    const known = data.communes.filter((row) => row.working_age > 0);
    const whole = known.filter((row) => row.covered_bp !== null), least = whole.length === known.length;
    const rows = known.sort((a, b) => (least ? a.covered_bp! - b.covered_bp! : b.open - a.open)).slice(0, LEAST);
    const title = t(least ? 'covered.communes' : 'covered.some');
    return (
        <Frame label={title}>
            <table className="table dense">
                <thead><tr><th className="first">{title}</th><th className="n">{t('covered.workingAge')}</th><th className="n">{t('covered.covered')}</th>{whole.length ? <th className="n">%</th> : null}<th className="n">{t('covered.leads')}</th></tr></thead>
                <tbody>
                    {rows.map((row) => (
                        <tr key={row.code}>
                            <td className="first"><To open={open} more={{ commune: row.code, by: 'unit' }}>{row.name}</To></td><td className="n">{n(row.working_age)}</td><td className="n">{n(row.covered)}</td>
                            {whole.length ? <td className="n">{percent(row.covered_bp, lang())}</td> : null}<td className="n">{n(row.open)}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </Frame>
    );
}

function Kinds({ data, open }: { data: Data; open: boolean }) {
    const rows = data.rules.filter((row) => row.open > 0).sort((a, b) => b.open - a.open);
    return (
        <Frame label={t('covered.kinds')} className="low">
            <table className="table dense">
                <thead><tr><th className="first">{t('covered.kinds')}</th><th className="n">{t('covered.leads')}</th></tr></thead>
                <tbody>{rows.map((row) => <tr key={row.rule}><td className="first wrap"><To open={open} more={{ rule: row.rule }}>{row.title}</To></td><td className="n">{n(row.open)}</td></tr>)}</tbody>
            </table>
        </Frame>
    );
}

export function CoveredCard() {
    const { args } = usePageContext();
    const { session, offline } = useSession();
    const link = useLinkTo();
    const { data } = useGet('/api/covered', args.province && !offline ? { province: args.province } : null);
    if (!data?.run) return null;
    const open = may(session, 'lead.read');
    const { total, note } = data;
    const some = data.communes.some((row) => row.covered_bp !== null);
    const said = { covered: n(total.covered), all: n(total.working_age), share: percent(total.covered_bp, lang()), open: n(total.open) };
    return (
        <section className="card stack">
            <div className="spread">
                <div>
                    <h2>{t('covered.title', { month: showPeriod(data.month) })}</h2>
                    <p>{t(total.covered_bp === null ? 'covered.part' : 'covered.sentence', said)}</p>
                    {note ? <p className="why">{t(some ? 'covered.someNote' : 'covered.partNote', { note })}</p> : null}
                </div>
                {open ? <Link to={link('/doi-soat/ket-qua')}>{t('covered.all')}</Link> : null}
            </div>
            <div className="two even"><Communes data={data} open={open} /><Kinds data={data} open={open} /></div>
        </section>
    );
}
