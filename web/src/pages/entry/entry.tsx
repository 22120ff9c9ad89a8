/* Nhập liệu: the sheet of who enters for one commune; the calendar of who looks after several. */
import { Button, Select } from 'antd';
import { useGet } from '../../api/hooks.ts';
import type { PageProps } from '../../pages.ts';
import { usePageContext } from '../../state/context.ts';
import { go, placeNow, useLinkTo, usePlace } from '../../state/use_address.ts';
import { say } from '../../text/entry.ts';
import { Link } from '../../ui/link.tsx';
import { Loaded } from '../../ui/states.tsx';
import { addMonths, monthsBack, showPeriod } from '../../vn/date.ts';
import { EntryCalendar } from './calendar.tsx';
import { FormFile } from './form.tsx';
import { Sheet } from './sheet.tsx';

const MONTHS = 24;

function Months({ period, last }: { period: string; last: string }) {
    const to = (month: string) => go({ ...placeNow(), period: month });
    const next = addMonths(last || period, 1);
    const months = monthsBack(period > next ? period : next, MONTHS);
    return (
        <div className="row no-print">
            <Button aria-label={say('previous')} onClick={() => to(addMonths(period, -1))}>‹</Button>
            <Select aria-label={say('months')} value={period} style={{ width: 112 }} onChange={to} options={months.map((month) => ({ value: month, label: showPeriod(month) }))} />
            <Button aria-label={say('next')} onClick={() => to(addMonths(period, 1))}>›</Button>
        </div>
    );
}

function One({ unit, several }: { unit: string; several: boolean }) {
    const place = usePlace();
    const { province } = usePageContext();
    const link = useLinkTo();
    const query = useGet('/api/entry', { unit, ...(place.period ? { period: place.period } : {}), ...(place.base ? { base: place.base } : {}) });
    return (
        <div className="stack">
            {several ? <Link to={link('/nhap-lieu')}>← {say('calendar.back')}</Link> : null}
            <Loaded query={query} bones={[40, 60, 360]}>
                {(entry) => (
                    <>
                        <Months period={entry.period} last={province?.last_period ?? ''} />
                        <FormFile of={{ province: entry.province, unit: entry.unit, period: entry.period, base: entry.base }} writes={entry.editable} onSaved={query.reload} />
                        <Sheet key={`${entry.unit}/${entry.period}/${entry.base}`} entry={entry} onSent={query.reload} />
                    </>
                )}
            </Loaded>
        </div>
    );
}

export default function EntryPage({ params }: PageProps) {
    const { province } = usePageContext();
    const own = province && !province.whole && province.communes?.length === 1 ? province.communes[0]?.code : undefined;
    const unit = params.code ?? own;
    return unit ? <One key={unit} unit={unit} several={unit !== own} /> : <EntryCalendar />;
}
