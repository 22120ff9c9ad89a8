/* Lists in use that a run does not read: said before it is started and on its page. */
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/reconcile.ts';
import { lang } from '../../text/text.ts';
import { Frame } from '../../ui/frame.tsx';
import { Link } from '../../ui/link.tsx';
import { showDate, showPeriod } from '../../vn/date.ts';
import { count } from '../../vn/number.ts';

/** Of a month that is to be run, or of a run that was. */
export function LeftOut({ of }: { of: { month: string } | { run: number } }) {
    const { args } = usePageContext();
    const link = useLinkTo();
    const { data } = useGet('/api/runs/left-out', { province: args.province, ...of });
    if (!data) return null;
    const named = { month: showPeriod(data.month), end: showDate(data.end), count: count(data.rows.length, lang()) };
    if (!data.rows.length) return 'month' in of ? <p className="soft" role="status">{say('left.none', named)}</p> : null;
    const title = say('month' in of ? 'left.before' : 'left.after', named);
    return (
        <div className="stack tight" role="status">
            <p className="bad">{title}</p>
            <Frame label={title} className="low">
                <table className="table dense">
                    <thead><tr><th className="first">{say('source')}</th><th>{say('asOf')}</th><th>{say('left.why')}</th><th>{say('agency')}</th></tr></thead>
                    <tbody>
                        {data.rows.map((row) => (
                            <tr key={row.delivery}>
                                <td className="first">{row.may_open ? <Link to={link(`/doi-soat/lan-giao/${row.delivery}`)}>{row.source_name}</Link> : row.source_name}{row.unit_name ? `, ${row.unit_name}` : ''}</td>
                                <td>{showDate(row.as_of)}</td><td className="wrap">{row.why_text}</td><td>{row.agency_name}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </Frame>
            <p className="soft text">{say('left.next', named)}</p>
        </div>
    );
}
