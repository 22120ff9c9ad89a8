/* Each agent's part of the year's target: shared out by the people of his area, looked at first. */
import { useMemo, useState } from 'react';
import { download, post } from '../../api/client.ts';
import type { Answer } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/outreach.ts';
import { useAct } from '../../ui/act.ts';
import { DataTable } from '../../ui/data_table.tsx';
import type { Column } from '../../ui/data_table.tsx';
import { Link } from '../../ui/link.tsx';
import { Button } from '../../ui/plain.tsx';
import { Loaded } from '../../ui/states.tsx';
import { refreshWork } from './hand_over.tsx';
import { agentAt, n } from './pieces.tsx';

type Target = Answer<'/api/work/targets'>['rows'][number];

export function Targets() {
    const { args, period } = usePageContext();
    const { session } = useSession();
    const link = useLinkTo();
    const act = useAct();
    const [tried, setTried] = useState<Answer<'/api/work/targets'> | null>(null);
    const year = Number(period.slice(0, 4)); // of the month chosen above
    const query = useGet('/api/work/targets', year ? { province: args.province, period: year } : null);
    const share = (preview: boolean) => void act.run(async () => {
        const shared = await post('/api/work/targets', { body: { province: args.province, period: year, preview } });
        setTried(preview ? shared : null);
        if (!preview) refreshWork();
    });
    const columns = useMemo<Column<Target>[]>(() => {
        const next = (row: Target) => tried?.rows.find((one) => one.account === row.account)?.target;
        return [
            { key: 'name', title: say('agent'), value: (row) => row.name || row.account, show: (row) => <Link lang="vi" to={link(...agentAt(row.account))}>{row.name || row.account}</Link> },
            { key: 'target', title: say('agents.target'), value: (row) => row.target, numeric: true },
            ...(tried ? [{ key: 'next', title: say('targets.next'), value: (row: Target) => next(row) ?? null, numeric: true, className: (row: Target) => (next(row) === row.target ? '' : 'strong') }] : []),
            { key: 'registered', title: say('registered'), value: (row) => row.registered, numeric: true },
            { key: 'confirmed', title: say('confirmed'), value: (row) => row.confirmed, numeric: true },
            { key: 'left', title: say('targets.left'), value: (row) => (row.target === null ? null : Math.max(0, row.target - row.confirmed)), numeric: true },
        ];
    }, [tried, link]);
    const merged = (rows: Target[]) => [...rows, ...(tried?.rows ?? []).filter((one) => !rows.some((row) => row.account === one.account)).map((one) => ({ ...one, target: 0 }))];
    return (
        <section className="card stack">
            <div className="spread">
                <div><h2>{say('targets.title', { year: String(year) })}</h2><p className="soft text">{say('targets.what')}</p></div>
                {may(session, 'work.assign') ? (
                    <div className="row no-print">
                        {tried ? <><Button kind="primary" busy={act.busy} onClick={() => share(false)}>{say('targets.go', { sum: n(tried.rows.reduce((sum, row) => sum + (row.target ?? 0), 0)), people: n(tried.rows.length) })}</Button><Button onClick={() => setTried(null)}>{say('assign.drop')}</Button></>
                            : <Button busy={act.busy} onClick={() => share(true)}>{say('targets.try')}</Button>}
                    </div>
                ) : null}
            </div>
            {tried?.nobody ? <p>{say('targets.nobody', { count: n(tried.nobody), sum: n(tried.sum) })}</p> : null}
            {act.problem ? <p className="bad" role="alert">{act.problem}</p> : null}
            <Loaded query={query} bones={[120]} part>
                {({ rows }) => (merged(rows).length ? <DataTable name="agent-targets" label={say('targets.title', { year: String(year) })} columns={columns} rows={merged(rows)} id={(row) => row.account} sort="name" dense asSeen exported={(format, picked) => download('/api/work/targets', { province: args.province, period: year, ...picked }, format, 'chi-tieu-nguoi-phu-trach')} /> : <p className="soft">{say('targets.none')}</p>)}
            </Loaded>
        </section>
    );
}
