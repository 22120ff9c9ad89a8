/* What can be taken in, and the job that does it. */
import { Alert, Button, Select } from 'antd';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { post } from '../../api/client.ts';
import { refreshAnswers } from '../../api/hooks.ts';
import { usePageContext } from '../../state/context.ts';
import type { Base } from '../../state/address.ts';
import type { Job } from '../../state/job.ts';
import { may, useSession } from '../../state/session.ts';
import { useLinkTo } from '../../state/use_address.ts';
import { lang, t } from '../../text/text.ts';
import { say } from '../../text/admin.ts';
import { useAct } from '../../ui/act.ts';
import { Belongs } from '../../ui/belongs.tsx';
import { Drop } from '../../ui/drop.tsx';
import { Field } from '../../ui/field.tsx';
import { JobView, outcomeOf } from '../../ui/job_view.tsx';
import { Link } from '../../ui/link.tsx';
import { compareVi, holds } from '../../vn/fold.ts';
import { count } from '../../vn/number.ts';

/** The same file taken in again is the same job: nothing happens twice when a button is pressed twice. */
async function keyOf(file: File, of: string): Promise<string> {
    const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await new Blob([of, '\n', file]).arrayBuffer()));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** `look`: the file is looked at first; it is taken in when somebody says so. */
function Import({ title, what, choose, accept, look, start, children }: { title: string; what: string; choose: string; accept: string; look?: (file: File) => Promise<Job>; start: (file: File) => Promise<Job>; children?: ReactNode }) {
    const act = useAct();
    const [job, setJob] = useState<Job | null>(null);
    const [looked, setLooked] = useState<{ file: File; figures: number } | null>(null);
    const chosen = useRef<File | null>(null);
    const clear = () => {
        setJob(null);
        setLooked(null);
        act.clear();
    };
    const run = (by: (file: File) => Promise<Job>, file: File) => {
        clear();
        chosen.current = file;
        void act.run(async () => setJob(await by(file)));
    };
    const end = (over: Job) => {
        const { added, corrected } = outcomeOf(over);
        if (over.kind !== 'facts-preview') refreshAnswers('/api/');
        else if (over.state === 'done' && chosen.current) setLooked({ file: chosen.current, figures: (added ?? 0) + (corrected ?? 0) });
    };
    return (
        <section className="card stack">
            <h2>{title}</h2>
            <p className="text">{what}</p>
            {children}
            <Drop label={choose} hint={say('imports.hint')} accept={accept} busy={act.busy} onFile={(file) => run(look ?? start, file)} onFault={clear} />
            {act.problem ? <Alert type="error" role="alert" message={act.problem} /> : null}
            <Belongs code={act.code} />
            {job ? <JobView key={job.id} job={job} onEnd={end} /> : null}
            {looked && looked.figures > 0 ? (
                <div className="row">
                    <Button type="primary" loading={act.busy} onClick={() => run(start, looked.file)}>{say('imports.go', { count: count(looked.figures, lang()) })}</Button>
                    <Button onClick={clear}>{say('imports.leave')}</Button>
                </div>
            ) : null}
        </section>
    );
}

function ProvinceOf({ value, onChange }: { value: string; onChange: (code: string) => void }) {
    const { provinces } = usePageContext();
    return (
        <Field label={say('imports.province')}>
            <Select showSearch value={value || undefined} onChange={onChange} style={{ width: 240 }} filterOption={(typed, option) => holds(String(option?.label), typed)}
                options={[...(provinces.data?.rows ?? [])].sort((a, b) => compareVi(a.name, b.name)).map((row) => ({ value: row.code, label: row.name }))} />
        </Field>
    );
}

/** Units of the country and indicators come with the program: no file is needed. */
function Units() {
    const act = useAct();
    const [job, setJob] = useState<Job | null>(null);
    return (
        <section className="card stack">
            <h2>{say('imports.units')}</h2>
            <p className="text">{say('imports.unitsWhat')}</p>
            <div><Button type="primary" loading={act.busy} onClick={() => void act.run(async () => setJob(await post('/api/imports/units')))}>{say('imports.unitsGo')}</Button></div>
            {act.problem ? <Alert type="error" role="alert" message={act.problem} /> : null}
            {job ? <JobView key={job.id} job={job} onEnd={() => refreshAnswers('/api/')} /> : null}
        </section>
    );
}

function Villages() {
    const { provinces, province } = usePageContext();
    const [code, setCode] = useState('');
    const of = code || (province?.code ?? '');
    if (!provinces.data?.rows.length) return null; // units first
    return (
        <Import title={say('imports.villages')} what={say('imports.villagesWhat')} choose={say('imports.chooseVillages')} accept=".xlsx,.xls,.csv,.tsv,.txt"
            start={async (file) => post('/api/imports/villages', { args: { province: of, name: file.name, key: await keyOf(file, `villages/${of}`) }, file })}>
            <div className="row"><ProvinceOf value={of} onChange={setCode} /></div>
        </Import>
    );
}

function Facts() {
    const { province } = usePageContext();
    const [code, setCode] = useState(province?.code ?? '');
    const [base, setBase] = useState<Base>(province?.bases?.[0] ?? 'collecting');
    const of = code || (province?.code ?? '');
    return (
        <Import title={say('imports.facts')} what={say('imports.factsWhat')} choose={say('imports.chooseFacts')} accept=".xlsx,.xls,.csv,.tsv,.txt"
            look={(file) => post('/api/imports/facts', { args: { province: of, base, name: file.name, preview: 'true' }, file })}
            start={async (file) => post('/api/imports/facts', { args: { province: of, base, name: file.name, key: await keyOf(file, `${of}/${base}`) }, file })}>
            <div className="row">
                <ProvinceOf value={of} onChange={setCode} />
                <Field label={say('imports.base')}><Select<Base> value={base} onChange={setBase} style={{ width: 200 }} options={(['collecting', 'residence'] as const).map((value) => ({ value, label: t(`base.${value}`) }))} /></Field>
            </div>
        </Import>
    );
}

/** What the role does not take in: who does. */
function Others({ title, what }: { title: string; what: string }) {
    return <section className="card stack tight"><h2>{title}</h2><p className="soft text">{what}</p></section>;
}

export default function ImportsPart() {
    const { session } = useSession();
    const link = useLinkTo();
    return (
        <>
            <h1>{say('part.nap')}</h1>
            {may(session, 'import.run') ? <Facts /> : <Others title={say('imports.facts')} what={say('imports.factsWho')} />}
            {may(session, 'plan.import') ? (
                <section className="card stack"><h2>{say('imports.plan')}</h2><p>{say('imports.planWhat')}</p><div><Link to={link('/chi-tieu', { view: 'import' })}>{say('imports.plan')} →</Link></div></section>
            ) : <Others title={say('imports.plan')} what={say('imports.planWho')} />}
            {may(session, 'unit.manage') ? <Units /> : null}
            {may(session, 'unit.manage') ? <Villages /> : null}
            {may(session, 'unit.manage') ? (
                <Import title={say('imports.boundaries')} what={say('imports.boundariesWhat')} choose={say('imports.chooseBoundaries')} accept=".geojson,.json,.topojson"
                    start={async (file) => post('/api/imports/boundaries', { args: { name: file.name, key: await keyOf(file, '') }, file })} />
            ) : <Others title={say('imports.boundaries')} what={say('imports.boundariesWho')} />}
        </>
    );
}
