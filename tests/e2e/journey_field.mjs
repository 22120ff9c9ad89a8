// Leads at work in the office: who does what is tried, assigned and handed over; a leader sees counts and no person; a
// campaign, renewals, exports.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { makeAccount } from './service.mjs';

export const needs = 'demo';
const COMMUNE = '12142';
const NAME = 'Xã Ân Thi';
const LIMIT = 15;
const button = (where, name) => where.getByRole('button', { name, exact: true });
const link = (where, name) => where.getByRole('link', { name, exact: true });
const lines = (path) => readFileSync(path, 'utf8').replace(/\n$/, '').split('\n');

export default async function field(stage, service) {
    const agents = [{ login: 'nga.pt', name: 'Phạm Thị Nga' }, { login: 'son.dv', name: 'Đào Văn Sơn' }];
    let office;
    const part = (page, name) => link(page.getByRole('navigation', { name: 'Các phần của Vận động' }), name).click();
    const rowOf = (page, name) => page.getByRole('row').filter({ hasText: name });

    /** Picks from a list of antd by what is typed. */
    const pick = async (page, label, text, option) => {
        await page.getByLabel(label, { exact: true }).last().focus();
        await page.keyboard.type(text);
        await page.locator('.ant-select-dropdown:visible').getByText(option, { exact: true }).click();
    };
    /** `wrong`: an account that there is not, tried first. */
    const addAgent = async (page, { login, name }, wrong = '') => {
        await part(page, 'Người phụ trách');
        await button(page, 'Thêm người phụ trách').click();
        const form = page.getByRole('dialog');
        await form.getByLabel('Nhiều nhất bao nhiêu việc').fill('20');
        await pick(page, 'Xã, phường', 'an thi', NAME);
        await form.getByLabel('Tập huấn ngày').fill('1/10/2026');
        if (wrong) {
            await form.getByLabel('Tên đăng nhập').fill(wrong);
            await button(form, 'Lưu').click();
            await form.getByRole('alert').getByText(wrong).waitFor();
        }
        await form.getByLabel('Tên đăng nhập').fill(login);
        await stage.look(page);
        await button(form, 'Lưu').click();
        await form.waitFor({ state: 'hidden' });
        await rowOf(page, name).first().waitFor();
    };

    await stage.step('the overview says what waits, each line opens its list', async () => {
        for (const agent of agents) await makeAccount(service, agent.login, agent.name, 'commune-officer', { unit: COMMUNE });
        office = await stage.person(service, 'bhxh.vandong', 'Vũ Quốc Khánh', 'si-province', { province: 'HY' });
        await office.goto(`${service.url}/tong-quan?unit=33`);
        await office.getByRole('heading', { name: 'Vận động: việc đang chờ' }).waitFor();
        await office.getByRole('link', { name: /trường hợp chưa có người phụ trách$/ }).click();
        await office.getByRole('row').nth(5).waitFor();
        assert.match(office.url(), /state=unassigned/);
        await stage.look(office);
    });
    await stage.step('agents are added; a wrong account is said at its field', async () => {
        await addAgent(office, agents[0], 'khong.co');
        await addAgent(office, agents[1]);
        await stage.look(office);
    });
    await stage.step('an assignment is tried, nothing is written; then it is done', async () => {
        await part(office, 'Giao việc');
        await office.getByLabel('Xã, phường', { exact: true }).selectOption(COMMUNE);
        await office.getByLabel(/^Nhiều nhất bao nhiêu trường hợp/).fill(String(LIMIT));
        await button(office, 'Xem trước').click();
        await office.getByText(new RegExp(`: ${LIMIT} sẽ đến tay 2 người\\. Chưa ghi gì\\.`)).waitFor();
        await stage.look(office);
        assert.match(await rowOf(office, agents[0].name).innerText(), /0\/20.*\+\d.*\d+\/20/s);
        await button(office, `Giao ${LIMIT} việc`).click();
        await office.getByText(`Đã giao ${LIMIT} việc cho 2 người.`).waitFor();
        await stage.look(office);
    });
    let first = '';
    await stage.step('the list of an agent stands in the address; Back keeps it', async () => {
        await part(office, 'Danh sách việc');
        await office.getByLabel('Người phụ trách', { exact: true }).selectOption(agents[0].login);
        await office.getByLabel('Tình trạng', { exact: true }).selectOption('open');
        await office.getByText(/^[78] dòng$/).waitFor();
        await stage.look(office);
        first = await office.locator('tbody th a').first().innerText();
        await office.locator('tbody th a').first().click();
        await office.getByRole('heading', { name: 'Vì sao có trong danh sách' }).waitFor();
        await office.locator('.event').filter({ hasText: 'giao việc' }).waitFor();
        await stage.look(office);
        await office.goBack();
        await office.getByText(/^[78] dòng$/).waitFor();
        assert.match(office.url(), /agent=nga\.pt/);
        assert.match(office.url(), /state=open/);
    });
    await stage.step('one task is handed over and its history says so', async () => {
        await office.locator('tbody th a').first().click();
        await button(office, 'Bàn giao').click();
        const form = office.getByRole('dialog');
        assert.ok(await button(form, 'Chọn người nhận').isDisabled(), 'nobody was chosen');
        await form.getByLabel('Giao cho').selectOption(agents[1].login);
        await button(form, 'Bàn giao 1 việc').click();
        await office.locator('.event').filter({ hasText: 'bàn giao' }).filter({ hasText: agents[1].name }).waitFor();
        assert.equal(await office.locator('h1').first().innerText(), first);
        await stage.look(office);
    });
    await stage.step('somebody leaves: all of his tasks go to another', async () => {
        await part(office, 'Người phụ trách');
        await link(office, agents[1].name).first().click();
        await button(office, 'Bàn giao khi đổi người').click();
        const form = office.getByRole('dialog');
        await form.getByLabel('Giao cho').selectOption(agents[0].login);
        await button(form, new RegExp('^Bàn giao \\d+ việc$')).click();
        await form.waitFor({ state: 'hidden' });
        await office.getByText('0/20', { exact: true }).first().waitFor();
        await stage.look(office);
        await part(office, 'Người phụ trách');
        await rowOf(office, agents[0].name).getByText(`${LIMIT}/20`, { exact: true }).first().waitFor();
    });
    await stage.step('a list is exported as it is seen: its words, its order, its columns', async () => {
        await office.goto(`${service.url}/van-dong/viec?unit=33&agent=${agents[0].login}`);
        await office.locator('tbody tr').first().waitFor();
        await button(office, 'Xuất ▾').click();
        const [file] = await Promise.all([office.waitForEvent('download'), office.getByRole('menuitem', { name: /CSV/ }).click()]);
        const rows = lines(await file.path()).filter((line) => line.includes(agents[0].name)).length;
        assert.ok(rows >= LIMIT, `${rows} tasks of the agent`);
        await office.getByLabel('Lọc trong bảng').fill('thon 1');
        await button(office, 'Thôn, tổ').click();
        const shown = () => office.locator('table[aria-label="Danh sách việc"] tbody th[scope=row] a').evaluateAll((all) => all.map((one) => one.textContent));
        const filtered = await shown();
        await button(office, 'Xuất ▾').click();
        const [again] = await Promise.all([office.waitForEvent('download'), office.getByRole('menuitem', { name: /CSV/ }).click()]);
        const [head, ...body] = lines(await again.path());
        assert.ok(filtered.length > 0 && filtered.length < rows, `${filtered.length} of ${rows} hold the words`);
        assert.deepEqual(body.map((line) => line.split(',')[0]), filtered);
        assert.match(head, /^.?Tên,Danh sách,.*Ưu tiên.*Số lần tiếp xúc\r?$/);
        await button(office, 'Cột').click(); // what is hidden stays out of the file until it is chosen
        await office.getByRole('checkbox', { name: 'Bước tiếp' }).check();
        await office.keyboard.press('Escape');
        await button(office, 'Xuất ▾').click();
        const [wider] = await Promise.all([office.waitForEvent('download'), office.getByRole('menuitem', { name: /CSV/ }).click()]);
        assert.match(lines(await wider.path())[0], /Số lần tiếp xúc,Bước tiếp theo\r?$/);
        await part(office, 'Người phụ trách');
        await button(office.locator('main'), 'Xuất ▾').first().click();
        const [people] = await Promise.all([office.waitForEvent('download'), office.getByRole('menuitem', { name: /CSV/ }).click()]);
        assert.match(lines(await people.path())[0], /Người phụ trách.*Địa bàn.*Tình trạng/);
    });
    await stage.step('an address that names nothing is said', async () => {
        for (const path of ['/van-dong/viec?unit=33&state=xong', '/van-dong/khong-co?unit=33', '/van-dong/nguoi?unit=33&login=khong.co', '/van-dong/viec/999999999?unit=33']) {
            await office.goto(service.url + path);
            await office.locator('.state').waitFor();
        }
    });
    await stage.step('a leader sees how many, by village, and no person', async () => {
        const leader = await stage.person(service, 'lanhdao.vandong', 'Trần Thị Bích Ngọc', 'province-leader', { province: 'HY' });
        const answers = [];
        leader.on('response', (response) => { if (response.url().includes('/api/work/tasks')) answers.push(response.json().catch(() => ({ rows: [] }))); });
        await leader.goto(`${service.url}/van-dong/viec?unit=33`);
        await leader.getByText(/việc khớp với lựa chọn này$/).waitFor();
        await stage.look(leader);
        for (const { rows } of await Promise.all(answers)) assert.equal(rows.length, 0, 'no person is sent');
        await part(leader, 'Kết quả');
        await link(leader, NAME).click();
        await leader.getByRole('columnheader', { name: 'Thôn, tổ' }).waitFor();
        await leader.locator('tbody tr').first().waitFor();
        await stage.look(leader);
        assert.equal(await leader.getByRole('link', { name: 'Giao việc', exact: true }).count(), 0, 'who may not assign has no such part');
        await leader.setViewportSize({ width: 360, height: 740 });
        await stage.look(leader);
    });
    await stage.step('a campaign is made, leads are assigned within it', async () => {
        await part(office, 'Đợt và tổ chức thu');
        await button(office, 'Thêm đợt').click();
        const form = office.getByRole('dialog');
        await form.getByLabel('Tên đợt').fill('Tháng vận động');
        await form.getByLabel('Mã', { exact: true }).fill('thang-van-dong');
        await form.getByLabel('Từ ngày').fill('1/11/2026');
        await form.getByLabel('Đến ngày').fill('1/10/2026');
        await button(form, 'Lưu').click();
        await form.getByText('Ngày cuối đứng trước ngày đầu').waitFor();
        await form.getByLabel('Đến ngày').fill('30/11/2026');
        await form.getByLabel('Mục tiêu (người)').fill('500');
        await button(form, 'Lưu').click();
        await form.waitFor({ state: 'hidden' });
        await link(rowOf(office, 'Tháng vận động'), 'Giao việc').click();
        await office.getByLabel('Xã, phường', { exact: true }).selectOption(COMMUNE);
        await office.getByLabel(/^Nhiều nhất bao nhiêu trường hợp/).fill('3');
        await button(office, 'Xem trước').click();
        await button(office, 'Giao 3 việc').click();
        await office.getByText(/^Đã giao 3 việc/).waitFor();
        await part(office, 'Đợt và tổ chức thu');
        await rowOf(office, 'Tháng vận động').getByRole('cell', { name: '3', exact: true }).waitFor();
        await stage.look(office);
        await button(office.locator('main'), 'Xuất ▾').first().click();
        const [file] = await Promise.all([office.waitForEvent('download'), office.getByRole('menuitem', { name: /CSV/ }).click()]);
        const [head, row] = lines(await file.path());
        assert.match(head, /^.?Tên đợt,Từ ngày,Đến ngày,Tình trạng,Mục tiêu \(người\),Đã giao,Đã tiếp xúc,Đã đăng ký,Đã xác nhận,Hiệu quả,Đạt\r?$/);
        assert.match(row, /^Tháng vận động,01\/11\/2026,30\/11\/2026,/);
    });
    await stage.step('a collection service is added; who works for it and was trained is counted there', async () => {
        await part(office, 'Đợt và tổ chức thu');
        await button(office, 'Thêm tổ chức').click();
        let form = office.getByRole('dialog');
        await button(form, 'Lưu').click();
        await form.getByRole('alert').first().waitFor();
        await form.getByLabel('Tên tổ chức').fill('Bưu điện huyện');
        await form.getByLabel('Mã', { exact: true }).fill('buu-dien-huyen');
        await form.getByLabel('Liên hệ').fill('quầy số 2');
        await stage.look(office);
        await button(form, 'Lưu').click();
        await form.waitFor({ state: 'hidden' });
        await rowOf(office, 'Bưu điện huyện').getByRole('cell', { name: '0', exact: true }).first().waitFor();
        await part(office, 'Người phụ trách');
        await link(office, agents[0].name).first().click();
        await button(office, 'Sửa').click();
        form = office.getByRole('dialog');
        await pick(office, 'Tổ chức dịch vụ thu', 'buu dien', 'Bưu điện huyện');
        await button(form, 'Lưu').click();
        await form.waitFor({ state: 'hidden' });
        await part(office, 'Đợt và tổ chức thu');
        assert.match(await rowOf(office, 'Bưu điện huyện').innerText(), /bưu điện\s+1\s+1\s/); // people, trained
        await stage.look(office);
    });
    await stage.step('the year’s target is shared out: tried, then set', async () => {
        await part(office, 'Người phụ trách');
        await button(office, 'Chia thử').click();
        const go = office.getByRole('button', { name: /^Ghi [\d.]+ cho \d+ người$/ });
        await go.waitFor();
        const [sum, people] = (await go.innerText()).match(/[\d.]+/g).map((text) => Number(text.replaceAll('.', '')));
        assert.ok(people > 0);
        await stage.look(office);
        await go.click();
        await button(office, 'Chia thử').waitFor();
        const rows = await office.evaluate(async () => (await (await fetch('/api/work/targets?province=33&period=2026&lang=vi')).json()).rows);
        assert.equal(rows.reduce((all, row) => all + (row.target ?? 0), 0), sum);
        assert.ok(rows.some((row) => row.account === agents[0].login && row.target !== null), 'who was added has one too');
    });
    await stage.step('whether somebody may be called stands with its basis', async () => {
        await office.goto(`${service.url}/van-dong/viec?unit=33&agent=${agents[0].login}&of=person`);
        await office.locator('tbody th a').first().click();
        await office.getByRole('heading', { name: 'Được liên hệ không' }).waitFor();
        await office.getByRole('radiogroup', { name: 'Có được không' }).getByText('Không', { exact: true }).click();
        assert.ok(await button(office, 'Ghi').isDisabled(), 'nothing is recorded without a basis');
        await office.getByLabel('Căn cứ', { exact: true }).fill('nói qua điện thoại ngày 14/11');
        await button(office, 'Ghi').click();
        await office.getByRole('cell', { name: 'nói qua điện thoại ngày 14/11' }).waitFor();
        await stage.look(office);
    });
    await stage.step('an employer: where those stand whom it pays, a letter, and its history', async () => {
        await office.goto(`${service.url}/doi-soat/don-vi/1?unit=33`);
        await office.getByText(/ người có lương mà không đóng BHXH tại đây\. /).waitFor();
        await office.getByRole('button', { name: /^Xem tên: có hợp đồng lao động mà chưa thấy đóng/ }).click();
        await office.getByRole('columnheader', { name: 'Tháng chưa đóng' }).waitFor();
        await button(office, 'Lập công văn').click();
        const form = office.getByRole('dialog', { name: 'Lập công văn' });
        stage.page = office;
        await button(form, 'Lập công văn').click();
        await form.getByText(/^Ghi ngày đơn vị phải trả lời/).waitFor();
        await form.getByLabel('Trả lời trước ngày').fill('1/1/2020');
        await button(form, 'Lập công văn').click();
        await form.getByText('Ghi số công văn').waitFor();
        await form.getByText('Hạn trả lời phải sau ngày công văn').waitFor();
        await form.getByLabel('Số công văn').fill('125/BHXH-QLT');
        await form.getByLabel('Ngày công văn').fill('14/11/2026');
        await form.getByLabel('Trả lời trước ngày').fill('15/12/2026');
        await form.getByLabel('Người giải đáp, số điện thoại').fill('phòng Quản lý thu, 0221 3 888 999');
        await stage.look(office);
        await button(form, 'Lập công văn').click();
        await form.waitFor({ state: 'hidden' });
        const letter = office.locator('.event').filter({ hasText: 'Công văn số 125/BHXH-QLT' });
        const page = async (press) => readFileSync(await (await Promise.all([office.waitForEvent('download'), press()]))[0].path(), 'utf8');
        const masked = await page(() => letter.getByRole('button', { name: /che tên/ }).click());
        assert.match(masked, /125\/BHXH-QLT/);
        assert.match(masked, /Luật 41\/2024\/QH15/);
        assert.match(masked, /15\/12\/2026/);
        assert.match(masked, /<td>[^<]{1,3}\. [^<]+\.<\/td>/);
        await letter.getByRole('button', { name: /đủ tên/ }).click();
        const ask = office.getByRole('dialog');
        await ask.getByLabel('Dùng vào việc gì').fill('gửi đơn vị theo công văn 125/BHXH-QLT');
        const full = await page(() => button(ask, 'Tải bản in đủ tên').click());
        assert.doesNotMatch(full, /<td>[A-ZĐ]\. [A-ZĐ]\./);
        await stage.look(office);
        await office.goto(`${service.url}/van-dong?unit=33`);
    });
    await stage.step('renewals: each group with its words, exported as it is seen', async () => {
        await part(office, 'Gia hạn');
        for (const group of [/^Hết trong 30 ngày/, /^Đã dừng đóng/, /^Mức tối thiểu mới/]) {
            await office.getByRole('radiogroup', { name: 'Nhóm' }).getByText(group).click();
            await office.locator('tbody tr').first().waitFor();
            await stage.look(office);
        }
        assert.match(office.url(), /kind=jump2027/);
        await button(office, 'Xuất ▾').click();
        const [file] = await Promise.all([office.waitForEvent('download'), office.getByRole('menuitem', { name: /CSV/ }).click()]);
        assert.ok(lines(await file.path()).length > 1, 'people are in the file');
    });
}
