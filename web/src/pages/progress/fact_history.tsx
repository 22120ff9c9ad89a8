/* Every version of one figure: who wrote it, when, why. */
import { Drawer } from 'antd';
import type { Schema } from '../../api/client.ts';
import { useGet } from '../../api/hooks.ts';
import { lang, t } from '../../text/text.ts';
import { Frame } from '../../ui/frame.tsx';
import { Loaded } from '../../ui/states.tsx';
import { showPeriod, showTime } from '../../vn/date.ts';
import { count } from '../../vn/number.ts';

type Fact = Schema['Fact'];

export default function FactHistory({ fact, province, onClose }: { fact: Fact; province: string; onClose: () => void }) {
    const query = useGet('/api/facts/history', { province, unit: fact.unit, period: fact.period, base: fact.base, indicator: fact.indicator, breakdown: fact.breakdown });
    return (
        <Drawer open onClose={onClose} width={560} title={t('facts.history', { name: fact.unit_name, period: showPeriod(fact.period) })}>
            <Loaded query={query} bones={[120]}>
                {({ rows }) => (
                    <Frame label={t('col.version')}>
                        <table className="table dense">
                            <thead><tr><th>{t('col.version')}</th><th className="n">{t('col.value')}</th><th>{t('col.state')}</th><th>{t('col.source')}</th><th>{t('col.who')}</th><th>{t('col.at')}</th><th>{t('col.reason')}</th></tr></thead>
                            <tbody>
                                {rows.map((row) => (
                                    <tr key={row.version}><td>{row.version}</td><td className="n">{count(row.value, lang())}</td><td>{row.state_text}</td><td>{row.source}</td><td>{row.who || '–'}</td><td>{showTime(row.at)}</td><td>{row.reason || '–'}</td></tr>
                                ))}
                            </tbody>
                        </table>
                    </Frame>
                )}
            </Loaded>
        </Drawer>
    );
}
