// An administrator gives a commune officer an account, takes in boundaries, ends a session; the auditor finds it all.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './service.mjs';

export const needs = 'demo';

export default async function admin(stage, service) {
    let page, auditor, link;
    const button = (where, name) => where.getByRole('button', { name, exact: true });
    const part = (where, name) => where.getByRole('navigation', { name: 'Phần' }).getByRole('link', { name, exact: true }).click();
    const choose = async (where, label, option) => {
        await where.getByRole('combobox', { name: label }).last().fill(option);
        await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').filter({ hasText: option }).first().click();
    };

    await stage.step('an account without a role is not made, and what was typed stays', async () => {
        page = await stage.person(service, 'quan.tri.hai', 'Lê Minh Đức', 'administrator', {});
        await page.getByRole('link', { name: 'Quản trị', exact: true }).click();
        await button(page, 'Tạo tài khoản').click();
        const form = page.getByRole('dialog');
        await form.getByLabel('Họ và tên').fill('Hoàng Thị Lan');
        await form.getByLabel('Tên đăng nhập').fill('lan.anthi');
        await button(form, 'Tạo và lấy liên kết').click();
        await form.getByRole('alert').first().waitFor();
        await stage.look(page);
        await page.keyboard.press('Escape');
        await button(page, 'Tạo tài khoản').click();
        await page.getByText('Điều bạn sửa dở được giữ lại').waitFor();
        assert.equal(await form.getByLabel('Họ và tên').inputValue(), 'Hoàng Thị Lan');
    });
    await stage.step('with a role in one commune there is a link, shown once', async () => {
        const form = page.getByRole('dialog');
        await choose(form, 'Vai trò', 'Cán bộ xã');
        await choose(form, 'Tỉnh', 'Hưng Yên');
        await choose(form, 'Xã, phường', 'Xã Ân Thi');
        await stage.look(page);
        await button(form, 'Tạo và lấy liên kết').click();
        const box = page.getByRole('textbox', { name: 'Liên kết dùng một lần của Hoàng Thị Lan' });
        await box.waitFor();
        link = await box.inputValue();
        assert.match(link, /^http\S+\/moi\/\S{20,}$/);
        await stage.look(page);
        await button(page, 'Đóng').click();
        await page.getByRole('cell', { name: 'Cán bộ xã – Xã Ân Thi' }).first().waitFor();
        assert.equal((await fetch(`${service.url}/api/invitations/${link.split('/moi/')[1]}`)).status, 200);
    });
    await stage.step('a disabled account says so in the list', async () => {
        await button(page, 'Việc: lan.anthi').click();
        await page.getByRole('menuitem', { name: 'Khóa tài khoản' }).click();
        const ask = page.getByRole('dialog', { name: 'Khóa tài khoản' });
        await ask.getByText('Hoàng Thị Lan bị đăng xuất ngay ở mọi máy').waitFor();
        await button(ask, 'Khóa tài khoản').click();
        await page.getByRole('row').filter({ hasText: 'lan.anthi' }).getByText('đã khóa').waitFor();
    });
    await stage.step('a file that holds no boundaries is refused in words, the right one is a job', async () => {
        await part(page, 'Nạp dữ liệu');
        const input = page.getByLabel('Chọn tệp ranh giới');
        const wrong = join(dirname(service.db), 'ranh-gioi.json');
        writeFileSync(wrong, '{"type": "khong phai"}');
        await input.setInputFiles(wrong);
        await page.getByRole('alert').first().waitFor();
        await stage.look(page);
        await input.setInputFiles(join(root, 'data/demo/ranh-gioi-mo-phong.geojson'));
        await page.getByText(/^Đọc \d+ đường ranh giới: nhận/).waitFor();
        await stage.look(page);
        const picture = join(dirname(service.db), 'anh.xlsx');
        writeFileSync(picture, Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]));
        await page.getByLabel('Chọn tệp thôn, tổ dân phố').setInputFiles(picture); // told before it is sent
        await page.getByText('“anh.xlsx” mang đuôi .xlsx nhưng bên trong là ảnh.').waitFor();
        await page.getByRole('button', { name: 'Nạp danh mục', exact: true }).click();
        await page.getByText('Nạp danh mục đơn vị và chỉ tiêu').first().waitFor();
        await part(page, 'Công việc');
        await page.getByRole('cell', { name: 'ranh-gioi-mo-phong.geojson', exact: true }).first().waitFor();
        await stage.look(page);
    });
    await stage.step('units lead from the province to the history of a commune', async () => {
        await part(page, 'Đơn vị');
        await page.getByRole('button', { name: 'Lịch sử: Xã Ân Thi' }).click();
        await page.getByRole('dialog').getByText('Hợp nhất từ').waitFor();
        await stage.look(page);
        await page.keyboard.press('Escape');
    });
    await stage.step('a parameter of the law on a day; a day that is none is said to be none', async () => {
        await part(page, 'Tham số pháp lý');
        await page.getByLabel('Ngày', { exact: true }).fill('30/2/2026');
        await page.keyboard.press('Enter');
        await page.getByText('“30/2/2026” không phải là ngày').waitFor();
        await page.getByLabel('Ngày', { exact: true }).fill('1/7/2026');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: /giá trị có hiệu lực ngày 01\/07\/2026/ }).waitFor();
        await stage.look(page);
    });
    await stage.step('the auditor finds the chain whole and what was before and after', async () => {
        auditor = await stage.person(service, 'kiem.soat.hai', 'Đỗ Hải Yến', 'auditor', {});
        await auditor.getByRole('link', { name: 'Quản trị', exact: true }).click();
        await part(auditor, 'Nhật ký');
        await button(auditor, 'Kiểm tra toàn chuỗi').click();
        await auditor.getByText(/^Chuỗi .* mục còn nguyên vẹn/).waitFor();
        await auditor.getByRole('row').filter({ hasText: 'Sửa tài khoản' }).first().getByRole('button', { name: /^Xem/ }).click();
        await auditor.getByRole('dialog').getByRole('row').filter({ hasText: 'active' }).waitFor();
        await stage.look(auditor);
        await auditor.keyboard.press('Escape');
    });
    await stage.step('a session is ended from afar', async () => {
        await part(page, 'Phiên');
        await page.getByRole('row').filter({ hasText: 'kiem.soat.hai' }).getByRole('button', { name: 'Kết thúc' }).click();
        await button(page.getByRole('dialog'), 'Kết thúc').click();
        await page.getByText('Đã kết thúc phiên của kiem.soat.hai').waitFor();
        await auditor.reload();
        await auditor.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
        await stage.look(page);
    });
}
