/* Small parts that the pages of Vận động share. */
import { useMemo } from 'react';
import type { Answer } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { say } from '../../text/outreach.ts';
import { lang } from '../../text/text.ts';
import { showDate } from '../../vn/date.ts';
import { count } from '../../vn/number.ts';

export type Task = Answer<'/api/work/tasks'>['rows'][number];
export type Agent = Answer<'/api/work/agents'>['rows'][number];
export type Funnel = Answer<'/api/work/results'>['rows'][number];

/** Contacts below which no share and no days are said; the server's, too. */
export const LEAST = 20;

/** States in which somebody is still to go there. */
export const TO_DO: readonly string[] = ['assigned', 'contacted', 'returned'];

export type LinkTo = (path: string, more?: Record<string, string>) => string;

export const n = (value: number | null | undefined) => count(value, lang());
/** The page of an agent; a login may hold a dot, which in a path means a file. */
export const agentAt = (login: string): [path: string, more: Record<string, string>] => ['/van-dong/nguoi', { login }];
export const day = (value: string | null | undefined) => showDate(value ?? '') || '–';
export const taskPath = (lead: number) => `/van-dong/viec/${lead}`;

export { today } from '../../vn/date.ts';

/** Where an agent works, in words. */
export const areaWords = (agent: Agent) => agent.areas.map((area) => (area.village ? `${area.village}, ${area.unit_name}` : say('agents.allOf', { unit: area.unit_name }))).join('; ');

/** At work, stopped, or no longer allowed to: then his tasks wait for somebody else. */
export const stateWords = (agent: Agent) => say(!agent.active ? 'agents.off' : agent.may ? 'agents.on' : 'agents.mayNot');

/** Names of the collection services by their code. */
export function useCollectors(): Map<string, string> {
    const { args } = usePageContext();
    const rows = useGet('/api/work/collectors', { province: args.province }).data?.rows;
    return useMemo(() => new Map((rows ?? []).map((row) => [row.code, row.name])), [rows]);
}

/** How much of his limit somebody has; what he would get besides is the lighter part. */
export function Load({ open, given = 0, most }: { open: number; given?: number; most: number }) {
    const share = (part: number) => `${most > 0 ? Math.min(100, (part / most) * 100) : 0}%`;
    return (
        <span className="load">
            <span className="share-bar wide" aria-hidden="true"><b style={{ width: share(open) }} /><i style={{ width: share(given) }} /></span>
            <span className={open + given >= most ? 'strong' : ''}>{say('agents.load', { open: n(open + given), most: n(most) })}</span>
        </span>
    );
}
