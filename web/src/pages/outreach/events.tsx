/* What happened to a task, the newest first; what two people told without knowing of each other is marked. */
import type { ReactNode } from 'react';
import type { Answer } from '../../api/client.ts';
import { say } from '../../text/outreach.ts';
import { showTime } from '../../vn/date.ts';
import { day } from './pieces.tsx';

export type TaskEvent = Answer<'/api/work/tasks/{lead}'>['events'][number];

const CHANNELS = ['visit', 'call', 'message', 'meeting'] as const;
const channelWords = (code: string) => {
    const channel = CHANNELS.find((one) => one === code);
    return channel ? say(`channel.${channel}`) : code;
};

/** `children`: what it belongs to, where that is not said by the page. */
export function EventLine({ event, children }: { event: TaskEvent; children?: ReactNode }) {
    const taker = event.kind === 'assigned' || event.kind === 'handed' ? event.agent_name || event.agent : '';
    return (
        <li className={event.conflict ? 'event conflict' : 'event'}>
            <span className="num">{day(event.day)}</span>
            <div className="stack tight">
                <div><b>{event.kind_text}</b>{event.channel ? ` · ${channelWords(event.channel)}` : ''}{event.outcome_text ? ` · ${event.outcome_text}` : ''}{event.reason ? <>: <span lang="vi">{event.reason}</span></> : null}{taker ? <> → <span lang="vi">{taker}</span></> : null}{event.conflict ? <span className="bad"> · ⚠ {say('task.conflictMark')}</span> : null}</div>
                {children ? <div>{children}</div> : null}
                {event.basis ? <div className="soft">{say('task.basis')}: <span lang="vi">{event.basis}</span></div> : null}
                {event.note ? <div lang="vi" className="break">{event.note}</div> : null}
                {event.next_step || event.next_day ? <div>{say('nextStep')}: <span lang="vi">{event.next_step}</span> {event.next_day ? day(event.next_day) : ''}</div> : null}
                <div className="soft"><span lang="vi">{event.account_name || event.account || say('task.byRun')}</span>, {showTime(event.at)}</div>
            </div>
        </li>
    );
}

export const TaskEvents = ({ events }: { events: TaskEvent[] }) => <ol className="plain events">{[...events].reverse().map((event) => <EventLine key={event.sequence} event={event} />)}</ol>;
