/* Voluntary insurance reckoned without a network: the twin of src/outreach/benefit*.c, step by step and number by
 * number, from the parameters that came with the list.  tests/outreach/benefit_cases.csv proves both. */

import { parseDate } from '../../vn/date.ts';

/** A number that an act sets, from a day on: dong, months, or a percentage in millionths. */
export type LawValue = { name: string; key: string; value: number; unit: string; from: string; to: string | null; article: string; certainty: string; note: string };
export type Age = { sex: string; from: string; to: string; months: number; article: string; certainty: string };
export type Parameters = { values: LawValue[]; ages: Age[] };

export const CLASSES = ['poor', 'island', 'near_poor', 'ethnic_minority', 'other'] as const;
export type Class = (typeof CLASSES)[number];
export type Ask = {
    /** Of payment; its month is the first that is paid. */
    day: string;
    /** Chosen income a month; 0: the least of the day. */
    base: number;
    months: number;
    /** Months that were missing at the age of retirement, paid back at once. */
    missing: boolean;
    classes: Class[];
    province: string;
    /** "1981", "1981-05" or a day; "": nothing is said of what I get. */
    birth: string;
    male: boolean;
    paid: number;
    supported: number;
};

export type FigureName =
    | 'base_min' | 'base_max' | 'base' | 'month' | 'total' | 'state_months' | 'state' | 'local' | 'own' | 'by_month'
    | 'jump_month' | 'jump_base' | 'jump_own' | 'age_month' | 'months_at_age' | 'missing' | 'pension_from' | 'rate_low' | 'pension_low'
    | 'rate_high' | 'pension_high' | 'health' | 'health_share' | 'maternity' | 'maternity_from' | 'lump';
export const KINDS: Record<FigureName, 'dong' | 'months' | 'month' | 'percent'> = {
    base_min: 'dong', base_max: 'dong', base: 'dong', month: 'dong', total: 'dong', state_months: 'months', state: 'dong', local: 'dong', own: 'dong',
    by_month: 'dong', jump_month: 'month', jump_base: 'dong', jump_own: 'dong', age_month: 'month', months_at_age: 'months', missing: 'months',
    pension_from: 'month', rate_low: 'percent', pension_low: 'dong', rate_high: 'percent', pension_high: 'dong', health: 'dong', health_share: 'percent',
    maternity: 'dong', maternity_from: 'month', lump: 'dong',
};
/** A month is year × 12 + month − 1; a percentage is in millionths. */
export type Figure = { value: number; article: string; unsure: boolean };
export type Benefit = { figures: Partial<Record<FigureName, Figure>>; said: (Said | { note: string })[] };
export type Said = 'prepaid' | 'estimate' | 'birth' | 'step';
/** What cannot be reckoned, at which field, with the bounds. */
export class Refused extends Error {
    constructor(readonly field: string, readonly why: string, readonly least = 0, readonly most = 0) {
        super(`${field}: ${why}`);
    }
}

const MILLION = 1_000_000;
const LOOK_AHEAD = 120;
const MONTHS_PAID_MOST = 720;
const MALE_YEAR = 20;
const LAW_BEGINS = '2025-07-01';
const CERTAINTY = ['unsure', 'medium', 'high'];

export const monthOf = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7) || 1) - 1;
const monthBegins = (month: number) => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`;
/** The same day so many months later, or the last one of a shorter month. */
const addMonths = (day: string, months: number) => {
    const month = monthBegins(monthOf(day) + months).slice(0, 8);
    return parseDate(month + day.slice(8)) ?? `${month}${new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).getUTCDate()}`;
};
const shareOf = (amount: number, millionths: number) => Math.floor((amount * millionths + MILLION / 2) / MILLION);
const halfOf = (number: number) => Math.floor(number / 2);

type Terms = {
    line: LawValue; rate: LawValue; state: LawValue | null; local: LawValue | null; leastShare: LawValue; mostTimes: LawValue; reference: LawValue;
    least: number; most: number; stateMonth: number; localMonth: number;
};

class Reckoning {
    readonly to: Benefit = { figures: {}, said: [] };
    first = 0;
    base = 0;
    now!: Terms;

    constructor(private readonly law: Parameters, private readonly ask: Ask) {}

    private find(name: string, key: string, on: string): LawValue | undefined {
        return this.law.values.find((one) => one.name === name && one.key === key && one.from <= on && (one.to === null || on <= one.to));
    }
    private get(name: string, key = '', on = this.ask.day): LawValue {
        const found = this.find(name, key, on);
        if (!found) throw new Refused('day', 'unknown');
        return found;
    }

    private put(name: FigureName, value: number, basis: LawValue | Age, also?: LawValue | null) {
        const articles = also && !basis.article.includes(also.article) ? `${basis.article}; ${also.article}` : basis.article;
        const sure = Math.min(...[basis, also ?? basis].map((one) => CERTAINTY.indexOf(one.certainty)));
        this.to.figures[name] = { value, article: articles, unsure: sure === 0 };
    }

    // ---- levels of a month

    private highest(name: string, before: string, on: string): LawValue | null {
        let best: LawValue | null = null;
        for (const one of CLASSES) {
            if (one !== 'other' && !this.ask.classes.includes(one)) continue;
            const found = this.find(name, before + one, on);
            if (found && (!best || found.value > best.value)) best = found;
        }
        return best;
    }

    private terms(on: string): Terms {
        const line = this.get('poverty_line', 'rural', on), rate = this.get('voluntary_rate', '', on);
        const leastShare = this.get('voluntary_base_min_share', '', on), mostTimes = this.get('voluntary_base_cap_multiplier', '', on);
        const reference = this.get('reference_level', '', on);
        const state = this.highest('voluntary_support_share', '', on);
        const local = this.ask.province ? this.highest('local_support_share', `${this.ask.province}/`, on) : null;
        const part = (share: LawValue | null) => (share ? shareOf(shareOf(line.value, rate.value), share.value) : 0);
        return {
            line, rate, state, local, leastShare, mostTimes, reference,
            least: shareOf(line.value, leastShare.value), most: reference.value * mostTimes.value, stateMonth: part(state), localMonth: part(local),
        };
    }

    // ---- what is asked

    private checkMonths() {
        const least = this.get('voluntary_prepay_months', 'min').value, most = this.get('voluntary_prepay_months', 'max').value;
        const back = this.get('voluntary_backpay_months_max').value, n = this.ask.months;
        if (this.ask.missing) {
            if (n < 1 || n > back) throw new Refused('months', 'missing', 1, back);
        } else if (![1, 3, 6, 12].includes(n) && !(n >= least && n <= most && n % 12 === 0)) throw new Refused('months', 'months', least, most);
    }

    private checkPerson() {
        const { paid, supported, birth, missing, day } = this.ask;
        if (!(paid >= 0 && paid <= MONTHS_PAID_MOST)) throw new Refused('paid', 'paid', 0, MONTHS_PAID_MOST);
        if (!(supported >= 0 && supported <= paid)) throw new Refused('supported', 'supported', 0, paid);
        if (!birth) {
            if (missing) throw new Refused('birth', 'needed');
            return;
        }
        const age = this.get('voluntary_age_from', '', day).value;
        const born = parseDate(birth.length < 10 ? monthBegins(monthOf(birth)) : birth);
        if (!/^\d{4}(-\d{2}(-\d{2})?)?$/.test(birth) || !born || addMonths(born, age) > day) throw new Refused('birth', 'age', age);
    }

    private check() {
        const { day, base } = this.ask;
        if (day < LAW_BEGINS || day > '2100-12-31') throw new Refused('day', 'day');
        this.first = monthOf(day);
        this.now = this.terms(day);
        this.base = base || this.now.least;
        if (this.base < this.now.least || this.base > this.now.most) throw new Refused('base', 'base', this.now.least, this.now.most);
        this.checkMonths();
        this.checkPerson();
    }

    // ---- sums

    private split(total: number, state: number, local: number) {
        const byState = Math.min(state, total), byLocal = Math.min(local, total - byState);
        return { total, state: byState, local: byLocal, own: total - byState - byLocal };
    }

    /** Years ahead are discounted by the month, missing months grow by it. */
    private atOnce(month: number, returned: number): number {
        const { months, missing } = this.ask;
        const factor = 1 + returned / MILLION;
        let part = missing ? factor : 1, sum = 0;
        for (let i = 0; i < months; i++) {
            sum += month * part;
            part = missing ? part * factor : part / factor;
        }
        return Math.floor(sum + 0.5);
    }

    private monthByMonth(supportedMost: number): number {
        let own = 0;
        for (let i = 0; i < this.ask.months; i++) {
            const terms = this.terms(i === 0 ? this.ask.day : monthBegins(this.first + i));
            const supported = this.ask.supported + i < supportedMost;
            own += this.split(shareOf(Math.max(this.base, terms.least), terms.rate.value), supported ? terms.stateMonth : 0, terms.localMonth).own;
        }
        return own;
    }

    /** The first month whose least income is above the chosen one, as far as the acts are known today. */
    private findJump(supportedMost: number) {
        for (let i = 1; i <= LOOK_AHEAD; i++) {
            const terms = this.terms(monthBegins(this.first + i));
            if (terms.least <= this.base) continue;
            const supported = this.ask.supported + i < supportedMost;
            const paid = this.split(shareOf(terms.least, terms.rate.value), supported ? terms.stateMonth : 0, terms.localMonth);
            this.put('jump_month', this.first + i, terms.line);
            this.put('jump_base', terms.least, terms.line, terms.leastShare);
            this.put('jump_own', paid.own, terms.line, terms.state);
            if (this.ask.months > 1 && this.ask.months > i) this.to.said.push('prepaid');
            return;
        }
    }

    private payment() {
        const { months, missing, supported } = this.ask, terms = this.now;
        const month = shareOf(this.base, terms.rate.value);
        const fund = this.get('fund_return_monthly'), topUp = this.get('voluntary_prepaid_top_up'), most = this.get('support_months_max');
        const interest = missing || months >= this.get('voluntary_prepay_months', 'min').value;
        const stateMonths = Math.max(0, Math.min(most.value - supported, months));
        const total = interest ? this.atOnce(month, fund.value) : month * months;
        const paid = this.split(total, terms.stateMonth * stateMonths, terms.localMonth * months);
        const also = interest ? fund : months > 1 ? topUp : null;
        this.put('base_min', terms.least, terms.line, terms.leastShare);
        this.put('base_max', terms.most, terms.reference, terms.mostTimes);
        this.put('base', this.base, terms.leastShare);
        this.put('month', month, terms.rate);
        this.put('total', paid.total, terms.rate, also);
        this.put('state_months', stateMonths, most);
        this.put('state', paid.state, terms.state ?? terms.rate, interest ? fund : null);
        if (terms.local) this.put('local', paid.local, terms.local);
        this.put('own', paid.own, terms.rate, also);
        if (interest && fund.value === 0) this.to.said.push({ note: fund.note });
        if (missing) return;
        this.put('by_month', this.monthByMonth(most.value), terms.rate);
        this.findJump(most.value);
    }

    private step() {
        if ((this.base - this.now.least) % this.get('voluntary_base_step').value !== 0) this.to.said.push('step');
    }

    // ---- what I get

    private halfYears(months: number): number {
        const odd = months % 12;
        const from = this.get('pension_half_year_months', 'from').value, to = this.get('pension_half_year_months', 'to').value;
        return Math.floor(months / 12) * 2 + Number(odd >= from) + Number(odd > to);
    }

    private rateOf(months: number): number {
        const { male } = this.ask;
        const base = this.get('pension_rate_base', male ? 'male' : 'female').value;
        const step = this.get('pension_rate_step', male ? 'male.to_20' : 'female').value;
        const after = this.get('pension_rate_step', male ? 'male.after_20' : 'female').value;
        const least = this.get('pension_years_min').value * 2, have = this.halfYears(months), turn = MALE_YEAR * 2;
        const rate = base + halfOf((Math.min(have, turn) - least) * step + Math.max(0, have - turn) * after);
        return Math.min(rate, this.get('pension_rate_cap').value);
    }

    /** Months until now and of this payment at the chosen income, later ones at the least of their month where that is more. */
    private meanIncome(months: number): number {
        const known = Math.min(this.ask.paid + this.ask.months, months);
        let sum = known * this.base;
        for (let i = 0; i < months - known; i++) {
            const on = monthBegins(this.first + this.ask.months + i);
            sum += Math.max(this.base, shareOf(this.get('poverty_line', 'rural', on).value, this.get('voluntary_base_min_share', '', on).value));
        }
        return Math.floor((2 * sum + months) / (2 * months));
    }

    private pensions(low: number, high: number) {
        const base = this.get('pension_rate_base', this.ask.male ? 'male' : 'female');
        const step = this.get('pension_rate_step', this.ask.male ? 'male.to_20' : 'female');
        for (const [months, rateName, name] of [[low, 'rate_low', 'pension_low'], [high, 'rate_high', 'pension_high']] as const) {
            const rate = this.rateOf(months);
            this.put(rateName, rate, base, step);
            this.put(name, shareOf(this.meanIncome(months), rate), base, step);
        }
        const health = this.get('health_pensioner_rate'), share = this.get('health_pensioner_share');
        this.put('health', shareOf(this.to.figures.pension_low?.value ?? 0, health.value), health);
        this.put('health_share', share.value, share);
        this.to.said.push('estimate');
    }

    private age(): Age {
        const month = monthBegins(monthOf(this.ask.birth)).slice(0, 7);
        const found = this.law.ages.find((one) => one.sex === (this.ask.male ? 'male' : 'female') && one.from <= month && month <= one.to);
        if (!found) throw new Refused('birth', 'unknown');
        return found;
    }

    /** So many missing months are paid at once at the age; more are paid month by month until that many are left. */
    private pensionMonth(reached: number, missing: number, back: number, after: number): number {
        if (missing === 0 && !this.ask.missing) return Math.max(reached + after, this.first);
        return Math.max(reached, this.first) + Math.max(0, missing - back) + after;
    }

    private pension() {
        const { birth, missing: back, paid: before, months } = this.ask;
        const age = this.age(), reached = monthOf(birth) + age.months;
        const most = this.get('voluntary_backpay_months_max'), after = this.get('pension_starts_after'), years = this.get('pension_years_min');
        if (back && reached > this.first) throw new Refused('months', 'notYet', reached);
        const until = Math.max(0, reached - this.first + 1);
        const paid = before + (back || until < months ? months : until);
        const needed = years.value * 12, missing = Math.max(0, needed - paid);
        const low = Math.max(before + months, needed), high = Math.max(paid, low);
        this.put('age_month', reached, age);
        this.put('months_at_age', paid, years);
        this.put('missing', missing, years, most);
        this.put('pension_from', this.pensionMonth(reached, missing, most.value, after.value), years, after);
        if (birth.length === 4) this.to.said.push('birth');
        this.pensions(low, high);
    }

    private maternity() {
        const grant = this.get('voluntary_maternity_grant'), months = this.get('voluntary_maternity_months', 'paid');
        this.put('maternity', grant.value, grant);
        this.put('maternity_from', this.first + months.value, months);
    }

    /** Only who surely joined before the law: paid more months than there were since. */
    private lump() {
        const years = this.get('lump_sum_years_below'), lump = this.get('lump_sum_months');
        const all = this.ask.paid + this.ask.months;
        if (this.ask.paid <= this.first - monthOf(years.from) || all >= years.value * 12) return;
        const drawn = halfOf(this.base * this.halfYears(all) * lump.value);
        const state = (this.to.figures.state?.value ?? 0) + this.ask.supported * this.now.stateMonth;
        this.put('lump', Math.max(0, drawn - state), lump, years);
    }

    run(): Benefit {
        this.check();
        this.payment();
        this.step();
        if (!this.ask.birth) return this.to;
        this.pension();
        if (this.ask.missing) return this.to;
        this.maternity();
        this.lump();
        return this.to;
    }
}

/** Throws Refused. */
export const reckon = (law: Parameters, ask: Ask): Benefit => new Reckoning(law, ask).run();
