// A phone with two thousand persons behind a slow line:  node slow.mjs BAOPHU PORT BYTES_PER_SECOND ROUND_TRIP_MS
// What slow.sh has started is asked (a) by curl for the package alone and (b) by the page /viec in Chromium, from the press
// of the button until all persons are in IndexedDB and the list is on the screen.
import { execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { openBrowser, PASSWORD } from '../../tests/e2e/service.mjs';

const [baophu, port, rate, roundTrip] = process.argv.slice(2);
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const LOGIN = 'nhieu-viec', PROVINCE = '33', PERSONS = 2000;
const SLOW_PROCESSOR = 4; // a phone of the cheapest kind
const direct = `http://127.0.0.1:${port}`;

/** The line, and what went over it since it was asked last. */
async function openLine() {
    const line = spawn('python3', [fileURLToPath(new URL('line.py', import.meta.url)), port, rate, roundTrip], { stdio: ['pipe', 'pipe', 'inherit'] });
    const said = createInterface({ input: line.stdout })[Symbol.asyncIterator]();
    const own = (await said.next()).value;
    const look = async () => {
        line.stdin.write('look\n');
        return JSON.parse((await said.next()).value);
    };
    return { url: `http://127.0.0.1:${own}`, look, close: () => line.stdin.end() };
}

async function setPassword() {
    const link = execFileSync(baophu, ['account', 'invite', LOGIN, '--url', direct, '--json'], { encoding: 'utf8' });
    const token = /\/moi\/([^"\s]+)/.exec(link)[1];
    const answer = await fetch(`${direct}/api/invitations/${token}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ password: PASSWORD }) });
    if (!answer.ok) throw new Error(`the password was not taken: ${answer.status} ${await answer.text()}`);
}

/** Presses a button and waits until so many persons are on the disk of the phone and the list is shown; milliseconds. */
const pressed = (page, words) => page.evaluate(async ([words_, persons]) => {
    const held = () => new Promise((done) => {
        indexedDB.databases().then((all) => {
            const found = all.find(({ name }) => name.startsWith('baophu-work-'));
            if (!found) return done(0);
            const request = indexedDB.open(found.name);
            request.onsuccess = () => {
                const count = request.result.transaction('task').objectStore('task').count();
                count.onsuccess = () => { request.result.close(); done(count.result); };
            };
        });
    });
    const shown = () => [...document.querySelectorAll('.chip')].some((chip) => /^(Tất cả|All)/.test(chip.textContent) && chip.textContent.endsWith(String(persons))) && document.querySelector('.phone-row');
    const button = [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === words_);
    const begin = performance.now();
    button.click();
    while (!shown() || (await held()) !== persons) await new Promise((done) => setTimeout(done, 20));
    return performance.now() - begin;
}, [words, PERSONS]);

/** Until nothing goes over the line any more: a new phone fetches the application for when there is no network. */
async function quiet(line) {
    for (let still = 0; still < 3;) {
        await new Promise((done) => setTimeout(done, 500));
        still = (await line.look()).down === 0 ? still + 1 : 0;
    }
}

const button = (page, name) => page.getByRole('button', { name, exact: true });

/** An officer wiped the phone, its owner has it back and loads it again: the code of the page is there, the list is not. */
async function wipe(page) {
    await page.evaluate(async ([url, province]) => {
        const { csrf } = await (await fetch('/api/session')).json();
        const { rows } = await (await fetch(`/api/work/devices?province=${province}`)).json();
        for (const { id, own, state } of rows)
            if (own && state === 'used') await fetch(`/api/work/devices/${id}?province=${province}`, { method: 'DELETE', headers: { 'X-CSRF-Token': csrf } });
    }, [direct, PROVINCE]);
    await button(page, 'Đồng bộ').click();
    await button(page, 'Tải lại danh sách').waitFor();
}

async function signedIn(browser, line) {
    const context = await browser.newContext({ locale: 'vi-VN', viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    await page.goto(`${line.url}/viec`);
    await page.getByLabel('Tên đăng nhập').fill(LOGIN);
    await page.getByLabel('Mật khẩu', { exact: true }).fill(PASSWORD);
    await page.waitForLoadState('networkidle');
    return { context, page };
}

const middle = (all) => [...all].sort((a, b) => a - b)[all.length >> 1];
const seconds = (ms) => (ms / 1000).toFixed(2);
const row = (what, times, bytes) => console.log(`| ${what} | ${seconds(middle(times))} s | ${seconds(Math.max(...times))} s | ${bytes.down} | ${bytes.up} | ${bytes.connections} |`);

/** (a) one request on a new connection. */
async function byCurl(context, line, coding) {
    const cookies = (await context.cookies(line.url)).map(({ name, value }) => `${name}=${value}`).join('; ');
    const headers = { Cookie: cookies, 'Content-Type': 'application/json' };
    const { csrf } = await (await fetch(`${direct}/api/session`, { headers })).json();
    const device = `may-do-${coding}-${Date.now()}`;
    await fetch(`${direct}/api/work/devices`, { method: 'POST', headers: { ...headers, 'X-CSRF-Token': csrf }, body: JSON.stringify({ province: PROVINCE, id: device, name: 'curl' }) });
    const body = JSON.stringify({ province: PROVINCE, device, since: 0, actions: [] });
    await quiet(line);
    const said = execFileSync('curl', ['-sf', '-o', '/dev/null', '-w', '%{time_total}', '-H', `Cookie: ${cookies}`, '-H', `X-CSRF-Token: ${csrf}`, '-H', 'Content-Type: application/json', '-H', `Accept-Encoding: ${coding}`, '-d', body, `${line.url}/api/work/sync?lang=vi`], { encoding: 'utf8' });
    await fetch(`${direct}/api/work/devices/${device}?province=${PROVINCE}`, { method: 'DELETE', headers: { ...headers, 'X-CSRF-Token': csrf } });
    return { ms: Number(said) * 1000, bytes: await line.look() };
}

async function several(run) {
    const all = [];
    for (let i = 0; i < ROUNDS; i++) all.push(await run());
    return [all.map(({ ms }) => ms), all[0].bytes];
}

async function measure(browser, line) {
    const first = await signedIn(browser, line);
    await pressed(first.page, 'Đăng nhập');
    console.log(`A line of ${rate} bytes a second each way and ${roundTrip} ms there and back, two round trips for a new connection; ${PERSONS} persons on one phone; ${ROUNDS} times each.\n`);
    console.log('| | median | slowest | bytes down | bytes up | new connections |\n|---|---|---|---|---|---|');
    for (const coding of ['gzip', 'zstd']) row(`(a) the whole list alone, ${coding}`, ...(await several(() => byCurl(first.context, line, coding))));
    const again = async () => {
        await wipe(first.page);
        await quiet(line);
        const ms = await pressed(first.page, 'Tải lại danh sách');
        return { ms, bytes: await line.look() };
    };
    row('(b) /viec, the whole list: pressed to stored and shown', ...(await several(again)));
    const tools = await first.context.newCDPSession(first.page);
    await tools.send('Emulation.setCPUThrottlingRate', { rate: SLOW_PROCESSOR });
    row(`… with a processor ${SLOW_PROCESSOR} times slower`, ...(await several(again)));
    await tools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    row('… nothing new since', ...(await several(async () => {
        await quiet(line);
        const begin = performance.now();
        await button(first.page, 'Đồng bộ').click();
        await first.page.locator('.phone-sync button[aria-busy="true"]').waitFor({ state: 'attached' }).catch(() => undefined);
        await first.page.locator('.phone-sync button:not([aria-busy="true"])').waitFor();
        return { ms: performance.now() - begin, bytes: await line.look() };
    })));
    await first.context.close();
    row('(b) signing in on a new phone, with what of the application was not there yet', ...(await several(async () => {
        const { context, page } = await signedIn(browser, line);
        await quiet(line);
        const ms = await pressed(page, 'Đăng nhập');
        const bytes = await line.look();
        await wipe(page);
        await context.close();
        return { ms, bytes };
    })));
}

await setPassword();
const browser = await openBrowser();
const line = await openLine();
try {
    await measure(browser, line);
} finally {
    line.close();
    await browser.close();
}
