// Sở Nội vụ takes in the document of Hưng Yên, sees that it is two persons short, shares the targets out over the years
// and submits; the province's leader approves, and the communes have them.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './service.mjs';

export const needs = 'empty';
const DOCUMENT = join(root, 'data/demo/hung-yen-plan-2030.csv');
const figure = (text) => Number(text.replace(/[^\d]/g, ''));

export default async function plan(stage, service) {
    let home, leader;
    const button = (page, name) => page.getByRole('button', { name, exact: true });
    const tab = (page, name) => page.getByRole('navigation', { name: 'Các trang' }).getByRole('link', { name, exact: true });
    const cell = (name, year) => home.getByRole('textbox', { name: `${name}, năm ${year}`, exact: true });
    const computed = () => home.getByText('Bảng là kết quả mới nhất.').waitFor();

    await stage.step('a province with results and without a plan', async () => {
        service.run('unit', 'import');
        service.run('indicator', 'import');
        service.run('generate', '--province', 'HY', '--from', '2025-10', '--to', '2026-10', '--seed', '1', '--load');
        home = await stage.person(service, 'so.noivu', 'Phạm Thu Hà', 'home-affairs', { province: 'HY' });
        await tab(home, 'Chỉ tiêu').click();
        await home.getByRole('heading', { name: 'Chưa có văn bản nào giao chỉ tiêu' }).waitFor();
        await stage.look(home);
        await button(home, 'Nạp văn bản').click();
    });
    await stage.step('an address that names another place or no month says which it is', async () => {
        const here = home.url();
        const says = async (query, words) => {
            await home.goto(`${service.url}/tien-do?${query}`);
            await home.getByRole('heading', { name: words }).waitFor();
        };
        await says('unit=11983', 'Phường Sơn Nam (mã 11983) thuộc Tỉnh Hưng Yên; chỗ này của địa chỉ cần mã tỉnh');
        await home.getByRole('link', { name: 'Mở trang này của Tỉnh Hưng Yên' }).waitFor();
        await says('unit=01', 'Thành phố Hà Nội (mã 01) nằm ngoài địa bàn của bạn');
        await says('unit=77777', 'Không có đơn vị hành chính nào mang mã “77777”');
        await says('unit=33&period=1999-12', 'Tháng 12/1999 nằm ngoài những tháng được nhận');
        await home.getByText('Tháng ghi như 2026-10, từ 01/2000 đến tháng cuối có số liệu.').waitFor();
        await says('unit=33&period=2026-13', '“2026-13” không phải là một tháng');
        home.faults.length = 0; // the question for a unit that is none was answered with 404
        await home.goto(here);
    });
    await stage.step('a file that is none is refused in words', async () => {
        const wrong = join(dirname(service.db), 'anh.xlsx');
        writeFileSync(wrong, Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, 1, 2, 3]));
        await home.locator('input[type=file]').setInputFiles(wrong);
        const alert = home.getByRole('alert').filter({ hasText: 'anh.xlsx' });
        await alert.waitFor();
        assert.doesNotMatch(await alert.innerText(), /error|exception|undefined|null|JSON/i);
        await stage.look(home);
    });
    await stage.step('a list of persons or of figures is told what it is and where it belongs', async () => {
        const persons = join(dirname(service.db), 'danh-sach.csv');
        writeFileSync(persons, 'Họ và tên,Ngày sinh,Số CCCD,Xã/phường\nTrần Thị Mô,1986,033186000001,Phường Phố Hiến\n');
        await home.locator('input[type=file]').setInputFiles(persons);
        await home.getByText('“danh-sach.csv” là danh sách “Dân cư” mà cơ quan gửi, không phải văn bản giao chỉ tiêu; chưa ghi gì').waitFor();
        await home.getByRole('link', { name: 'Nộp ở Đối soát → Nguồn dữ liệu →' }).waitFor();
        await stage.look(home);
        const figures = join(dirname(service.db), 'so-lieu.csv');
        writeFileSync(figures, 'Đơn vị,Chỉ tiêu,Kỳ,Giá trị\nPhường Phố Hiến,Bắt buộc,10/2026,5\n');
        await home.locator('input[type=file]').setInputFiles(figures);
        await home.getByText(/“so-lieu.csv” là tệp số liệu hằng tháng .* không phải văn bản giao chỉ tiêu; chưa ghi gì/).waitFor();
        await home.getByText(/^Tệp số liệu do BHXH tỉnh hoặc BHXH cơ sở nạp/).waitFor();
        await stage.look(home);
    });
    await stage.step('the document is read', async () => {
        await home.locator('input[type=file]').setInputFiles(DOCUMENT);
        await home.getByText(/Đã đọc hung-yen-plan-2030\.csv: 104 dòng của Tỉnh Hưng Yên/).waitFor();
    });
    await stage.step('it is two persons short, and says so beside the rows', async () => {
        await home.getByText('các dòng cộng lại là 981.533, văn bản ghi 981.535 (lệch 2)').first().waitFor();
        await home.getByRole('table', { name: 'Các dòng đọc được' }).waitFor();
        await stage.look(home);
    });
    await stage.step('a day that is none is refused where it stands; looking elsewhere loses nothing', async () => {
        await home.getByLabel('Số, ký hiệu').fill('57/KH-UBND');
        await home.getByLabel('Ngày', { exact: true }).fill('31/4/2026');
        await home.getByRole('checkbox', { name: /^Tôi đã xem và nhận/ }).check();
        await home.getByRole('button', { name: /^Nạp \d+ dòng/ }).click();
        await home.getByText('“31/4/2026” không phải là ngày').waitFor();
        await tab(home, 'Tiến độ').click();
        await home.getByRole('heading', { level: 1 }).first().waitFor();
        await home.goBack();
        assert.equal(await home.getByLabel('Số, ký hiệu').inputValue(), '57/KH-UBND');
        await home.getByLabel('Ngày', { exact: true }).fill('28/4/2026');
        await stage.look(home);
    });
    await stage.step('it is taken in as it is', async () => {
        const accept = home.getByRole('checkbox', { name: /^Tôi đã xem và nhận/ });
        if (!(await accept.isChecked())) await accept.check();
        await home.getByRole('button', { name: /^Nạp 104 dòng/ }).click();
        await home.getByText(/Đã ghi \d+ chỉ tiêu mới/).waitFor();
        await stage.look(home);
        await home.getByRole('link', { name: 'Xem chỉ tiêu của văn bản này' }).click();
        await home.getByRole('heading', { name: 'Tỉnh Hưng Yên: 981.535 người tham gia BHXH vào năm 2030, giao cho 104 xã, phường.' }).waitFor();
        await stage.look(home);
    });
    await stage.step('shares the way to 2030 out, and a fixed cell shows its effect', async () => {
        await tab(home, 'Phân bổ').click();
        await button(home, 'Lập phương án mới').click();
        await computed();
        const before = figure(await cell('Xã A Sào', 2027).inputValue());
        assert.ok(before > 0);
        await cell('Xã A Sào', 2027).fill(String(before + 100));
        await cell('Xã A Sào', 2027).press('Enter');
        await home.getByText('1 ô đang giữ').waitFor();
        await computed();
        assert.equal(figure(await cell('Xã A Sào', 2027).inputValue()), before + 100);
        await stage.look(home);
    });
    await stage.step('bounds that contradict each other are named, with a way to them', async () => {
        const before = await cell('Xã Ái Quốc', 2028).inputValue();
        await cell('Xã Ái Quốc', 2028).fill('2000000');
        await cell('Xã Ái Quốc', 2028).press('Enter');
        await home.getByText(/^Xã Ái Quốc, năm 2028, Tổng số: cố định 2\.000\.000 là không thể\. .* từ [\d.]+ đến [\d.]+\.$/).waitFor(); // what it can be, in words
        await cell('Xã Ái Quốc', 2028).locator('..').getByText(/^từ [\d.]+ đến [\d.]+$/).waitFor(); // and beside the field
        await home.getByText('Vì sao', { exact: true }).click();
        await home.getByText('Những giới hạn mâu thuẫn nhau:').waitFor();
        await stage.look(home);
        await home.reload(); // left as it is and opened again, the cell can still be reached
        await home.getByText(/^Xã Ái Quốc, năm 2028, Tổng số: cố định 2\.000\.000 là không thể/).waitFor();
        await home.getByText('Vì sao', { exact: true }).click();
        await button(home, 'đến ô này: Xã Ái Quốc').first().click();
        assert.match(await home.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''), /^Xã Ái Quốc, năm 20/);
        await cell('Xã Ái Quốc', 2028).fill('nhiều');
        await cell('Xã Ái Quốc', 2028).press('Enter');
        await cell('Xã Ái Quốc', 2028).locator('..').getByText('“nhiều” không phải là số người.').waitFor(); // it stays, and so does what was typed
        assert.equal(await cell('Xã Ái Quốc', 2028).inputValue(), 'nhiều');
        await cell('Xã Ái Quốc', 2028).fill('');
        await cell('Xã Ái Quốc', 2028).press('Enter');
        await home.getByText('Những giới hạn mâu thuẫn nhau:').waitFor({ state: 'detached' });
        await computed();
        assert.equal(figure(await cell('Xã Ái Quốc', 2028).inputValue()), figure(before));
    });
    await stage.step('what is not saved outlives a reload', async () => {
        await home.getByLabel('Tên phương án').fill('Tăng đều');
        await home.reload();
        await home.getByText('Điều bạn sửa dở được giữ lại').waitFor();
        assert.equal(await home.getByLabel('Tên phương án').inputValue(), 'Tăng đều');
        await home.getByText('1 ô đang giữ').waitFor();
        await button(home, 'Lưu nháp').click();
        await home.getByText('Đã lưu “Tăng đều”.').waitFor();
    });
    await stage.step('a second variant by another method stands beside the first', async () => {
        await home.getByRole('link', { name: '← Các phương án' }).click();
        await button(home, 'Lập phương án mới').click();
        await computed();
        await home.getByRole('spinbutton', { name: 'Tỷ trọng của theo lao động chưa tham gia, %' }).fill('100');
        await home.getByText('Tổng 100 %').waitFor();
        await home.getByLabel('Tên phương án').fill('Theo lao động chưa tham gia');
        await computed();
        await button(home, 'Lưu nháp').click();
        await home.getByText('Đã lưu “Theo lao động chưa tham gia”.').waitFor();
        await home.getByRole('link', { name: '← Các phương án' }).click();
        await home.getByRole('checkbox', { name: 'Chọn Tăng đều' }).check();
        await home.getByRole('checkbox', { name: 'Chọn Theo lao động chưa tham gia' }).check();
        await home.getByText(/giống hệt nhau trong năm 2030/).waitFor(); // the targets of 2030 are given
        await home.getByLabel('Năm so sánh').first().click();
        await home.locator('.ant-select-item-option[title="2028"]').click();
        await home.getByText(/đơn vị khác nhau trong năm 2028; chênh nhiều nhất/).waitFor();
        await stage.look(home);
    });
    await stage.step('submits one', async () => {
        await home.getByRole('table', { name: 'Phương án phân bổ' }).getByRole('link', { name: 'Tăng đều' }).click();
        await button(home, 'Trình duyệt').click();
        const dialog = home.getByRole('dialog');
        await dialog.getByText('Trình “Tăng đều” cho lãnh đạo.').waitFor();
        await stage.look(home);
        await button(dialog, 'Trình duyệt').click();
        await dialog.waitFor({ state: 'hidden' });
        await button(home, 'Lưu nháp').waitFor({ state: 'detached' });
    });
    await stage.step('the leader approves it as a document with a number', async () => {
        leader = await stage.person(service, 'lanhdao.tinh', 'Trần Thị Bích Ngọc', 'province-leader', { province: 'HY' });
        await tab(leader, 'Phân bổ').click();
        await leader.getByRole('link', { name: 'Tăng đều' }).click();
        await button(leader, 'Phê duyệt').click();
        const dialog = leader.getByRole('dialog');
        await button(dialog, 'Phê duyệt').click();
        await dialog.getByText('Ghi số, ký hiệu văn bản.').waitFor();
        await stage.look(leader);
        await dialog.getByLabel('Số, ký hiệu').fill('1204/QĐ-UBND');
        await dialog.getByLabel('Ngày', { exact: true }).fill('12/11/2026');
        await button(dialog, 'Phê duyệt').click();
        await dialog.waitFor({ state: 'hidden' });
        await leader.getByRole('link', { name: 'Xem chỉ tiêu' }).click();
        await leader.getByRole('columnheader', { name: 'Năm 2027' }).waitFor();
        await stage.look(leader);
    });
    await stage.step('both documents stand side by side, the older one still readable', async () => {
        await leader.getByRole('navigation', { name: 'Các trang' }).getByRole('link', { name: 'Chỉ tiêu' }).click();
        await leader.getByText('Văn bản', { exact: true }).first().click();
        await leader.getByRole('link', { name: '1204/QĐ-UBND' }).waitFor();
        await leader.getByRole('link', { name: '57/KH-UBND' }).click();
        await leader.getByText('Đang xem chỉ tiêu của văn bản: 57/KH-UBND').waitFor();
        await stage.look(leader);
    });
}
