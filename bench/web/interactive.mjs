// When a page answers to the hand, on a slow line and a slow processor:  node bench/web/interactive.mjs BAOPHU FOLDER [RUNS]
//
// Interactive: what the page is opened for is there, and the last task of more than 50 ms has ended (half a second
// without another follows).  `first` has an empty cache, `again` the files of the visit before.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeAccount, openBrowser, signIn, startService } from '../../tests/e2e/service.mjs';

const LINES = {
    '4g': { latency: 40, down: 10_000, slower: 2 }, // ms there and back, kbit/s, times slower than this machine
    'slow-4g': { latency: 150, down: 1_600, slower: 4 },
};
const PAGES = [
    { name: 'tong-quan', path: '/tong-quan?unit=33', ready: '.cards .figure' },
    { name: 'tien-do', path: '/tien-do?unit=33', ready: 'tbody tr:nth-child(20)' },
    { name: 'so-lieu', path: '/so-lieu?unit=33', ready: 'tbody tr:nth-child(20)' }, // the largest: 5,000 rows
];
const LIMIT = 1500;
const [baophu, folder, runs = '5'] = process.argv.slice(2);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function throttle(wire, line) {
    const bytes = (line.down * 1000) / 8;
    return Promise.all([
        wire.send('Network.enable'),
        wire.send('Network.emulateNetworkConditions', { offline: false, latency: line.latency, downloadThroughput: bytes, uploadThroughput: bytes / 2 }),
        wire.send('Emulation.setCPUThrottlingRate', { rate: line.slower }),
    ]);
}

/** In the page: notes each long task and the moment when `ready` is there. */
function watchPage(ready) {
    globalThis.tasksEnd = 0;
    globalThis.shownAt = 0;
    new PerformanceObserver((list) => { for (const task of list.getEntries()) globalThis.tasksEnd = task.startTime + task.duration; }).observe({ type: 'longtask', buffered: true });
    const look = () => {
        if (document.querySelector(ready)) globalThis.shownAt = performance.now();
        else requestAnimationFrame(look);
    };
    look();
}

async function once(browser, state, url, page_, line, trace) {
    const context = await browser.newContext({ storageState: state, serviceWorkers: 'block', viewport: { width: 1366, height: 768 } });
    const found = {};
    for (const visit of ['first', 'again']) {
        const page = await context.newPage();
        await page.addInitScript(watchPage, page_.ready);
        await throttle(await context.newCDPSession(page), line);
        if (trace && visit === 'first') await browser.startTracing(page, { path: trace, categories: ['devtools.timeline', 'loading', 'v8.execute', 'blink.user_timing'] });
        await page.goto(url + page_.path);
        await page.evaluate(() => new Promise((done) => { // the policy of the page forbids what waitForFunction does
            const quiet = () => globalThis.shownAt > 0 && performance.now() - Math.max(globalThis.shownAt, globalThis.tasksEnd) > 500;
            const look = setInterval(() => { if (quiet()) { clearInterval(look); done(); } }, 50);
        }));
        if (trace && visit === 'first') await browser.stopTracing();
        const { shown, tasks } = await page.evaluate(() => ({ shown: globalThis.shownAt, tasks: globalThis.tasksEnd }));
        found[visit] = Math.max(shown, tasks);
        await page.close();
    }
    await context.close();
    return found;
}

const service = await startService({ baophu: resolve(baophu) });
const browser = await openBrowser();
try {
    mkdirSync(folder, { recursive: true });
    const account = await makeAccount(service, 'lanhdao.do', 'Trần Thị Bích Ngọc', 'province-leader', { province: 'HY' });
    const context = await browser.newContext({ locale: 'vi-VN' });
    await signIn(await context.newPage(), service, account);
    const state = await context.storageState();
    await context.close();
    const results = [];
    for (const [lineName, line] of Object.entries(LINES))
        for (const page of PAGES) {
            const times = { first: [], again: [] };
            for (let i = 0; i < Number(runs); i++) {
                const found = await once(browser, state, service.url, page, line, i === 0 ? join(folder, `${lineName}-${page.name}.trace.json`) : '');
                for (const visit of ['first', 'again']) times[visit].push(found[visit]);
            }
            const row = { line: lineName, page: page.name, first_ms: Math.round(median(times.first)), again_ms: Math.round(median(times.again)) };
            results.push(row);
            console.log(`${row.line.padEnd(8)} ${row.page.padEnd(10)} first ${String(row.first_ms).padStart(5)} ms   again ${String(row.again_ms).padStart(5)} ms`);
        }
    writeFileSync(join(folder, 'interactive.json'), `${JSON.stringify({ limit_ms: LIMIT, lines: LINES, runs: Number(runs), results }, null, 2)}\n`);
    const over = results.filter((row) => row.line === '4g' && Math.max(row.first_ms, row.again_ms) > LIMIT);
    console.log(over.length ? `over ${LIMIT} ms on 4g: ${over.map((row) => row.page).join(', ')}` : `all within ${LIMIT} ms on 4g`);
    process.exitCode = over.length ? 1 : 0;
} finally {
    await browser.close();
    await service.stop();
}
