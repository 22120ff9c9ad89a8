/* Chỉ tiêu: what is in force, the documents, taking one in, and next year's targets from below. */
import { Segmented } from 'antd';
import { may, useSession } from '../../state/session.ts';
import { placeNow, go, usePlaceValue } from '../../state/use_address.ts';
import { say } from '../../text/target.ts';
import { Documents } from './documents.tsx';
import { Import } from './import.tsx';
import { Rounds } from './rounds.tsx';
import { Targets } from './targets.tsx';

const views = ['targets', 'documents', 'rounds', 'import'] as const;
type View = (typeof views)[number];

export default function TargetPage() {
    const { session } = useSession();
    const [view] = usePlaceValue('view');
    const open = views.filter((name) => name !== 'import' || may(session, 'plan.import'));
    const shown = open.find((name) => name === view) ?? 'targets';
    const show = (next: View) => go({ ...placeNow(), more: next === 'targets' ? {} : { view: next } });
    return (
        <div className="stack">
            <div className="row no-print">
                <Segmented<View> aria-label={say('view')} value={shown} onChange={show} options={open.map((name) => ({ value: name, label: say(`view.${name}`) }))} />
            </div>
            {shown === 'targets' ? <Targets toImport={() => show('import')} /> : null}
            {shown === 'documents' ? <Documents /> : null}
            {shown === 'rounds' ? <Rounds /> : null}
            {shown === 'import' ? <Import /> : null}
        </div>
    );
}
