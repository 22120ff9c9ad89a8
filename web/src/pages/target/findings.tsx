/* What a check of a plan found, as sentences: errors first, what holds last and folded away. */
import type { Schema } from '../../api/client.ts';
import { say } from '../../text/target.ts';

export type Finding = Schema['Finding'];
const ORDER: Finding['severity'][] = ['error', 'warning', 'notice'];

export const bySeverity = (findings: Finding[], severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity);

export function FindingLine({ finding, toRow }: { finding: Finding; toRow?: ((row: number) => void) | undefined }) {
    const row = finding.row;
    return (
        <li className={`finding f-${finding.severity}`}>
            <b className="tag">{finding.severity_text}</b>
            <div>
                <div>{finding.message}</div>
                {finding.action ? <div className="soft">→ {finding.action}</div> : null}
                {toRow && row ? <button type="button" className="link" onClick={() => toRow(row)}>{say('check.toRow', { row })}</button> : null}
            </div>
        </li>
    );
}

export function Findings({ findings, toRow }: { findings: Finding[]; toRow?: (row: number) => void }) {
    const good = bySeverity(findings, 'ok');
    const rest = ORDER.flatMap((severity) => bySeverity(findings, severity));
    return (
        <div className="stack">
            {rest.length ? <ul className="plain findings">{rest.map((finding, i) => <FindingLine key={i} finding={finding} toRow={toRow} />)}</ul> : <p>{say('check.fine')}</p>}
            {good.length ? (
                <details>
                    <summary>{say('check.good', { count: good.length })}</summary>
                    <ul className="plain findings">{good.map((finding, i) => <FindingLine key={i} finding={finding} />)}</ul>
                </details>
            ) : null}
        </div>
    );
}
