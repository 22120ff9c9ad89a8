// Without a mouse: sign in, skip to the content, find a commune, open it, change the period.
import assert from 'node:assert/strict';
import { makeAccount } from './service.mjs';

export const needs = 'demo';

/** What has the focus, as it is announced, and whether one sees that it has. */
const focused = (page) => page.evaluate(async () => {
    await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))); // the page has drawn it
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const around = element.closest('.ant-select')?.querySelector('.ant-select-selector') ?? element.closest('.ant-input-affix-wrapper, .ant-segmented, .segments label') ?? element;
    const ring = (one) => one.outlineStyle !== 'none' || one.boxShadow !== 'none';
    return { name: element.getAttribute('aria-label') ?? element.textContent.trim(), tag: element.tagName, seen: ring(style) || ring(getComputedStyle(around)) };
});

export default async function keyboard(stage, service) {
    const context = await stage.context();
    const page = await stage.open(context);
    const keys = page.keyboard;
    /** Presses Tab until what has the focus is called so; each stop on the way shows that it is one. */
    const tabTo = async (name, most = 40) => {
        for (let i = 0; i < most; i++) {
            await keys.press('Tab');
            const now = await focused(page);
            assert.ok(now.seen, `the focus on “${now.name}” (${now.tag}) is not to be seen`);
            if (name.test(now.name)) return;
        }
        assert.fail(`no ${name} within ${most} stops`);
    };

    await stage.step('signs in', async () => {
        const account = await makeAccount(service, 'lanhdao.ban.phim', 'Trần Thị Bích Ngọc', 'province-leader', { province: 'HY' });
        await page.goto(service.url);
        await page.getByLabel('Tên đăng nhập').waitFor();
        await keys.type(account.login); // the first field has the focus already
        await keys.press('Tab');
        await keys.type(account.password);
        await keys.press('Enter');
        await page.locator('.cards .figure').first().waitFor();
    });
    await stage.step('the first stop skips to the content', async () => {
        await page.reload();
        await page.locator('.cards .figure').first().waitFor();
        await keys.press('Tab');
        assert.equal((await focused(page)).name, 'Đến nội dung');
        await keys.press('Enter');
        assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
        await tabTo(/^Tổng số người tham gia BHXH/, 3);
    });
    await stage.step('Ctrl K finds a commune by a name without marks', async () => {
        await keys.press('Control+k');
        await page.getByRole('dialog').waitFor();
        await keys.type('nhu quynh');
        await page.getByRole('option', { name: /Như Quỳnh/ }).first().waitFor();
        await stage.look(page);
        await keys.press('Enter');
        await page.getByRole('heading', { level: 1 }).filter({ hasText: 'Như Quỳnh' }).waitFor();
    });
    await stage.step('each stop of a page is to be seen, and a link opens by Enter', async () => {
        await page.getByRole('main').focus();
        await tabTo(/^Số liệu gốc$/);
        await keys.press('Enter');
        await page.getByRole('row').nth(3).waitFor();
    });
    await stage.step('the menu of the account opens, moves and closes by keys', async () => {
        await page.getByRole('button', { name: /^Tài khoản của/ }).focus();
        await keys.press('Enter');
        await page.getByRole('menuitem', { name: 'Đăng xuất' }).waitFor();
        await keys.press('Escape');
        await page.getByRole('menuitem', { name: 'Đăng xuất' }).waitFor({ state: 'hidden' });
    });
}
