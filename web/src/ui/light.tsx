import type { Schema } from '../api/client.ts';
import { t } from '../text/text.ts';
import type { Key } from '../text/text.ts';
import { Link } from './link.tsx';

export type LightCode = Schema['Light'];
/** Best first; a sign beside the colour, for eyes and printers that see no colour. */
export const lights: LightCode[] = ['reached', 'on-pace', 'behind', 'far-behind', 'no-target', 'no-result'];
export const lightSign: Record<LightCode, string> = {
    reached: '✓', 'on-pace': '●', behind: '▲', 'far-behind': '▼', 'no-target': '–', 'no-result': '?',
};
export const lightName = (light: LightCode) => t(`light.${light}` as Key);

export function LightMark({ light, text }: { light: LightCode; text?: string }) {
    return (
        <span className="light">
            <i className={`l-${light}`} aria-hidden="true">{lightSign[light]}</i>
            <span>{text ?? lightName(light)}</span>
        </span>
    );
}

/** `to`: where the communes of a light are listed. */
export function LightLegend({ counts, to }: { counts?: Record<string, number>; to?: (light: LightCode) => string }) {
    return (
        <div className="legend">
            {lights.filter((light) => !counts || counts[light]).map((light) => (
                <span key={light} className="row">
                    {to ? <Link to={to(light)} className="row"><LightMark light={light} /> <b>{counts?.[light]}</b></Link> : <><LightMark light={light} />{counts ? <b>{counts[light]}</b> : null}</>}
                </span>
            ))}
        </div>
    );
}
