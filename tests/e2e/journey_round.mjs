// Next year's targets from below: Sở Nội vụ opens a round, a commune proposes within its bounds, BHXH and Sở Nội vụ
// review, a decision sets them, a later decision replaces it.
import assert from 'node:assert/strict';

export const needs = 'demo';
const figure = (text) => Number(text.replace(/[^\d]/g, ''));

export default async function round(stage, service) {
    let home, officer, insurance;
    const button = (page, name) => page.getByRole('button', { name, exact: true });
    const openRounds = async (page) => {
        await page.getByRole('navigation', { name: 'Các trang' }).getByRole('link', { name: 'Chỉ tiêu', exact: true }).click();
        await page.getByText('Lập chỉ tiêu năm', { exact: true }).click();
    };
    const table = (page) => page.getByRole('table', { name: 'Chỉ tiêu năm 2027' });
    const row = (page) => table(page).getByRole('row').filter({ hasText: 'Xã Ân Thi' });

    await stage.step('Sở Nội vụ opens a round; a deadline that is none is refused where it stands', async () => {
        home = await stage.person(service, 'so.noivu.dot', 'Phạm Thu Hà', 'home-affairs', { province: 'HY' });
        await openRounds(home);
        await button(home, 'Mở đợt mới').click();
        const dialog = home.getByRole('dialog');
        assert.equal(await dialog.getByLabel('Năm', { exact: true }).inputValue(), '2027');
        await dialog.getByLabel('Hạn đề xuất').fill('31/11/2026');
        await button(dialog, 'Mở đợt').click();
        await dialog.getByText('“31/11/2026” không phải là ngày').waitFor();
        await stage.look(home);
        await dialog.getByLabel('Hạn đề xuất').fill('30/11/2026');
        await button(dialog, 'Mở đợt').click();
        await table(home).waitFor();
        await home.getByText('Năm 2027: 0/104 xã đã đề xuất').waitFor();
        await stage.look(home);
    });
    await stage.step('the commune sees its own row only, and what is out of bounds is refused in words', async () => {
        officer = await stage.person(service, 'canbo.dot', 'Nguyễn Văn An', 'commune-officer', { unit: '12142' });
        await openRounds(officer);
        await button(officer, 'Chỉ tiêu năm 2027 →').click();
        await row(officer).waitFor();
        assert.equal(await table(officer).getByRole('row').count(), 2); // the head and the commune
        await button(row(officer), 'Đề xuất').click();
        const dialog = officer.getByRole('dialog');
        const total = dialog.getByLabel('Đề xuất', { exact: true });
        const path = figure(await total.inputValue());
        await total.fill(String(path * 3));
        await dialog.getByText(/^Cần từ .* đến/).waitFor();
        await total.fill(String(path - 10));
        await button(dialog, 'Gửi đề xuất').click();
        await dialog.getByRole('alert').filter({ hasText: 'Thấp hơn lộ trình thì ghi lý do.' }).waitFor();
        await stage.look(officer);
        await dialog.getByLabel('Lý do').fill('hai doanh nghiệp chuyển đi nơi khác');
        await button(dialog, 'Gửi đề xuất').click();
        await officer.getByText('Đã gửi đề xuất của Xã Ân Thi').waitFor();
        await stage.look(officer);
    });
    await stage.step('BHXH sends it back with a reason; the commune proposes anew', async () => {
        insurance = await stage.person(service, 'bhxh.dot', 'Vũ Quốc Khánh', 'si-province', { province: 'HY' });
        await openRounds(insurance);
        await button(insurance, 'Chỉ tiêu năm 2027 →').click();
        await button(row(insurance), 'Gửi lại').click();
        const dialog = insurance.getByRole('dialog');
        await button(dialog, 'Gửi lại').click();
        await dialog.getByText('Ghi lý do để xã biết cần sửa gì.').waitFor();
        await dialog.getByLabel('Lý do').fill('số doanh nghiệp chưa khớp với danh sách thu');
        await button(dialog, 'Gửi lại').click();
        await dialog.waitFor({ state: 'hidden' });
        await row(insurance).getByText('gửi lại: số doanh nghiệp chưa khớp').waitFor();
        await officer.reload();
        await button(row(officer), 'Đề xuất').click();
        const again = officer.getByRole('dialog');
        await again.getByLabel('Đề xuất', { exact: true }).fill(String(figure(await again.getByLabel('Đề xuất', { exact: true }).inputValue()) + 5));
        await button(again, 'Gửi đề xuất').click();
        await again.waitFor({ state: 'hidden' });
    });
    await stage.step('both agree', async () => {
        for (const page of [insurance, home]) {
            await page.reload();
            await button(row(page), 'Đồng ý').click();
            await button(row(page), 'Đồng ý').waitFor({ state: 'detached' });
        }
        await home.getByText(/1\/104 xã đã đề xuất, 1 đã được cả hai cơ quan đồng ý/).waitFor();
        await button(row(home), 'Các lần').click();
        await home.getByText('số doanh nghiệp chưa khớp với danh sách thu').last().waitFor();
        await stage.look(home);
        await home.keyboard.press('Escape');
    });
    await stage.step('a decision sets the targets, the others by the path', async () => {
        const decide = async (number) => {
            await button(home, 'Quyết định giao').click();
            const dialog = home.getByRole('dialog', { name: 'Quyết định giao' });
            await dialog.getByLabel('Số, ký hiệu').fill(number);
            await dialog.getByLabel('Ngày', { exact: true }).fill('14/11/2026');
            const others = dialog.getByRole('checkbox', { name: /chưa được đồng ý: giao theo lộ trình/ });
            if (await others.count()) await others.check();
            await stage.look(home);
            await button(dialog, 'Quyết định giao').click();
            await dialog.waitFor({ state: 'hidden' });
            await home.getByText(`Đã giao bằng văn bản ${number}`).waitFor();
        };
        await decide('31/NQ-HĐND');
        await decide('45/NQ-HĐND');
    });
    await stage.step('the later decision replaces the first, which stays readable', async () => {
        await home.getByText('Văn bản', { exact: true }).first().click();
        await home.getByText('đã được 45/NQ-HĐND thay').waitFor();
        await stage.look(home);
        await home.getByRole('link', { name: '31/NQ-HĐND' }).click();
        await home.getByText('Đang xem chỉ tiêu của văn bản: 31/NQ-HĐND').waitFor();
        await home.getByRole('columnheader', { name: 'Năm 2027' }).waitFor();
        await home.goBack();
        await home.getByText('đã được 45/NQ-HĐND thay').waitFor();
    });
}
