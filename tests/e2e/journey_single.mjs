// Two people come in by the single sign-on of the province, against a real OpenID provider; one takes it off his own
// account, the administrator takes it off the other's.  Both come in by password afterwards, and by nothing else.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { PASSWORD, root } from './service.mjs';

export const needs = 'single';

/** The provider of tests/http, kept beside the build; null and a word why where it cannot be fetched. */
async function startProvider(service) {
    const folder = process.env.BAOPHU_TEST_PROVIDER ?? join(dirname(resolve(service.baophu)), 'http-provider');
    try {
        execFileSync('sh', [join(root, 'tests/http/provider/install.sh'), folder], { encoding: 'utf8' });
    } catch (error) {
        if (error.status !== 77) throw error;
        console.log(`skip single: ${error.stdout.trim()}`);
        return null;
    }
    const env = { ...process.env, NOW: `${service.now}T00:00:00+07:00`, REDIRECT: `${service.url}/api/oidc/callback` };
    const provider = spawn(process.execPath, ['provider.mjs'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
    const issuer = await new Promise((done, fail) => {
        let said = '';
        provider.stdout.on('data', (bytes) => {
            said += bytes;
            const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
            if (found) done(found[0]);
        });
        provider.on('exit', (code) => fail(new Error(`the provider ended with ${code}`)));
    });
    writeFileSync(service.oidc, JSON.stringify({ issuer, client_id: 'bao-phu', client_secret: 's3cret: of/the+test%', name: 'SSO tỉnh' }));
    chmodSync(service.oidc, 0o600);
    return { issuer, stop: () => provider.kill('SIGTERM') };
}

async function withPassword(service, login, name, email) {
    const made = service.run('account', 'create', login, '--name', name, '--role', 'province-leader', '--province', 'HY', '--email', email, '--url', service.url, '--json');
    const token = /\/moi\/([^"\s]+)/.exec(made)[1];
    const accepted = await fetch(`${service.url}/api/invitations/${token}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ password: PASSWORD }) });
    assert.equal(accepted.status < 300, true);
}

export default async function single(stage, service) {
    const provider = await startProvider(service);
    if (!provider) return;
    const button = (where, name) => where.getByRole('button', { name, exact: true });
    const byProvider = (page) => page.getByRole('link', { name: 'Đăng nhập bằng SSO tỉnh' }).or(page.getByRole('button', { name: 'Đăng nhập bằng SSO tỉnh' }));
    const comeIn = async (user) => {
        await fetch(`${provider.issuer}/as?user=${user}`);
        const page = await stage.open(await stage.context());
        await page.goto(service.url);
        await byProvider(page).click();
        return page;
    };
    const inside = (page) => page.locator('nav.tabs').waitFor({ state: 'attached' });
    const byPassword = async (login) => {
        const page = await stage.open(await stage.context());
        await page.goto(service.url);
        await stage.signInHere(page, login);
        await inside(page);
        await page.context().close();
    };
    const refused = async (user) => {
        const page = await comeIn(user);
        await page.getByText('Đăng nhập một lần chưa thành công').waitFor();
        await stage.look(page);
        await page.context().close();
    };
    try {
        await play();
    } finally {
        provider.stop();
    }

    async function play() {
        let an, la;
        await stage.step('two people come in by the single sign-on of the province', async () => {
            service.run('unit', 'import');
            service.run('indicator', 'import');
            await withPassword(service, 'an.sso', 'Nguyễn Thị An', 'an@example.vn');
            await withPassword(service, 'la.sso', 'Trần Văn Lạ', 'nguoi.la@example.vn');
            an = await comeIn('an');
            await inside(an);
            la = await comeIn('la');
            await inside(la);
            await stage.look(la);
        });
        await stage.step('one takes it off the own account and is told so', async () => {
            stage.page = an;
            await an.goto(`${service.url}/tai-khoan`);
            const own = an.locator('section').filter({ has: an.getByRole('heading', { name: 'Đăng nhập một lần' }) });
            await own.waitFor();
            await stage.look(an);
            await button(own, 'Gỡ đăng nhập một lần').click();
            await an.getByText('Đã gỡ đăng nhập một lần.').waitFor();
            await own.waitFor({ state: 'hidden' });
            await stage.look(an); // at the door: single sign-on had opened this session
            await stage.signInHere(an, 'an.sso');
            await an.getByRole('heading', { name: 'Nguyễn Thị An' }).waitFor();
            await an.getByText('Đã gỡ đăng nhập một lần.').waitFor();
            await stage.look(an);
        });
        await stage.step('… the password still opens it, the single sign-on no more', async () => {
            await byPassword('an.sso');
            await refused('an');
        });
        await stage.step('the administrator takes it off another account; its session ends', async () => {
            const page = await stage.person(service, 'quan.tri.sso', 'Lê Minh Đức', 'administrator', {});
            await page.getByRole('link', { name: 'Quản trị', exact: true }).click();
            await button(page, 'Việc: an.sso').click();
            await page.getByRole('menuitem').first().waitFor();
            assert.equal(await page.getByRole('menuitem', { name: 'Gỡ đăng nhập một lần' }).count(), 0); // nothing to take off
            await page.keyboard.press('Escape');
            await button(page, 'Việc: la.sso').click();
            await page.getByRole('menuitem', { name: 'Gỡ đăng nhập một lần' }).click();
            const ask = page.getByRole('dialog', { name: 'Gỡ đăng nhập một lần' });
            await ask.getByText('Trần Văn Lạ sẽ chỉ vào được bằng mật khẩu').waitFor();
            await stage.look(page);
            await button(ask, 'Gỡ đăng nhập một lần').click();
            await ask.waitFor({ state: 'hidden' });
            await button(page, 'Việc: la.sso').click();
            await page.getByRole('menuitem').first().waitFor();
            assert.equal(await page.getByRole('menuitem', { name: 'Gỡ đăng nhập một lần' }).count(), 0);
            await la.reload();
            await byProvider(la).waitFor();
        });
        await stage.step('… and that one, too, comes in by password alone', async () => {
            await byPassword('la.sso');
            await refused('la');
            const trail = service.run('audit', 'list', '--limit', '50');
            assert.match(trail, /an\.sso/);
            assert.match(trail, /quan\.tri\.sso/);
        });
    }
}
