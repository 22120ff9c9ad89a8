/* What can be taken in, and the job that does it. */
import { Alert, Select } from 'antd';
import { useState } from 'react';
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
import { Drop } from '../../ui/drop.tsx';
import { Field } from '../../ui/field.tsx';
import { JobView } from '../../ui/job_view.tsx';
import { Link } from '../../ui/link.tsx';
import { compareVi, holds } from '../../vn/fold.ts';
import { count } from '../../vn/number.ts';

const MOST = 64 * 1024 * 1024;

/** The same file taken in again is the same job: nothing happens twice when a button is pressed twice. */
async function keyOf(file: File, of: string): Promise<string> {
    const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await new Blob([of, '\n', file]).arrayBuffer()));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fault(file: File): string {
    if (file.size === 0) return say('imports.empty', { name: file.name });
    return file.size > MOST ? say('imports.tooLarge', { size: count(Math.ceil(file.size / 1024 / 1024), lang()) }) : '';
}

function Import({ title, what, choose, accept, start, children }: { title: string; what: string; choose: string; accept: string; start: (file: File) => Promise<Job>; children?: ReactNode }) {
    const act = useAct();
    const [job, setJob] = useState<Job | null>(null);
    const [wrong, setWrong] = useState('');
    const take = (file: File) => {
        setWrong(fault(file));
        setJob(null);
        act.clear();
        if (!fault(file)) void act.run(async () => setJob(await start(file)));
    };
    return (
        <section className="card stack">
            <h2>{title}</h2>
            <p className="text">{what}</p>
            {children}
            <Drop label={choose} hint={say('imports.hint')} accept={accept} busy={act.busy} onFile={take} />
            {wrong || act.problem ? <Alert type="error" role="alert" message={wrong || act.problem} /> : null}
            {job ? <JobView key={job.id} job={job} onEnd={() => refreshAnswers('/api/')} /> : null}
        </section>
    );
}

function Facts() {
    const { provinces, province } = usePageContext();
    const [code, setCode] = useState(province?.code ?? '');
    const [base, setBase] = useState<Base>(province?.bases?.[0] ?? 'collecting');
    const of = code || (province?.code ?? '');
    return (
        <Import title={say('imports.facts')} what={say('imports.factsWhat')} choose={say('imports.chooseFacts')} accept=".xlsx,.xls,.csv,.tsv,.txt"
            start={async (file) => post('/api/imports/facts', { args: { province: of, base, name: file.name, key: await keyOf(file, `${of}/${base}`) }, file })}>
            <div className="row">
                <Field label={say('imports.province')}>
                    <Select showSearch value={of} onChange={setCode} style={{ width: 240 }} filterOption={(typed, option) => holds(String(option?.label), typed)}
                        options={[...(provinces.data?.rows ?? [])].sort((a, b) => compareVi(a.name, b.name)).map((row) => ({ value: row.code, label: row.name }))} />
                </Field>
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
            {may(session, 'unit.manage') ? (
                <Import title={say('imports.boundaries')} what={say('imports.boundariesWhat')} choose={say('imports.chooseBoundaries')} accept=".geojson,.json,.topojson"
                    start={async (file) => post('/api/imports/boundaries', { args: { name: file.name, key: await keyOf(file, '') }, file })} />
            ) : <Others title={say('imports.boundaries')} what={say('imports.boundariesWho')} />}
        </>
    );
}
