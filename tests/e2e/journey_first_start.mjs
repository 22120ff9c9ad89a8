// The administrator's first start: the one-time link of the service, a password, the second factor, and in again.
import assert from 'node:assert/strict';
import { NOW, PASSWORD, totp } from './service.mjs';

export const needs = 'empty';
const LOGIN = 'quan.tri';

export default async function firstStart(stage, service) {
    const context = await stage.context();
    const page = await stage.open(context);
    const link = await service.says(/http\S+\/moi\/\S+/);
    const button = (name) => page.getByRole('button', { name, exact: true });
    let recovery = [];

    await stage.step('without an account the page says what to do', async () => {
        await page.goto(service.url);
        await page.getByRole('heading', { name: 'Máy chủ chưa có tài khoản nào' }).waitFor();
        await stage.look(page);
    });
    await stage.step('the link asks for a name and a password, and says what is missing', async () => {
        await page.goto(link);
        await page.getByRole('heading', { name: 'Tạo tài khoản quản trị đầu tiên' }).waitFor();
        await page.getByLabel('Mật khẩu mới', { exact: true }).fill('ngắn');
        await button('Đặt mật khẩu').click();
        await page.getByText('Mới có 4 ký tự, cần ít nhất 14.').waitFor();
        await page.getByText('Nhập họ và tên.').waitFor();
        await stage.look(page);
    });
    await stage.step('a password of several words is taken', async () => {
        await page.getByLabel('Họ và tên').fill('Lê Minh Đức');
        await page.getByLabel('Tên đăng nhập').fill(LOGIN);
        await page.getByLabel('Mật khẩu mới', { exact: true }).fill(PASSWORD);
        await page.getByLabel('Nhập lại mật khẩu mới').fill(PASSWORD);
        await button('Đặt mật khẩu').click();
        await page.getByRole('heading', { name: 'Đã đặt mật khẩu.' }).waitFor();
        await stage.look(page);
    });
    await stage.step('the link works once', async () => {
        await page.goto(link);
        await page.getByRole('heading', { name: 'Liên kết này đã dùng hoặc đã hết hạn' }).waitFor();
        await button('Đến trang đăng nhập').click();
        await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
        assert.equal(new URL(page.url()).pathname, '/');
    });
    await stage.step('a wrong password is refused without saying what was wrong', async () => {
        await page.getByLabel('Tên đăng nhập').fill(LOGIN);
        await page.getByLabel('Mật khẩu', { exact: true }).fill('không phải mật khẩu ấy');
        await button('Đăng nhập').click();
        const words = await page.getByRole('alert').first().innerText();
        assert.match(words, /tên đăng nhập hoặc mật khẩu/i);
    });
    await stage.step('the role demands a second factor before anything else', async () => {
        await page.getByLabel('Mật khẩu', { exact: true }).fill(PASSWORD);
        await button('Đăng nhập').click();
        await page.getByText('Vai trò của bạn cần xác thực hai bước.').waitFor();
        assert.equal(await page.getByRole('navigation', { name: 'Các trang' }).count(), 0);
        await stage.look(page);
    });
    await stage.step('a wrong code is refused, the right one gives recovery codes', async () => {
        await button('Bật xác thực hai bước').click();
        const secret = (await page.locator('code').innerText()).replace(/\s/g, '');
        const right = totp(secret, Date.parse(`${NOW}T00:00:00+07:00`) / 1000);
        const code = page.getByLabel('Mã 6 số ứng dụng đang hiện');
        await code.fill(String((Number(right) + 1) % 1_000_000).padStart(6, '0'));
        await button('Xác nhận').click();
        await page.locator('.fault').waitFor();
        await stage.look(page);
        await code.fill(right);
        await button('Xác nhận').click();
        await page.getByRole('heading', { name: 'Mã dự phòng' }).waitFor();
        recovery = await page.locator('.codes li').allInnerTexts();
        assert.ok(recovery.length >= 8 && new Set(recovery).size === recovery.length);
        await stage.look(page);
        await button('Tôi đã cất các mã').click();
        await page.getByRole('navigation', { name: 'Các trang' }).waitFor();
        await stage.look(page);
    });
    await stage.step('signing in again asks for a code; a recovery code works once', async () => {
        const out = async () => {
            await page.getByRole('button', { name: 'Tài khoản của Lê Minh Đức' }).click();
            await page.getByRole('menuitem', { name: 'Đăng xuất' }).click();
            await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
        };
        const knock = async () => {
            await page.getByLabel('Tên đăng nhập').fill(LOGIN);
            await page.getByLabel('Mật khẩu', { exact: true }).fill(PASSWORD);
            await button('Đăng nhập').click();
            await page.getByLabel('Mã xác thực 6 số, hoặc mã dự phòng').fill(recovery[0]);
            await button('Đăng nhập').click();
        };
        await out();
        await knock();
        await page.getByRole('button', { name: 'Tài khoản của Lê Minh Đức' }).waitFor();
        await out();
        await knock();
        await page.locator('.fault').waitFor();
        await stage.look(page);
    });
    await stage.step('the address of the link no longer stands in the history of the page', async () => {
        assert.ok(!(await page.evaluate(() => JSON.stringify([localStorage, document.referrer]))).includes(link.split('/moi/')[1]));
    });
}
