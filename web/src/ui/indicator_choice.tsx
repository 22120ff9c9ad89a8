import { Select } from 'antd';
import { useIndicators } from '../state/indicators.ts';
import { t } from '../text/text.ts';
import { holds } from '../vn/fold.ts';

/** One of the statistical indicators, by its name; `counts` leaves rates out, `none` says what no choice means. */
export function IndicatorChoice({ value, onChange, counts = false, none }: { value: string; onChange: (code: string) => void; counts?: boolean; none?: string }) {
    const indicators = useIndicators().filter((row) => !counts || !row.rate);
    const known = indicators.some((row) => row.code === value);
    return (
        <Select<string> className="indicator" aria-label={t('progress.indicator')} showSearch allowClear={!!none} placeholder={none}
            value={value && known ? value : undefined} onChange={(code: string | undefined) => onChange(code ?? '')}
            filterOption={(typed, option) => holds(String(option?.label ?? ''), typed)}
            options={indicators.map((row) => ({ value: row.code, label: row.name, title: row.definition }))} />
    );
}
