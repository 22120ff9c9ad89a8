import type { Schema } from '../api/client.ts';
import { t } from '../text/text.ts';
import type { Key } from '../text/text.ts';

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

export function LightLegend({ counts }: { counts?: Record<string, number> }) {
    return (
        <div className="legend">
            {lights.filter((light) => !counts || counts[light]).map((light) => (
                <span key={light} className="row"><LightMark light={light} />{counts ? <b>{counts[light]}</b> : null}</span>
            ))}
        </div>
    );
}
