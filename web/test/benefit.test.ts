/* The calculator of the phone against the cases that prove the server's, from the parameters that the server gives. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { KINDS, reckon, Refused } from '../src/pages/work/benefit.ts';
import type { Ask, Class, FigureName, Parameters } from '../src/pages/work/benefit.ts';
import { say } from '../src/text/benefit.ts';

const root = process.env.BAOPHU_ROOT ?? join(process.cwd(), '..');
const program = process.env.BAOPHU_BIN ?? join(root, 'build/baophu');
const folder = mkdtempSync(join(tmpdir(), 'baophu-benefit-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const env = { ...process.env, BAOPHU_DATA: join(root, 'data'), BAOPHU_DB: join(folder, 'x.db') };
const run = (...args: string[]) => execFileSync(program, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
run('unit', 'import');
const parameters = JSON.parse(run('work', 'benefit', '--parameters', '--province', '01')) as Parameters;

/** A line of CSV: commas inside quotes are part of a cell. */
const cells = (line: string) => [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].map((found) => found[2] ?? found[1] ?? '');
const [head, ...lines] = readFileSync(join(root, 'tests/outreach/benefit_cases.csv'), 'utf8').trim().split('\n').map(cells);
const cases = lines.map((line) => Object.fromEntries((head ?? []).map((name, i) => [name, line[i] ?? ''])) as Record<string, string>);

function askOf(row: Record<string, string>): Ask {
    return {
        day: row.day ?? '', base: Number(row.base), months: Number(row.months), missing: row.missing === '1',
        classes: (row.class ?? '').split(',').filter(Boolean) as Class[], province: row.province ?? '', birth: row.birth ?? '',
        male: row.sex !== 'female', paid: Number(row.paid), supported: Number(row.supported),
    };
}

/** What the fund returns is no number of an act: a case may assume another. */
function lawOf(row: Record<string, string>): Parameters {
    if (!row.return) return parameters;
    const value = Math.round(Number(row.return) * 10_000);
    return { ...parameters, values: parameters.values.map((one) => (one.name === 'fund_return_monthly' ? { ...one, value } : one)) };
}

const shown = (name: FigureName, value: number | undefined) =>
    value === undefined ? '-' : KINDS[name] === 'month' ? `${Math.floor(value / 12)}-${String((value % 12) + 1).padStart(2, '0')}` : String(value);

test('there are cases', () => assert.ok(cases.length > 50, `${cases.length}`));

for (const row of cases)
    test(`${row.case}`, () => {
        if (row.refused) {
            assert.throws(() => reckon(lawOf(row), askOf(row)), (error) => error instanceof Refused && error.field === row.refused);
            return;
        }
        const { figures } = reckon(lawOf(row), askOf(row));
        for (const pair of (row.expect ?? '').split(';').filter(Boolean)) {
            const [name, expected] = pair.split('=') as [FigureName, string];
            assert.ok(name in KINDS, `there is no figure ${name}`);
            assert.equal(shown(name, figures[name]?.value), expected, name);
        }
    });

test('every figure has its article and its words', () => {
    const { figures } = reckon(parameters, { ...askOf(cases[0] ?? {}), birth: '1981-05', months: 12 });
    assert.ok(Object.keys(figures).length > 20);
    for (const [name, figure] of Object.entries(figures)) {
        assert.notEqual(figure.article, '', name);
        assert.notEqual(say(`figure.${name as FigureName}`), '', name);
    }
});

test('without parameters it says so and reckons nothing', () => {
    assert.throws(() => reckon({ values: [], ages: [] }, askOf(cases[0] ?? {})), (error) => error instanceof Refused && error.why === 'unknown');
});
