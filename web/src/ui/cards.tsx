/* One indicator: value, against what, and how it moves.  The card is a door to the rows behind it. */
import type { Schema } from '../api/client.ts';
import { usePageContext } from '../state/context.ts';
import { useIndicators } from '../state/indicators.ts';
import { useLinkTo } from '../state/use_address.ts';
import { lang, t } from '../text/text.ts';
import { showPeriod } from '../vn/date.ts';
import { amount, amountChange, percent } from '../vn/number.ts';
import { LightMark } from './light.tsx';
import { Link } from './link.tsx';
import { Spark } from './spark.tsx';

type Card = Schema['Card'];

/** `better` −1: less is better, as for arrears; 0: neither, as for population. */
export const tone = (value: number | null | undefined, better = 1) => (!value ? 'soft' : !better ? '' : value * better > 0 ? 'good' : 'bad');

/** Against the path: −12 is twelve short of it. */
export const behind = (row: Schema['ProgressRow']) => (row.shortfall === null ? null : -row.shortfall);

function Figure({ card, to, better, period }: { card: Card; to: string; better: number; period: string }) {
    const share = card.share_bp;
    const expected = card.expected && card.target ? Math.min(100, (card.expected / card.target) * 100) : null;
    return (
        <Link className="card figure" to={to} title={[card.definition, card.denominator_note].filter(Boolean).join('\n')}>
            <h2>{card.name}</h2>
            <div className="top"><span className="value">{amount(card.value, card.unit, lang())}</span><Spark values={card.spark.map((point) => point.value)} width={72} /></div>
            {share !== null && share !== undefined ? (
                <div className="bar" aria-hidden="true"><b style={{ width: `${Math.min(100, share / 100)}%` }} />{expected !== null ? <u style={{ left: `${expected}%` }} /> : null}</div>
            ) : null}
            <div className="soft">
                {card.target === null ? t('card.noTarget') : t('card.ofTarget', { share: percent(share, lang()), year: card.target_year ?? '', target: amount(card.target, card.unit, lang()) })}
            </div>
            {card.target === null ? null : <LightMark light={card.light} text={card.light_text} />}
            <div><span className={tone(card.month_change, better)}>{amountChange(card.month_change, card.unit, lang())}</span> <span className="soft">{t('card.month')}</span></div>
            <div><span className={tone(card.year_change, better)}>{amountChange(card.year_change, card.unit, lang())}</span> <span className="soft">{t('card.year')}</span></div>
            {card.period && period && card.period !== period ? <div className="soft">{t('card.period', { period: showPeriod(card.period) })}</div> : null}
            {card.reported < card.units ? <div className="soft">{t('card.reported', { reported: card.reported, units: card.units })}</div> : null}
        </Link>
    );
}

/** `path`: the page that shows the rows; it gets the indicator. */
export function Cards({ cards, path, more = {} }: { cards: Card[]; path: string; more?: Record<string, string> }) {
    const link = useLinkTo();
    const indicators = useIndicators();
    const { period } = usePageContext();
    return (
        <div className={cards.length === 5 ? 'cards five' : 'cards'}>
            {cards.map((card) => (
                <Figure key={card.indicator} card={card} period={period} to={link(path, { ...more, indicator: card.indicator })}
                    better={indicators.find((indicator) => indicator.code === card.indicator)?.better ?? 1} />
            ))}
        </div>
    );
}
