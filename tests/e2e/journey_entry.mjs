// What an officer of a commune types and what becomes of it: faults are said in one way everywhere, a reason goes with its
// value, what is good is sent and the rest held back, nothing typed is lost, the province sees it and approves it.
import assert from 'node:assert/strict';

export const needs = 'demo';
const MONTH = '10/2026';
const BOUND = 'Số người tham gia BHXH bắt buộc', FREE = 'Số người tham gia BHXH tự nguyện', ARREARS = 'Số tiền chậm đóng, trốn đóng';
const figure = (text) => Number(text.replace(/[^\d]/g, ''));

export default async function entry(stage, service) {
    let insurance, officer, commune, code, other;
    const last = {};
    const sheetOf = (page) => page.getByRole('region', { name: `Số liệu tháng ${MONTH} của ${commune}` });
    const sheet = () => sheetOf(officer);
    const cell = (name, page = officer) => page.getByRole('textbox', { name, exact: true });
    const note = (name) => officer.locator('tr', { has: cell(name) }).locator('+ tr.sheet-note');
    const send = () => officer.getByRole('button', { name: /^(Gửi|Chưa gửi|Chưa có gì)/ });
    const stateIn = (page, state) => page.getByRole('link', { name: `Mở phiếu ${MONTH} của ${commune}: ${state}` });
    /** The same request as the page's, with what the page would not send. */
    const api = (method, path, body) => officer.evaluate(async ([verb, to, what]) => {
        const { csrf } = await (await fetch('/api/session')).json();
        const headers = { 'X-CSRF-Token': csrf, 'Content-Type': typeof what === 'string' ? 'application/octet-stream' : 'application/json' };
        const answer = await fetch(to, { method: verb, headers, body: typeof what === 'string' ? what : JSON.stringify(what) });
        return { status: answer.status, ...(await answer.json()) };
    }, [method, path, body]);

    await stage.step('a commune that has entered nothing is shown as simulated', async () => {
        insurance = await stage.person(service, 'bhxh.phieu', 'Vũ Quốc Khánh', 'si-province', { province: 'HY' });
        await insurance.getByRole('link', { name: 'Nhập liệu', exact: true }).click();
        const links = insurance.getByRole('link', { name: new RegExp(`^Mở phiếu ${MONTH} của .+: mô phỏng$`) });
        await links.first().waitFor();
        const codes = await links.evaluateAll((all) => all.map((link) => /\/nhap-lieu\/([^?]+)/.exec(link.href)[1]));
        [code, other] = codes;
        [, commune] = /của (.+): mô phỏng$/.exec(await links.first().getAttribute('aria-label'));
        officer = await stage.person(service, 'canbo.phieu', 'Nguyễn Văn An', 'commune-officer', { unit: code });
        await officer.getByRole('link', { name: 'Nhập liệu', exact: true }).click();
        await sheet().waitFor();
        for (const name of [BOUND, FREE, ARREARS]) last[name] = figure(await sheet().getByRole('row').filter({ has: cell(name) }).getByRole('cell').nth(2).innerText());
    });
    await stage.step('arrears are written in full like everything beside them', async () => {
        const cells = await sheet().getByRole('row').filter({ has: cell(ARREARS) }).getByRole('cell').allInnerTexts();
        assert.ok(!cells.some((text) => /triệu|tỷ/.test(text)), cells.join(' | '));
        assert.ok(last[ARREARS] > 1_000_000);
    });
    await stage.step('page, API and file say the same of the same fault: number, sign, size, what is usual', async () => {
        const after = (text) => text.slice(text.lastIndexOf('” – ') + 4).trim();
        for (const [typed, value] of [['-5', -5], ['2.000.000.000', 2_000_000_000], [String(last[FREE] * 9), last[FREE] * 9]]) {
            await cell(FREE).fill(typed);
            const page = (await note(FREE).innerText()).trim();
            const put = await api('PUT', '/api/entry?lang=vi', { unit: code, period: '2026-10', base: 'collecting', rows: [{ indicator: 'participants_voluntary', value }] });
            assert.equal(put.status, 422);
            const file = await api('POST', `/api/entry/form?lang=vi&province=33&unit=${code}&period=2026-10&name=mau.csv`, `Mã đơn vị,Chỉ tiêu,Kỳ,Giá trị\n${code},${FREE},2026-10,${value}\n`);
            assert.equal(file.problems.length, 1);
            if (value < 0 || value === 2_000_000_000) {
                assert.equal(after(put.detail), after(page));
                assert.equal(after(file.problems[0].message), after(page));
                assert.equal(await note(FREE).getByRole('textbox').count(), 0); // no reason makes it right
            } else {
                assert.ok(put.detail.endsWith(page), `${put.detail} | ${page}`);
                assert.ok(file.problems[0].message.endsWith(page), file.problems[0].message);
                await note(FREE).getByRole('textbox').waitFor();
            }
        }
        for (const typed of ['nhiều', '99999999999999999999']) {
            await cell(FREE).fill(typed);
            const file = await api('POST', `/api/entry/form?lang=vi&province=33&unit=${code}&period=2026-10&name=mau.csv`, `Mã đơn vị,Chỉ tiêu,Kỳ,Giá trị\n${code},${FREE},2026-10,${typed}\n`);
            assert.equal(file.problems[0].message, `${FREE}: ${(await note(FREE).innerText()).trim()}`);
        }
    });
    await stage.step('a reason goes when the value it was written for goes', async () => {
        await cell(FREE).fill(String(last[FREE] * 9));
        await note(FREE).getByRole('textbox', { name: `Lý do: ${FREE}` }).fill('một công ty lớn về xã');
        await stage.look(officer);
        await cell(FREE).fill(String(last[FREE] * 8)); // as unusual, and another
        await cell(FREE).blur();
        assert.equal(await note(FREE).getByRole('textbox').inputValue(), '', 'another value is asked for its reason anew');
        await note(FREE).getByRole('textbox', { name: `Lý do: ${FREE}` }).fill('một công ty lớn hơn về xã');
        await cell(FREE).fill(String(last[FREE]));
        await cell(FREE).blur();
        await note(FREE).waitFor({ state: 'hidden' });
        await cell(FREE).fill(String(last[FREE] * 9));
        assert.equal(await note(FREE).getByRole('textbox').inputValue(), '');
    });
    await stage.step('the warning and the reason stand under the cell on a phone, as wide as the screen', async () => {
        await officer.setViewportSize({ width: 360, height: 740 });
        const box = await note(FREE).getByRole('textbox').boundingBox();
        assert.ok(box.x >= 0 && box.x + box.width <= 360 && box.width > 280, JSON.stringify(box));
        const under = await cell(FREE).boundingBox();
        assert.ok(box.y > under.y && box.y < under.y + 200, JSON.stringify([box, under]));
        await stage.look(officer);
        await officer.setViewportSize({ width: 1366, height: 768 });
    });
    await stage.step('the button counts what is sent and says what is held back', async () => {
        await cell(FREE).fill('-5');
        await cell(BOUND).fill(String(last[BOUND] + 1));
        await cell(ARREARS).fill(String(last[ARREARS]));
        await officer.getByRole('button', { name: 'Gửi 2 số', exact: true }).waitFor();
        await officer.getByText(`Giữ lại 1 ô cần xem, chưa gửi: ${FREE}`).waitFor();
        await stage.look(officer);
    });
    await stage.step('a session that ends while somebody types loses nothing', async () => {
        await officer.context().clearCookies();
        await send().click();
        await officer.getByLabel('Tên đăng nhập').waitFor();
        await officer.getByLabel('Tên đăng nhập').fill('canbo.phieu');
        await officer.getByLabel('Mật khẩu', { exact: true }).fill('không phải mật khẩu này');
        await officer.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
        await officer.getByRole('alert').first().waitFor(); // wrong password: what was typed stays
        assert.equal(await officer.getByLabel('Tên đăng nhập').inputValue(), 'canbo.phieu');
        await stage.signInHere(officer, 'canbo.phieu');
        await sheet().waitFor();
        await officer.getByText(/Đã khôi phục \d+ ô/).waitFor();
        assert.equal(await cell(FREE).inputValue(), '-5');
        assert.equal(figure(await cell(BOUND).inputValue()), last[BOUND] + 1);
    });
    await stage.step('pressed twice it is sent once; what is held stays in its cell', async () => {
        let puts = 0;
        officer.on('request', (request) => (puts += request.method() === 'PUT' && request.url().includes('/api/entry')));
        await officer.getByRole('button', { name: 'Gửi 2 số', exact: true }).dblclick();
        await officer.getByText(`Đã gửi 2 số liệu ${MONTH} của ${commune}; còn giữ 1 ô cần xem.`).waitFor();
        await officer.waitForLoadState('networkidle');
        assert.equal(puts, 1);
        assert.equal(await cell(FREE).inputValue(), '-5');
        await sheet().getByRole('row').filter({ has: cell(BOUND) }).getByText('đã báo cáo, chờ duyệt').waitFor();
        await stage.look(officer);
    });
    await stage.step('the way back and forth keeps what was sent and what was not', async () => {
        await officer.getByRole('link', { name: 'Tổng quan', exact: true }).click();
        await officer.getByRole('heading', { level: 1 }).first().waitFor();
        await officer.goBack();
        await sheet().waitFor();
        assert.equal(await cell(FREE).inputValue(), '-5');
        assert.equal(figure(await cell(BOUND).inputValue()), last[BOUND] + 1);
    });
    await stage.step('of two windows the slower one is told who was faster', async () => {
        const second = await officer.context().newPage();
        await second.goto(officer.url());
        await sheetOf(second).waitFor();
        await cell(FREE, second).fill(String(last[FREE] + 2));
        await cell(FREE).fill(String(last[FREE] + 1));
        await officer.getByRole('button', { name: 'Gửi 1 số', exact: true }).click();
        await officer.getByText(`Đã gửi số liệu ${MONTH} của ${commune}`).waitFor();
        await second.getByRole('button', { name: 'Gửi 1 số', exact: true }).click();
        await second.getByText(/vừa được canbo\.phieu sửa thành .+; hãy tải lại rồi xem trước khi lưu/).waitFor();
        assert.equal(figure(await cell(FREE, second).inputValue()), last[FREE] + 2); // stays
        await second.getByRole('button', { name: 'Bỏ những gì chưa gửi' }).last().click();
        await second.close();
    });
    await stage.step('the province sees it waiting though the rest is simulated, and approves it', async () => {
        await insurance.reload();
        await stateIn(insurance, 'chờ duyệt 4/8').waitFor(); // with the total
        await insurance.getByText(`1 xã chờ duyệt (${commune})`).waitFor();
        await insurance.getByRole('checkbox', { name: 'chỉ xã chờ duyệt' }).check();
        await insurance.getByRole('checkbox', { name: new RegExp(commune) }).check();
        await stage.look(insurance);
        await insurance.getByRole('button', { name: /^Duyệt/ }).click();
        const ask = insurance.getByRole('dialog');
        await ask.getByRole('button', { name: 'Duyệt', exact: true }).click();
        await ask.waitFor({ state: 'hidden' });
        await insurance.getByRole('checkbox', { name: 'chỉ xã chờ duyệt' }).uncheck();
        await stateIn(insurance, 'đã duyệt 4/8').waitFor();
        await officer.reload();
        await sheet().getByRole('row').filter({ has: cell(BOUND) }).getByText('đã duyệt').waitFor();
    });
    await stage.step('another commune, a month to come, a month not yet due are answered in words', async () => {
        await officer.goto(`${service.url}/nhap-lieu/${other}`);
        await officer.getByText(/nằm ngoài địa bàn được giao/).waitFor();
        await stage.look(officer);
        await officer.goto(`${service.url}/nhap-lieu?period=2031-03`);
        await officer.getByText('Tháng 03/2031 chưa có số liệu').waitFor();
        assert.equal(await cell(FREE).count(), 0);
        await officer.goto(`${service.url}/nhap-lieu?period=2026-11`);
        await officer.getByText('Hạn gửi 05/12/2026.').waitFor();
        await cell(FREE).waitFor();
        await stage.look(officer);
    });
    await stage.step('officer, leader and province read one forecast of the commune', async () => {
        const leader = await stage.person(service, 'lanhdao.phieu', 'Lê Quang Hòa', 'province-leader', { province: 'HY' });
        const outlook = async (page) => {
            await page.goto(`${service.url}/tien-do/${code}`);
            const text = page.getByText(/^Giữ nhịp hiện nay, cuối năm/).first();
            await text.waitFor();
            return text.innerText();
        };
        const own = await outlook(officer);
        assert.equal(await outlook(leader), own);
        const cli = JSON.parse(service.run('forecast', '--province', 'HY', '--unit', code, '--json'));
        const low = JSON.stringify(cli).match(/\d+/g).map(Number);
        const said = own.match(/khoảng ([\d.]+) \(80%: từ ([\d.]+) đến ([\d.]+)\)/).slice(1).map(figure);
        for (const number of said) assert.ok(low.includes(number), `${number} of “${own}” is not in ${JSON.stringify(cli)}`);
    });
}
