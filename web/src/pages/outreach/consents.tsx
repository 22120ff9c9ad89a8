/* Whether somebody may be called, sent messages and visited, on what that rests, and until when; what was said is recorded. */
import { useState } from 'react';
import { post } from '../../api/client.ts';
import type { Answer } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import { say } from '../../text/outreach.ts';
import { useAct } from '../../ui/act.ts';
import { Frame } from '../../ui/frame.tsx';
import { Button, Choice, Segments } from '../../ui/plain.tsx';
import { Loaded } from '../../ui/states.tsx';
import { refreshWork } from './hand_over.tsx';
import { day } from './pieces.tsx';

type Consent = Answer<'/api/work/consents'>['rows'][number];
const CHANNELS = ['call', 'message', 'visit'] as const;

function Table({ rows }: { rows: Consent[] }) {
    return (
        <Frame label={say('consent.title')}>
            <table className="table dense">
                <thead><tr><th className="first">{say('consent.channel')}</th><th>{say('consent.may')}</th><th>{say('consent.basis')}</th><th>{say('consent.until')}</th><th>{say('consent.by')}</th></tr></thead>
                <tbody>
                    {rows.map((row) => (
                        <tr key={row.channel}>
                            <td className="first">{row.channel_text}</td><td className={row.allowed ? 'good' : 'bad'}>{say(row.allowed ? 'consent.yes' : 'consent.no')}{row.said === 'nothing' ? ` – ${say('consent.nothing')}` : ''}</td>
                            <td className="wrap" lang="vi">{row.basis || '–'}</td><td>{day(row.until)}</td><td lang="vi">{row.by_name || row.by || '–'}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </Frame>
    );
}

export function Consents({ of, subject }: { of: 'person' | 'employer'; subject: number }) {
    const { args } = usePageContext();
    const act = useAct();
    const [channel, setChannel] = useState<(typeof CHANNELS)[number]>('call');
    const [allowed, setAllowed] = useState<'yes' | 'no' | ''>('');
    const [basis, setBasis] = useState('');
    const query = useGet('/api/work/consents', { province: args.province, of, subject });
    const record = () => void act.run(async () => {
        if (!allowed) return;
        await post('/api/work/consents', { body: { province: args.province, of, subject, channel, allowed: allowed === 'yes', basis: basis.trim() } });
        setAllowed('');
        setBasis('');
        refreshWork();
    });
    return (
        <section className="card stack">
            <div><h2>{say('consent.title')}</h2><p className="soft text">{say('consent.what')}</p></div>
            <Loaded query={query} bones={[90]} part>{({ rows }) => (rows.length ? <Table rows={rows} /> : <p className="soft">{say('consent.none')}</p>)}</Loaded>
            <div className="row no-print">
                <Choice label={say('consent.channel')} value={channel} options={CHANNELS.map((value) => ({ value, label: say(`channel.${value}`) }))} onChange={setChannel} />
                <Segments label={say('consent.may')} value={allowed} onChange={setAllowed} options={[{ value: 'yes', label: say('consent.yes') }, { value: 'no', label: say('consent.no') }]} />
                <input className="input grow" aria-label={say('consent.basis')} placeholder={say('consent.basisHint')} maxLength={500} value={basis} onChange={(event) => setBasis(event.target.value)} />
                <Button busy={act.busy} disabled={act.busy || !allowed || !basis.trim()} onClick={record}>{say('consent.record')}</Button>
                {act.problem ? <span className="bad" role="alert">{act.problem}</span> : null}
            </div>
        </section>
    );
}
