// The real service with the demonstration province, and people who work with it.
import { execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const fromWeb = createRequire(join(root, 'web/package.json'));
export const NOW = '2026-11-15'; // the figures end in October 2026
export const PASSWORD = 'cây đa giếng nước sân đình';

/** With `demo` the province has a plan and results, with `lists` what agencies delivered, reconciled and at work, too; without, nobody
 * has been there yet; with `oidc` a single sign-on is configured in the file `oidc`, read anew when it changes. */
export async function startService({ baophu = join(root, 'build/baophu'), demo = true, lists = true, oidc = false, now = NOW } = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'baophu-e2e-'));
    const db = join(folder, 'x.db');
    const env = { ...process.env, BAOPHU_DB: db, BAOPHU_DATA: join(root, 'data'), BAOPHU_NOW: now };
    const run = (...args) => execFileSync(baophu, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    if (demo) execFileSync(join(root, 'tools/demo.sh'), [baophu, folder, lists ? 'work' : 'figures'], { env, stdio: 'ignore' });
    const single = join(folder, 'sso.json');
    if (oidc) writeFileSync(single, JSON.stringify({ issuer: 'https://not-yet.example.vn', client_id: 'bao-phu', client_secret: 'x', name: 'SSO tỉnh' }), { mode: 0o600 });
    const server = spawn(baophu, ['serve', '--db', db, '--listen', '127.0.0.1:0', ...(oidc ? ['--oidc', single] : [])], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const out of [server.stdout, server.stderr]) out.on('data', (bytes) => (said += bytes));
    /** What the service has printed, or will, that looks like this. */
    const says = (pattern) => new Promise((done, fail) => {
        const look = () => pattern.test(said) && done(pattern.exec(said)[0]);
        for (const out of [server.stdout, server.stderr]) out.on('data', look);
        server.on('exit', (code) => fail(new Error(`the service ended with ${code}: ${said}`)));
        look();
    });
    const url = await says(/http:\/\/127\.0\.0\.1:\d+/);
    const stop = async () => {
        const ended = new Promise((done) => server.on('exit', done));
        server.kill('SIGTERM');
        await ended;
        rmSync(folder, { recursive: true, force: true });
    };
    return { url, db, now, run, says, stop, baophu, oidc: single };
}

/** A line to the service that can be cut: what Playwright calls offline does not reach the pages' worker. */
export async function openLine(service) {
    const port = Number(new URL(service.url).port);
    const open = new Set();
    const line = createServer((near) => {
        const far = connect(port, '127.0.0.1');
        for (const [one, other] of [[near, far], [far, near]]) {
            open.add(one);
            one.pipe(other);
            one.on('error', () => other.destroy());
            one.on('close', () => open.delete(one) && other.destroy());
        }
    });
    const listen = (at) => new Promise((done) => line.listen(at, '127.0.0.1', done));
    await listen(0);
    const own = line.address().port;
    const cut = () => new Promise((done) => {
        line.close(done);
        for (const socket of open) socket.destroy();
    });
    return { url: `http://127.0.0.1:${own}`, cut, mend: () => listen(own) };
}

/** An account that has set its password by the link it was given. */
export async function makeAccount(service, login, name, role, place = {}) {
    const where = [...(place.province ? ['--province', place.province] : []), ...(place.unit ? ['--unit', place.unit] : [])];
    const answer = service.run('account', 'create', login, '--name', name, '--role', role, ...where, '--url', service.url, '--json');
    const token = /\/moi\/([^"\s]+)/.exec(answer)[1];
    const accepted = await fetch(`${service.url}/api/invitations/${token}`, {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ password: PASSWORD }),
    });
    if (!accepted.ok) throw new Error(`invitation of ${login}: ${accepted.status} ${await accepted.text()}`);
    return { login, password: PASSWORD };
}

/** The six digits of RFC 6238 at a time in seconds. */
export function totp(secret, seconds) {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
    const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(seconds / 30)));
    const mac = createHmac('sha1', key).update(counter).digest();
    const offset = mac[19] & 15;
    return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Signs in through the page; sets up the second factor where the role demands one. */
export async function signIn(page, service, account) {
    await page.goto(service.url);
    await page.getByLabel('Tên đăng nhập').fill(account.login);
    await page.getByLabel('Mật khẩu', { exact: true }).fill(account.password);
    await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
    const shell = page.locator('header.head');
    await shell.waitFor();
    const begin = page.getByRole('button', { name: 'Bật xác thực hai bước' });
    await Promise.race([begin.waitFor(), page.locator('nav.tabs').waitFor({ state: 'attached' })]);
    if (await page.locator('nav.tabs').count()) return; // else the role demands it first
    await begin.click();
    const secret = (await page.locator('code').innerText()).replace(/\s/g, '');
    await page.getByLabel('Mã 6 số ứng dụng đang hiện').fill(totp(secret, Date.parse(`${service.now ?? NOW}T00:00:00+07:00`) / 1000));
    await page.getByRole('button', { name: 'Xác nhận' }).click();
    await page.getByRole('button', { name: 'Tôi đã cất các mã' }).click();
    await page.locator('nav.tabs').waitFor({ state: 'attached' });
}

export async function openBrowser() {
    const { chromium } = fromWeb('playwright-core');
    return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}
