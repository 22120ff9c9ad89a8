// Plays the journeys in a real browser against the real service:  node tests/e2e/run.mjs BAOPHU JUNIT JOURNEY …
import { resolve } from 'node:path';
import { openBrowser, startService } from './service.mjs';
import { Stage } from './stage.mjs';

const [baophu, junit, ...journeys] = process.argv.slice(2);
const kinds = { empty: { demo: false }, single: { demo: false, oidc: true }, demo: { demo: true }, figures: { demo: true, lists: false, now: '2026-12-10' }, work: { demo: true, now: '2026-12-10' } };

const browser = await openBrowser();
const stage = new Stage(browser);
const services = new Map();
const begun = performance.now();
try {
    for (const name of journeys) {
        const { default: run, needs } = await import(`./journey_${name}.mjs`);
        await stage.play(name, async () => {
            if (!services.has(needs)) services.set(needs, await startService({ baophu: resolve(baophu), ...kinds[needs] }));
            await run(stage, services.get(needs));
        });
    }
} finally {
    await browser.close();
    for (const service of services.values()) await service.stop();
}
stage.write(junit);
const failed = stage.results.filter((result) => result.fault).length;
console.log(`${stage.results.length - failed} of ${stage.results.length} steps, ${((performance.now() - begun) / 1000).toFixed(0)} s`);
process.exitCode = failed || !stage.results.length ? 1 : 0;
