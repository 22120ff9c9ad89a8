/* The form of a month: out to a spreadsheet, and back filled in.  What is wrong in it stands with its row; nothing is
 * kept until all of it is right and somebody says so. */
import { Alert, App, Button } from 'antd';
import { useRef, useState } from 'react';
import { download, post } from '../../api/client.ts';
import type { Answer } from '../../api/client.ts';
import { refreshAnswers } from '../../api/hooks.ts';
import { may, useSession } from '../../state/session.ts';
import { lang } from '../../text/text.ts';
import { say } from '../../text/entry.ts';
import { useAct } from '../../ui/act.ts';
import { Frame } from '../../ui/frame.tsx';
import { showPeriod } from '../../vn/date.ts';
import { count } from '../../vn/number.ts';

type Taken = Answer<'/api/entry/form', 'post'>;
type Of = { province: string; unit?: string; period: string; base?: 'collecting' | 'residence' };
const n = (value: number) => count(value, lang());

function Problems({ taken }: { taken: Taken }) {
    return (
        <Frame label={say('form.problems', { count: n(taken.problems.length) })}>
            <table className="table dense">
                <thead><tr><th className="n">{say('form.row')}</th><th>{say('commune')}</th><th>{say('indicator')}</th><th>{say('form.what')}</th></tr></thead>
                <tbody>
                    {taken.problems.map((one, i) => <tr key={i}><td className="n">{one.row || ''}</td><td>{one.unit}</td><td>{one.indicator}</td><td>{one.message}</td></tr>)}
                </tbody>
            </table>
        </Frame>
    );
}

export function FormFile({ of, writes = true, onSaved }: { of: Of; writes?: boolean; onSaved: () => void }) {
    const { message } = App.useApp();
    const { session } = useSession();
    const input = useRef<HTMLInputElement>(null);
    const [file, setFile] = useState<File | null>(null);
    const [taken, setTaken] = useState<Taken | null>(null);
    const act = useAct();
    const read = (chosen: File) => {
        setFile(chosen);
        setTaken(null);
        void act.run(async () => setTaken(await post('/api/entry/form', { args: { ...of, name: chosen.name }, file: chosen })));
    };
    const save = () => act.run(async () => {
        if (!file) return;
        const now = await post('/api/entry/form', { args: { ...of, name: file.name, save: 'true' }, file });
        setTaken(now);
        if (!now.saved) return;
        void message.success(say('form.saved', { added: n(now.added), corrected: n(now.corrected), same: n(now.same) }));
        setFile(null);
        setTaken(null);
        refreshAnswers('/api/overview', '/api/progress', '/api/facts', '/api/entry');
        onSaved();
    });
    const good = taken && !taken.saved && taken.problems.length === 0;
    return (
        <div className="stack no-print">
            <div className="row">
                <Button loading={act.busy && !file} onClick={() => void act.run(() => download('/api/entry/form', of, 'xlsx', 'mau-nhap'))}>{say('form.get', { period: showPeriod(of.period) })}</Button>
                {writes && may(session, 'fact.enter') ? <Button loading={act.busy && !!file} onClick={() => input.current?.click()}>{say('form.put')}</Button> : null}
                <input ref={input} type="file" accept=".xlsx,.xls,.csv,.ods" hidden aria-label={say('form.put')} onChange={(event) => {
                    const chosen = event.target.files?.[0];
                    event.target.value = ''; // the same file may be chosen again after it was mended
                    if (chosen) read(chosen);
                }} />
            </div>
            {act.problem ? <Alert type="error" message={act.problem} /> : null}
            {taken && taken.problems.length > 0 ? (
                <>
                    <Alert type="warning" message={say('form.wrong', { file: file?.name ?? '', count: n(taken.problems.length) })} />
                    <Problems taken={taken} />
                </>
            ) : null}
            {good && taken.values === 0 ? <Alert type="info" message={say('form.empty', { file: file?.name ?? '' })} /> : null}
            {good && taken.values > 0 ? (
                <Alert type="success" message={say('form.right', { file: file?.name ?? '', values: n(taken.values), units: n(taken.units) })}
                    action={<Button type="primary" loading={act.busy} onClick={() => void save()}>{say('form.save', { values: n(taken.values) })}</Button>} />
            ) : null}
        </div>
    );
}
