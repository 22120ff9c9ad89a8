/* What waits for the officer: three lines, each opens its list.  Stands on the overview and above the list of tasks. */
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/outreach.ts';
import { Link } from '../../ui/link.tsx';
import { Bones } from '../../ui/states.tsx';
import { n } from './pieces.tsx';

const LINES = 130; // pixels of the card, so that the page does not jump when the lines come

type Line = { key: 'late' | 'unassigned' | 'due'; count: number; path: string; more: Record<string, string> };

/** Undefined while it is asked; what cannot be known is left out. */
export function useWaits(): Line[] | undefined {
    const { args } = usePageContext();
    const { session, offline } = useSession();
    const base = may(session, 'work.read') && args.province && !offline ? { province: args.province } : null;
    const late = useGet('/api/work/tasks', base && { ...base, due: 'late', limit: 1 });
    const free = useGet('/api/work/tasks', base && { ...base, state: 'unassigned', limit: 1 });
    const renewals = useGet('/api/work/renewals', base && { ...base, kind: 'due30', limit: 1 });
    if (base && [late, free, renewals].some((query) => !query.data && !query.problem)) return undefined;
    return [
        ...(late.data ? [{ key: 'late' as const, count: late.data.count, path: '/van-dong/viec', more: { due: 'late' } }] : []),
        ...(free.data ? [{ key: 'unassigned' as const, count: free.data.count, path: '/van-dong/viec', more: { state: 'unassigned' } }] : []),
        ...(renewals.data ? [{ key: 'due' as const, count: renewals.data.counts.due30, path: '/van-dong/gia-han', more: {} }] : []),
    ];
}

function WaitLink({ line }: { line: Line }) {
    const link = useLinkTo();
    return <Link to={link(line.path, line.more)}>{say(`waits.${line.key}`, { count: n(line.count) })}</Link>;
}

/** As one sentence. */
export const WaitSentence = ({ lines }: { lines: Line[] }) => <h1 className="sentence">{lines.map((line, i) => <span key={line.key}>{i ? ', ' : ''}<WaitLink line={line} /></span>)}</h1>;

export default function WaitsCard() {
    const lines = useWaits();
    if (!lines) return <Bones heights={[LINES]} />;
    return lines.length ? <section className="card stack tight"><h2>{say('waits.title')}</h2><ul className="plain stack tight">{lines.map((line) => <li key={line.key}><WaitLink line={line} /></li>)}</ul></section> : null;
}
