/* A day that somebody types, as d/m/yyyy. */
import { Input } from 'antd';
import type { InputProps } from 'antd';
import { t } from '../text/text.ts';

type DayInputProps = Pick<InputProps, 'id' | 'status' | 'style' | 'onBlur' | 'onPressEnter' | 'aria-describedby' | 'aria-invalid'> & {
    value: string;
    onChange: (typed: string) => void;
};

/** For a Field: what is expected stands in it, in one wording everywhere. */
export const DayInput = ({ onChange, ...rest }: DayInputProps) => <Input placeholder={t('day.shape')} maxLength={10} {...rest} onChange={(event) => onChange(event.target.value)} />;
