/* What the employer's page gets from leads at work: who was there, what was said, and the letters. */
import { useState } from 'react';
import { downloadLook, downloadPage } from '../../api/client.ts';
import type { Answer, Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { say } from '../../text/outreach.ts';
import { useAct } from '../../ui/act.ts';
import { Ask } from '../../ui/ask.tsx';
import { Link } from '../../ui/link.tsx';
import { Button } from '../../ui/plain.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showPeriod, showTime } from '../../vn/date.ts';
import { EventLine } from './events.tsx';
import { LetterForm } from './letter_form.tsx';
import { day, n, taskPath } from './pieces.tsx';

type Letter = Schema['Letter'];
type Contact = Answer<'/api/employers/{id}/contacts'>['rows'][number];

function LetterLine({ id, letter }: { id: number; letter: Letter }) {
    const { args } = usePageContext();
    const { session } = useSession();
    const act = useAct();
    const [asked, setAsked] = useState(false);
    const at = { id, letter: letter.id };
    const name = `cong-van-${letter.id}.html`;
    return (
        <li className="event">
            <span className="num">{day(letter.day)}</span>
            <div className="stack tight">
                <div><b lang="vi">{say('letter.sent', { number: letter.number })}</b> · <span lang="vi">{letter.agency}</span></div>
                <div>{say('letter.says', { people: n(letter.people), month: showPeriod(letter.month), due: day(letter.due) })}</div>
                <div lang="vi" className="break">{say('letter.call', { contact: letter.contact })}</div>
                <div className="soft"><span lang="vi">{letter.by_name || letter.by}</span>, {showTime(letter.at)}</div>
                <div className="row no-print">
                    <Button small busy={act.busy} aria-label={say('letter.pageOf', { number: letter.number })} onClick={() => void act.run(() => downloadPage('/api/employers/{id}/letters/{letter}', { ...at, province: args.province }, name))}>{say('letter.page')}</Button>
                    {may(session, 'person.unmask') ? <Button small aria-label={say('letter.fullOf', { number: letter.number })} onClick={() => setAsked(true)}>{say('letter.full')}</Button> : null}
                    {act.problem ? <span className="bad" role="alert">{act.problem}</span> : null}
                </div>
            </div>
            {asked ? (
                <Ask title={say('letter.fullOf', { number: letter.number })} go={say('letter.full')} reason={say('letter.purpose')} needed={say('letter.needPurpose')} onClose={() => setAsked(false)}
                    run={(purpose) => downloadLook('/api/employers/{id}/letters/{letter}/look', { args: at, body: { province: args.province, purpose } }, name)}>
                    {say('letter.fullWhat')}
                </Ask>
            ) : null}
        </li>
    );
}

type Entry = { key: string; day: string; at: string; letter?: Letter; contact?: Contact };
const newestFirst = (a: Entry, b: Entry) => (b.day || b.at).localeCompare(a.day || a.at) || b.at.localeCompare(a.at);

const entriesOf = (letters: Letter[], contacts: Contact[]): Entry[] => [
    ...letters.map((letter) => ({ key: `letter/${letter.id}`, day: letter.day, at: letter.at, letter })),
    ...contacts.map((contact) => ({ key: `event/${contact.event.sequence}`, day: contact.event.day, at: contact.event.at, contact })),
].sort(newestFirst);

function History({ id, letters, contacts }: { id: number; letters: Letter[]; contacts: Contact[] }) {
    const link = useLinkTo();
    const entries = entriesOf(letters, contacts);
    if (!entries.length) return <p className="soft">{say('employer.noContacts')}</p>;
    return (
        <ol className="plain events">
            {entries.map(({ key, letter, contact }) => (letter
                ? <LetterLine key={key} id={id} letter={letter} />
                : contact ? <EventLine key={key} event={contact.event}><Link to={link(taskPath(contact.lead))}>{contact.rule_text}</Link></EventLine> : null))}
        </ol>
    );
}

export function EmployerWork({ id }: { id: number }) {
    const { args } = usePageContext();
    const { session } = useSession();
    const link = useLinkTo();
    const [writing, setWriting] = useState(false);
    const [works, sees] = [may(session, 'work.read'), may(session, 'person.read')];
    const letters = useGet('/api/employers/{id}/letters', { id, province: args.province });
    const contacts = useGet('/api/employers/{id}/contacts', works && sees ? { id, province: args.province } : null);
    return (
        <section className="card stack">
            <div className="spread">
                <h2>{say('employer.contacts')}</h2>
                <div className="row no-print">
                    {works ? <Link to={link('/van-dong/viec', { of: 'employer', subject: String(id) })}>{say('employer.tasks')}</Link> : null}
                    {may(session, 'lead.work') ? <Button onClick={() => setWriting(true)}>{say('letter.new')}</Button> : null}
                </div>
            </div>
            {works && !sees ? <p className="soft">{say('employer.seesCounts')}</p> : null}
            <Loaded query={letters} bones={[60]} part>{({ rows }) => <History id={id} letters={rows} contacts={contacts.data?.rows ?? []} />}</Loaded>
            {writing ? <LetterForm id={id} onClose={() => setWriting(false)} /> : null}
        </section>
    );
}
