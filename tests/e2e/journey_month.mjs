// A commune that is late enters its month; the province's social insurance approves and locks it.
import assert from 'node:assert/strict';

export const needs = 'demo';
const MONTH = '10/2026';

/** "1.899" → 1899 */
const figure = (text) => Number(text.replace(/[^\d]/g, ''));

export default async function month(stage, service) {
    let insurance, officer, commune, code;
    const parts = {};
    const sheet = () => officer.getByRole('region', { name: `Số liệu tháng ${MONTH} của ${commune}` });
    const cell = (name) => officer.getByRole('textbox', { name, exact: true });
    const stateIn = (state) => insurance.getByRole('link', { name: `Mở phiếu ${MONTH} của ${commune}: ${state}` });

    await stage.step('social insurance sees who is late', async () => {
        insurance = await stage.person(service, 'bhxh.thang', 'Vũ Quốc Khánh', 'si-province', { province: 'HY' });
        await insurance.getByRole('link', { name: 'Nhập liệu', exact: true }).click();
        await insurance.getByRole('heading', { level: 1 }).filter({ hasText: /Kỳ .* xã/ }).waitFor();
        const link = insurance.getByRole('link', { name: new RegExp(`^Mở phiếu ${MONTH} của .+: chậm$`) }).first();
        [, commune] = /của (.+): chậm$/.exec(await link.getAttribute('aria-label'));
        [, code] = /\/nhap-lieu\/([^?]+)/.exec(await link.getAttribute('href'));
        await stage.look(insurance);
    });
    await stage.step('the commune’s officer finds the sheet of the month', async () => {
        officer = await stage.person(service, 'canbo.thang', 'Nguyễn Văn An', 'commune-officer', { unit: code });
        await officer.getByRole('link', { name: 'Nhập liệu', exact: true }).click();
        await officer.getByRole('heading', { level: 1, name: `Số liệu tháng` }).waitFor();
        if (!(await sheet().count())) await officer.getByRole('button', { name: 'Tháng trước' }).click();
        await sheet().waitFor();
        await officer.getByText('Đã quá hạn gửi').waitFor();
        await stage.look(officer);
    });
    await stage.step('a figure far off asks for a reason, where it stands', async () => {
        for (const name of ['Số người tham gia BHXH bắt buộc', 'Số người tham gia BHXH tự nguyện']) {
            const row = sheet().getByRole('row').filter({ has: cell(name) });
            parts[name] = figure(await row.getByRole('cell').nth(2).innerText()); // last month
            assert.ok(parts[name] > 0, name);
        }
        await cell('Số người tham gia BHXH tự nguyện').fill(String(parts['Số người tham gia BHXH tự nguyện'] * 5));
        await officer.getByText('nằm ngoài khoảng thường gặp').waitFor();
        await cell('Số người tham gia BHXH bắt buộc').fill('nhiều');
        await officer.getByText('“nhiều” – cần số nguyên').waitFor();
        await officer.getByRole('button', { name: 'Chưa gửi được số nào' }).click();
        await officer.getByText('Giữ lại 2 ô cần xem, chưa gửi').waitFor();
        await stage.look(officer);
    });
    await stage.step('what was typed is there after leaving', async () => {
        for (const [name, before] of Object.entries(parts)) await cell(name).fill(String(before + 1));
        await officer.reload();
        await officer.getByText(/Đã khôi phục \d+ ô/).waitFor();
        for (const [name, before] of Object.entries(parts)) assert.equal(figure(await cell(name).inputValue()), before + 1);
        await officer.getByText(/Tổng số người tham gia BHXH sẽ được ghi là/).waitFor();
    });
    await stage.step('sends', async () => {
        await officer.getByRole('button', { name: /^Gửi/ }).click();
        await officer.getByText(`Đã gửi số liệu ${MONTH} của ${commune}`).waitFor();
        await sheet().getByRole('row').filter({ has: cell('Số người tham gia BHXH tự nguyện') }).getByText('đã báo cáo').waitFor();
        await stage.look(officer);
    });
    await stage.step('a filled form says what is wrong in it, then is kept', async () => {
        const name = 'Số người tham gia BHXH tự nguyện';
        const form = (value) => ({ name: 'mau.csv', mimeType: 'text/csv', buffer: Buffer.from(`Mã đơn vị,Chỉ tiêu,Kỳ,Giá trị\n${code},${name},2026-10,${value}\n`) });
        const file = officer.locator('input[type=file]');
        await officer.getByRole('button', { name: `Tải mẫu ${MONTH}` }).waitFor();
        await file.setInputFiles(form('nhiều'));
        await officer.getByText('còn 1 chỗ cần sửa').waitFor();
        await officer.getByRole('cell', { name: /“nhiều”/ }).waitFor();
        await stage.look(officer);
        parts[name] += 1;
        await file.setInputFiles(form(parts[name] + 1));
        await officer.getByRole('button', { name: 'Ghi 1 số' }).click();
        await officer.getByText(/^Đã ghi: /).waitFor();
        await officer.getByRole('button', { name: 'Ghi 1 số' }).waitFor({ state: 'hidden' });
        await stage.look(officer);
    });
    const move = async (what) => {
        await insurance.getByRole('checkbox', { name: new RegExp(commune) }).check();
        await insurance.getByRole('button', { name: new RegExp(`^${what}`) }).click();
        const ask = insurance.getByRole('dialog');
        await ask.getByText(`${what} kỳ ${MONTH}`).waitFor();
        await stage.look(insurance);
        await ask.getByRole('button', { name: what, exact: true }).click();
        await ask.waitFor({ state: 'hidden' });
    };
    await stage.step('social insurance approves', async () => {
        await insurance.reload();
        await stateIn('chờ duyệt').waitFor();
        await move('Duyệt');
        await stateIn('đã duyệt').waitFor();
    });
    await stage.step('and locks', async () => {
        await move('Khóa');
        await stateIn('đã khóa').waitFor();
        await stage.look(insurance);
    });
    await stage.step('the officer can look, not write; the figure stands in the board', async () => {
        await officer.reload();
        await sheet().waitFor();
        assert.equal(await cell('Số người tham gia BHXH tự nguyện').count(), 0);
        await stage.look(officer);
        await officer.getByRole('link', { name: 'Tiến độ', exact: true }).click();
        const total = Object.values(parts).reduce((sum, value) => sum + value + 1, 0);
        await officer.getByRole('cell', { name: total.toLocaleString('vi-VN'), exact: true }).first().waitFor();
    });
}
