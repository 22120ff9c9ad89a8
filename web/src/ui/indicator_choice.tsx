import { useIndicators } from '../state/indicators.ts';
import { t } from '../text/text.ts';
import { Choice } from './plain.tsx';

/** One of the statistical indicators, by its name; `counts` leaves rates out, `none` says what no choice means. */
export function IndicatorChoice({ value, onChange, counts = false, none }: { value: string; onChange: (code: string) => void; counts?: boolean; none?: string }) {
    const indicators = useIndicators().filter((row) => !counts || !row.rate);
    return (
        <Choice className="indicator" label={t('progress.indicator')} none={none} value={value} onChange={onChange}
            options={indicators.map((row) => ({ value: row.code, label: row.name, title: row.definition }))} />
    );
}
