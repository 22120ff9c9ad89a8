// What was seen last stays readable without a network, only for whoever saw it, and until signing out.
import assert from 'node:assert/strict';
import { makeAccount, openLine, signIn } from './service.mjs';

export const needs = 'demo';
const NEVER = /session|account|audit|job|facts|entry|invitation|search/;

/** Paths that the worker keeps of the figures. */
const kept = (page) => page.evaluate(async () => {
    const paths = [];
    for (const name of await caches.keys())
        if (name.startsWith('seen-')) for (const request of await (await caches.open(name)).keys()) paths.push(new URL(request.url).pathname);
    return paths;
});

export default async function offline(stage, service) {
    const line = await openLine(service);
    const context = await stage.context();
    const page = await stage.open(context);
    const figures = page.locator('.cards .figure');
    const setNetwork = async (there) => {
        await (there ? line.mend() : line.cut());
        await context.setOffline(!there);
    };
    let sentence = '';

    await stage.step('signs in and reads the overview', async () => {
        const account = await makeAccount(service, 'lanhdao.mang', 'Trần Thị Bích Ngọc', 'province-leader', { province: 'HY' });
        await signIn(page, { url: line.url }, account);
        await page.evaluate(() => navigator.serviceWorker.ready);
        await page.goto(`${line.url}/tong-quan?unit=33`); // the visit before was without the worker
        await figures.first().waitFor();
        await page.locator('.chart canvas').waitFor();
        await page.evaluate(async () => { // the other pages are fetched behind: all of them; waitForFunction is what the policy forbids
            const wanted = new Set((await (await fetch('/sw.js')).text()).match(/\/assets\/[\w.-]+/g));
            const missing = async () => {
                const shell = (await caches.keys()).find((name) => name.startsWith('shell-'));
                const kept = new Set(shell ? (await (await caches.open(shell)).keys()).map((request) => new URL(request.url).pathname) : []);
                return [...wanted].some((name) => !kept.has(name));
            };
            while (await missing()) await new Promise((next) => setTimeout(next, 50));
        });
        await page.waitForLoadState('networkidle');
        sentence = await page.getByRole('heading', { level: 1 }).innerText();
    });
    await stage.step('kept are figures and nothing about persons', async () => {
        const paths = await kept(page);
        assert.ok(paths.includes('/api/overview'), `kept: ${paths}`);
        for (const path of paths) assert.ok(!NEVER.test(path), `${path} is not to be kept`);
        const stored = await page.evaluate(() => JSON.stringify(localStorage));
        assert.ok(!stored.includes('Ngọc') && !stored.includes('lanhdao'), `the browser's store names somebody: ${stored}`);
    });
    await stage.step('with the network cut the page opens and says from when it is', async () => {
        await setNetwork(false);
        await page.reload();
        await page.getByText('Đang mất mạng').first().waitFor();
        assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), sentence);
        await page.locator('.chart canvas').waitFor();
        await stage.look(page);
    });
    await stage.step('a page that was not seen says so in words', async () => {
        await page.getByRole('link', { name: 'Tiến độ', exact: true }).click();
        await page.getByRole('heading', { name: 'Không kết nối được máy chủ' }).waitFor();
        await stage.look(page);
    });
    const code = (part, answer) => page.evaluate(async ([name, status]) => { // of a page: gone from what is kept, or as a release leaves it
        const shell = await caches.open((await caches.keys()).find((one) => one.startsWith('shell-')));
        const request = (await shell.keys()).find(({ url }) => url.includes(name));
        if (!request) throw new Error(`${name} is not kept`);
        if (status) await shell.put(request, new Response('', { status }));
        else await shell.delete(request);
    }, [part, answer]);
    await stage.step('a page whose code is not there says so in words', async () => {
        await code('/assets/target-', 0);
        await page.getByRole('link', { name: 'Chỉ tiêu', exact: true }).click();
        await page.getByRole('heading', { name: 'Không kết nối được máy chủ' }).waitFor();
        await stage.look(page);
    });
    await stage.step('the network is back: fresh figures without a word', async () => {
        await setNetwork(true);
        await page.goto(`${line.url}/tong-quan?unit=33`);
        await figures.first().waitFor();
        assert.equal(await page.getByText('Đang mất mạng').count(), 0);
    });
    await stage.step('code that a release has replaced: the page is loaded anew once, then offers it', async () => {
        await code('/assets/allocate-', 404);
        await page.evaluate(() => (globalThis.before = true));
        await page.getByRole('link', { name: 'Phân bổ', exact: true }).click();
        await page.getByRole('heading', { name: 'Có bản mới của ứng dụng.' }).waitFor();
        assert.equal(await page.evaluate(() => globalThis.before), undefined, 'it was loaded anew');
        await stage.look(page);
        await code('/assets/allocate-', 0);
        await page.getByRole('button', { name: 'Tải lại' }).click();
        await page.getByRole('heading', { level: 1 }).filter({ hasNotText: 'Có bản mới' }).waitFor();
        await page.goto(`${line.url}/tong-quan?unit=33`);
        await figures.first().waitFor();
    });
    await stage.step('signing out wipes what was kept', async () => {
        await page.getByRole('button', { name: /^Tài khoản của/ }).click();
        await page.getByRole('menuitem', { name: 'Đăng xuất' }).click();
        await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
        assert.deepEqual(await kept(page), []);
        await setNetwork(false);
        await page.goto(`${line.url}/tong-quan?unit=33`);
        await page.getByRole('heading', { name: 'Không kết nối được máy chủ' }).waitFor();
        assert.equal(await figures.count(), 0);
    });
}
