// What is wrong with a page beside what a test asks of it: thrown, refused by the policy, wider than the window, or a
// serious fault of accessibility (axe-core).
import { readFileSync } from 'node:fs';
import { fromWeb } from './service.mjs';

const axe = readFileSync(fromWeb.resolve('axe-core/axe.min.js'), 'utf8');

/** What is refused or thrown in a page is a fault of the page; an answer of 401 or 404 that the page shows is not. */
export function watch(page, fault) {
    page.on('pageerror', (error) => fault(error.message));
    page.on('console', (message) => {
        const text = message.text();
        if (message.type() === 'error' && !/status of (401|403|404|409|410|422)|ERR_(INTERNET_DISCONNECTED|CONNECTION_|FAILED)/.test(text)) fault(text);
    });
}

export async function faultsOf(page) {
    const faults = [];
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wider > 0) faults.push(`${wider} px wider than the window`);
    await page.evaluate(axe); // not as a <script>, which the policy refuses
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    for (const { id, impact, nodes, help } of violations)
        if (impact === 'serious' || impact === 'critical')
            faults.push(`${id} (${nodes.length}×): ${help}\n    ${nodes[0].html.slice(0, 200)}\n    ${(nodes[0].any[0] ?? nodes[0].all[0] ?? nodes[0].none[0])?.message ?? ''}`);
    return faults;
}
