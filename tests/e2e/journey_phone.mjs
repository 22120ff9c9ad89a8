// A leader has one minute and a telephone: where do we stand, where to act, and where does the number come from.
import assert from 'node:assert/strict';

export const needs = 'demo';
const FIRST_LOAD = 220_000; // bytes over the network until the figures are there, the figures included

export default async function phone(stage, service) {
    const size = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, serviceWorkers: 'block' };
    let page;
    await stage.step('signs in', async () => {
        page = await stage.person(service, 'lanhdao.dienthoai', 'Trần Thị Bích Ngọc', 'province-leader', { province: 'HY' }, size);
    });
    await stage.step('the first load is small, and charts are not part of it', async () => {
        const fresh = await stage.open(page.context());
        const wire = await fresh.context().newCDPSession(fresh);
        await wire.send('Network.enable');
        await wire.send('Network.setCacheDisabled', { cacheDisabled: true });
        const bytes = new Map();
        let shown = false;
        wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => { if (!shown) bytes.set(requestId, encodedDataLength); });
        await fresh.route(/path_chart/, async (route) => { // the chart waits until the figures were counted
            await fresh.locator('.cards .figure').first().waitFor();
            shown = true;
            await route.continue();
        });
        await fresh.goto(`${service.url}/tong-quan`);
        await fresh.locator('.chart canvas').waitFor();
        assert.ok(shown, 'the chart came before the figures');
        const total = [...bytes.values()].reduce((sum, size_) => sum + size_, 0);
        console.log(`     ${bytes.size} answers, ${total} bytes until the figures are there`);
        assert.ok(bytes.size > 5 && total > 100_000, `only ${bytes.size} answers with ${total} bytes were counted`);
        assert.ok(total <= FIRST_LOAD, `${total} bytes are more than ${FIRST_LOAD}`);
        await page.close();
        page = fresh;
    });
    await stage.step('the first sentence says where help is needed, and that the figures are simulated', async () => {
        const sentence = await page.getByRole('heading', { level: 1 }).innerText();
        assert.match(sentence, /^\d+ trong 104 xã, phường chậm; riêng xã .+ thiếu [\d.]+ người/);
        await page.getByText('DỮ LIỆU MÔ PHỎNG – không phải').waitFor();
        const box = await page.getByRole('heading', { level: 1 }).boundingBox();
        assert.ok(box.y + box.height < 740, 'the sentence is on the first screen');
        await stage.look(page);
    });
    await stage.step('a number leads to the communes behind it', async () => {
        const card = page.getByRole('link', { name: /^Số người tham gia BHXH tự nguyện \d/ });
        const value = await card.locator('.value').innerText();
        await card.tap();
        await page.getByRole('row').nth(5).waitFor();
        assert.equal(new URL(page.url()).searchParams.get('indicator'), 'participants_voluntary');
        await page.getByRole('cell', { name: value, exact: true }).first().waitFor(); // the province's row
        await stage.look(page);
        await page.goBack();
        await page.locator('.cards .figure').first().waitFor();
    });
    await stage.step('the commune named in the sentence is one tap away, and its rows one more', async () => {
        const sentence = await page.getByRole('heading', { level: 1 }).innerText();
        const [, name, short] = /riêng xã (.+) thiếu ([\d.]+) người/.exec(sentence);
        await page.getByRole('region', { name: 'Ai cần giúp ngay' }).getByRole('link', { name: `Xã ${name}` }).tap();
        await page.getByRole('heading', { level: 1 }).filter({ hasText: name }).waitFor();
        await page.getByText(`−${short}`).first().waitFor();
        await stage.look(page);
        const result = await page.locator('.facts dd').first().innerText();
        await page.getByRole('link', { name: 'Số liệu gốc' }).tap();
        await page.getByRole('cell', { name: result, exact: true }).first().waitFor();
        await stage.look(page);
    });
    await stage.step('English on request', async () => {
        await page.goto(`${service.url}/tong-quan`);
        await page.getByRole('button', { name: /^Tài khoản của/ }).tap();
        await page.getByRole('menuitem', { name: 'English' }).tap();
        await page.getByRole('heading', { level: 1 }).filter({ hasText: /of 104 communes/ }).waitFor();
        assert.equal(await page.locator('html').getAttribute('lang'), 'en');
        await stage.look(page);
    });
}
