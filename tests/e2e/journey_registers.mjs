// What agencies know, brought together: files with faults are delivered and mended, a run finds the planted cases, a list
// is exported, and the next month clears what was put right.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const needs = 'figures';
const PERSONS = 1500;
const button = (where, name) => where.getByRole('button', { name, exact: true });

/** A CSV file as lines of cells; the generator quotes nothing that matters here. */
const lines = (path) => readFileSync(path, 'utf8').replace(/\n$/, '').split('\n');
const planted = (folder) => lines(join(folder, 'mo-phong-truth-rules.csv')).slice(1).map((line) => {
    const [rule, of, person, sown, name, birth, personal, insurance, tax, employer] = line.split(',');
    return { rule, of, person, sown: sown === '1', name, birth, personal, insurance, tax, employer };
});

/** As names are masked: "V. T. H. G." */
const initials = (name) => name.split(' ').map((word) => `${word[0].toUpperCase()}.`).join(' ');

export default async function registers(stage, service) {
    const folder = join(dirname(service.db), 'registers');
    const months = { first: join(folder, 'm10'), second: join(folder, 'm11') };
    const file = (month, source) => join(months[month], `mo-phong-${source}.csv`);
    let office;

    /** Opens a source and chooses a file for it. */
    const choose = async (page, source, path, day) => {
        await page.getByRole('navigation', { name: 'Các trang' }).getByRole('link', { name: 'Đối soát' }).click();
        await page.getByRole('link', { name: `Nộp tệp: ${source}`, exact: true }).click();
        await page.getByLabel('Số liệu đến ngày').fill(day);
        await page.locator('input[type=file]').setInputFiles(path);
        await page.getByText(/^Xem trước/).waitFor();
    };
    const taken = async (page) => {
        await page.getByRole('link', { name: 'Đã nhận. Xem chất lượng của lần giao này' }).waitFor();
    };

    await stage.step('the registers of a small province are made up', async () => {
        mkdirSync(folder);
        for (const [month, at] of [['2026-10', months.first], ['2026-11', months.second]])
            service.run('generate', 'people', '--province', 'HY', '--registers', 'all', '--persons', String(PERSONS), '--planted', '0.02', '--month', month, '--out', at);
        assert.ok(planted(months.first).some((row) => row.sown), 'cases are planted');
    });
    await stage.step('the calendar says who owes what; nothing has come', async () => {
        office = await stage.person(service, 'bhxh.doisoat', 'Vũ Quốc Khánh', 'si-province', { province: 'HY' });
        await office.getByRole('link', { name: 'Đối soát', exact: true }).click();
        await office.getByRole('cell', { name: 'chưa giao lần nào' }).first().waitFor();
        await stage.look(office);
        await office.getByText('Lịch giao', { exact: true }).click();
        await office.getByRole('row').nth(3).waitFor();
        await stage.look(office);
    });
    const all = () => lines(file('first', 'participants'));
    const SPOILT = 3;
    await stage.step('a file whose heading is not known: the column is said, the faulty rows are named', async () => {
        const [head, ...body] = all();
        const header = head.split(',');
        const from = header.indexOf('from_month');
        const broken = join(folder, 'bhxh-loi.csv');
        const spoilt = body.map((line, i) => (i < SPOILT ? line.split(',').map((cell, c) => (c === from ? '13/2026' : cell)).join(',') : line));
        writeFileSync(broken, [head.replace('si_number', 'Sổ của người này'), ...spoilt].join('\n'));
        await choose(office, 'Người tham gia BHXH', broken, '31/10/2026');
        await office.getByText(/^Chưa thấy cột bắt buộc/).waitFor();
        await stage.look(office);
        await office.getByLabel('Tiêu đề Sổ của người này là cột').selectOption('si_number');
        await office.getByText(new RegExp(`${SPOILT} dòng không dùng được`)).waitFor();
        await office.getByRole('cell', { name: '13/2026' }).first().waitFor();
        await stage.look(office);
    });
    const part = (name) => office.getByRole('navigation', { name: 'Các phần của Đối soát' }).getByRole('link', { name, exact: true });
    const dots = (count) => count.toLocaleString('vi-VN');
    await stage.step('the good rows are taken in; the others come back as a file and are mended', async () => {
        await button(office, `Nhận ${dots(all().length - 1 - SPOILT)} dòng đúng, để lại ${SPOILT} dòng`).click();
        await taken(office);
        await office.getByRole('link', { name: 'Đã nhận. Xem chất lượng của lần giao này' }).click();
        await office.getByRole('heading', { name: 'Chất lượng theo cột' }).waitFor();
        await stage.look(office);
        const [answer] = await Promise.all([office.waitForEvent('download'), office.getByRole('link', { name: new RegExp(`^Tải ${SPOILT} dòng không dùng được`) }).click()]);
        const rejects = lines(await answer.path());
        assert.equal(rejects.length, SPOILT + 1, rejects.join('\n'));
        await choose(office, 'Người tham gia BHXH', file('first', 'participants'), '1/11/2026');
        await office.getByText('Danh sách sẽ có ngày 01/11/2026. Dùng cho đối soát tháng 11/2026 trở đi; tháng 10/2026 không dùng.').waitFor();
        await button(office, `Nhận ${dots(all().length - 1)} dòng`).click();
        await taken(office);
        await stage.look(office);
    });
    await stage.step('a list of a day after the month is not in its run: the page says so, and the day is put right', async () => {
        await office.getByRole('link', { name: 'Đối soát', exact: true }).click();
        await part('Lần đối soát').click();
        await office.getByLabel('Đến hết tháng').selectOption('2026-10');
        await office.getByText('số liệu đến ngày 01/11/2026, sau ngày 31/10/2026; dùng bản đến ngày 31/10/2026').waitFor();
        await stage.look(office);
        await choose(office, 'Người tham gia BHXH', file('first', 'participants'), '1/11/2026');
        await office.getByText('Đúng tệp này đã được giao trước đây.').waitFor();
        await button(office, 'Ghi ngày 31/10/2026').click();
        await office.getByText('Danh sách sẽ có ngày 31/10/2026.').waitFor();
        await button(office, `Nhận ${dots(all().length - 1)} dòng`).click();
        await taken(office);
        await stage.look(office);
    });

    const sources = { police: ['population', 'departures'], tax: ['tax_income', 'household_businesses'], finance: ['enterprises'], front: ['affiliations'] };
    const titles = { population: 'Dân cư', tax_income: 'Quyết toán thuế thu nhập cá nhân', enterprises: 'Doanh nghiệp', employers: 'Đơn vị sử dụng lao động tham gia BHXH' };
    const deliver = async (page, month, source, day) => {
        await choose(page, titles[source], file(month, source), day);
        await page.getByRole('button', { name: /^Nhận / }).click();
        await taken(page);
    };
    await stage.step('four more agencies deliver; each sees its own sources only', async () => {
        await deliver(office, 'first', 'employers', '31/10/2026');
        for (const [role, name] of [['police', 'Công an tỉnh'], ['tax', 'Thuế tỉnh'], ['finance', 'Sở Tài chính']]) {
            const page = await stage.person(service, `gui.${role}`, name, role, { province: 'HY' });
            await deliver(page, 'first', sources[role][0], '31/10/2026');
            assert.equal(await page.getByRole('link', { name: 'Người tham gia BHXH', exact: true }).count(), 0, `${role} sees what is not its own`);
            await page.close();
        }
        stage.page = office;
        for (const source of ['departures', 'household_businesses', 'affiliations', 'beneficiaries']) // by the command, as the drop folder does
            service.run('register', 'put', source, file('first', source), '--province', 'HY', '--as-of', '2026-10-31', '--rejects', join(folder, 'loi.csv'));
    });
    const reconcile = async (month) => {
        await office.getByRole('link', { name: 'Đối soát', exact: true }).click();
        await part('Lần đối soát').click();
        await office.getByLabel('Đến hết tháng').selectOption(month);
        await button(office, 'Chạy đối soát').click();
        await office.getByRole('link', { name: 'Xong. Xem kết quả' }).waitFor();
    };
    await stage.step('a run brings them together', async () => {
        await reconcile('2026-10');
        await office.getByRole('heading', { name: /^Lần mới nhất \(tháng 10\/2026\): [\d.]+ trường hợp/ }).waitFor();
        await stage.look(office);
        await office.getByRole('link', { name: 'Xong. Xem kết quả' }).click();
        await office.getByRole('heading', { name: /trường hợp đang mở \(tháng 10\/2026\)$/ }).waitFor();
        await stage.look(office);
    });
    const rules = () => office.evaluate(async () => (await (await fetch('/api/rules?province=33&lang=vi')).json()).rows);
    const find = async (row) => {
        await part('Kết quả').click();
        await office.getByLabel('Tìm theo số').fill(row.personal);
        await button(office, 'Tìm người').click();
        const page = office.getByRole('heading', { name: 'Có trong các danh sách' });
        const several = office.locator('form').getByRole('link'); // a number that stands with two persons
        await page.or(several.first()).first().waitFor();
        if (!(await page.count())) await several.filter({ hasText: `${initials(row.name)} ·` }).first().click();
        await page.waitFor();
    };
    const WANTED = ['deceased-paying', 'tax-uninsured', 'base-under-reference', 'unemployed-employed'];
    await stage.step('planted cases are found, each on the list of its rule', async () => {
        const all = await rules();
        const seen = [];
        for (const code of WANTED) {
            const row = planted(months.first).find((one) => one.rule === code && one.sown && one.personal);
            if (!row) continue;
            await find(row);
            await office.getByRole('region', { name: 'Có trong các danh sách' }).getByRole('cell', { name: all.find((rule) => rule.code === code).title }).waitFor();
            seen.push(code);
        }
        assert.ok(seen.length >= 3, `planted with a number: ${seen}`);
        await stage.look(office);
    });
    await stage.step('names and numbers are masked; to see one in full a purpose is asked for and recorded', async () => {
        const row = planted(months.first).find((one) => one.rule === 'tax-uninsured' && one.sown && one.personal);
        await find(row);
        assert.equal(await office.getByText(row.name, { exact: true }).count(), 0, 'the name is not shown');
        await button(office, 'Xem đầy đủ: họ và tên').click();
        const dialog = office.getByRole('dialog');
        await button(dialog, 'Xem').click();
        await dialog.getByText('Ghi mục đích để được xem.').waitFor();
        await dialog.getByLabel('Mục đích').fill('xác minh tại nơi làm việc');
        await button(dialog, 'Xem').click();
        await dialog.waitFor({ state: 'hidden' });
        await office.getByText(new RegExp(`^${row.name}$`, 'i')).first().waitFor();
        await stage.look(office);
        assert.match(service.run('audit', 'list', '--limit', '20'), /xác minh tại nơi làm việc|person/);
    });
    await stage.step('why: the words, the law and the rows behind it; what an officer found counts for the rule', async () => {
        await office.getByRole('region', { name: 'Có trong các danh sách' }).getByRole('link').first().click();
        await office.getByRole('heading', { name: 'Vì sao có trong danh sách này?' }).waitFor();
        await office.getByRole('heading', { name: 'Việc cần làm' }).waitFor();
        assert.equal(await office.getByText(/^✓ /).first().isVisible(), false, 'conditions are folded');
        await office.getByText(/^Đã xét \d+ điều kiện, đều đúng$/).click();
        await office.getByText(/^✓ /).first().waitFor();
        await office.getByText(/Luật 41\/2024\/QH15/).first().waitFor();
        assert.equal(await button(office, 'Ghi kết quả').isDisabled(), true); // nothing is said for the officer
        await office.getByText('Đúng', { exact: true }).click();
        await button(office, 'Ghi kết quả').click();
        await office.getByText(/^Đã ghi\. Kết quả này/).waitFor();
        await stage.look(office);
        await part('Quy tắc').click();
        await office.getByText(/^100\s%.*\(1\/1\)$/).first().waitFor();
        await stage.look(office);
    });
    let exported = [];
    await stage.step('a list is exported as it is seen', async () => {
        const rule = (await rules()).find((one) => one.code === 'tax-uninsured');
        await office.goto(`${service.url}/doi-soat/ket-qua?unit=33&rule=tax-uninsured`);
        await office.getByText(`${dots(rule.open)} dòng`).waitFor();
        await button(office, 'Xuất ▾').click();
        const [answer] = await Promise.all([office.waitForEvent('download'), office.getByRole('menuitem', { name: 'Văn bản CSV (.csv)' }).click()]);
        exported = lines(await answer.path());
        assert.equal(exported.length, rule.open + 1);
    });
    await stage.step('rows that next month’s list has no more are seen, masked, and fetched for a purpose before it is taken in', async () => {
        const GONE = 3;
        const [head, ...body] = lines(file('first', 'participants'));
        const without = join(folder, 'bhxh-thieu-ba.csv');
        writeFileSync(without, [head, ...body.slice(GONE)].join('\n'));
        await choose(office, 'Người tham gia BHXH', without, '30/11/2026');
        await office.getByText(new RegExp(`${GONE} dòng không còn`)).waitFor();
        const gone = office.getByRole('region', { name: 'Các dòng của lần trước không còn trong tệp' });
        assert.equal(await gone.getByRole('row').count(), GONE + 1);
        const name = body[0].split(',')[head.split(',').indexOf('full_name')];
        assert.equal(await gone.getByText(name, { exact: true }).count(), 0, 'names are masked');
        await gone.getByText(initials(name)).first().waitFor();
        await stage.look(office);
        await button(office, 'Tải các dòng không còn (.csv)').click();
        const dialog = office.getByRole('dialog');
        await button(dialog, 'Tải').click();
        await dialog.getByText('Ghi mục đích để tải.').waitFor();
        await dialog.getByLabel('Mục đích').fill('hỏi lại cơ sở về ba người không còn');
        await stage.look(office);
        const [answer] = await Promise.all([office.waitForEvent('download'), button(dialog, 'Tải').click()]);
        const fetched = lines(await answer.path());
        assert.equal(fetched.length, GONE + 1);
        assert.ok(fetched.some((line) => line.includes(name)), 'the file names them');
        assert.match(service.run('audit', 'list', '--limit', '5'), /register\.vanished|không còn trong tệp/);
        await button(office, 'Bỏ, không nhận').click();
    });
    await stage.step('a third of next month’s participants is held and refused; the whole file is used', async () => {
        const whole = lines(file('second', 'participants'));
        const part_ = join(folder, 'bhxh-mot-phan.csv');
        writeFileSync(part_, whole.slice(0, Math.ceil(whole.length / 3)).join('\n'));
        await choose(office, 'Người tham gia BHXH', part_, '30/11/2026');
        await office.getByText('Nếu nhận, lần giao này sẽ được giữ lại chờ quyết định:').waitFor();
        await stage.look(office);
        await office.getByRole('button', { name: /^Nhận / }).click();
        await office.getByRole('link', { name: 'Đã nhận và đang giữ lại chờ quyết định. Xem vì sao' }).click();
        await button(office, 'Từ chối').click();
        const dialog = office.getByRole('dialog');
        await dialog.getByLabel('Lý do').fill('thiếu hai phần ba số dòng');
        await button(dialog, 'Từ chối').click();
        await dialog.waitFor({ state: 'hidden' });
        await office.getByText(/thiếu hai phần ba số dòng/).first().waitFor();
        await stage.look(office);
        await choose(office, 'Người tham gia BHXH', file('second', 'participants'), '30/11/2026');
        await office.getByText(/^So với lần giao ngày 01\/11\/2026 .* dòng không còn, .* dòng giữ nguyên/).waitFor();
        await office.getByRole('button', { name: /^Nhận / }).click();
        await taken(office);
        for (const source of ['population', 'employers', 'tax_income', 'enterprises', 'household_businesses', 'affiliations', 'beneficiaries', 'departures'])
            service.run('register', 'put', source, file('second', source), '--province', 'HY', '--as-of', '2026-11-30', '--rejects', join(folder, 'loi.csv'));
    });
    await stage.step('the next run clears what was put right and says why', async () => {
        await reconcile('2026-11');
        await office.getByRole('link', { name: /^Lần 2, tháng 11\/2026/ }).click();
        await office.getByRole('heading', { name: 'So lần 1 (tháng 10/2026) với lần 2 (tháng 11/2026)' }).waitFor();
        const compare = await office.evaluate(async () => (await fetch('/api/runs/1/compare/2?province=33&lang=vi&limit=1000')).json());
        const cleared = compare.rules.reduce((sum, rule) => sum + rule.cleared, 0);
        assert.ok(cleared > 0, 'something was put right');
        await office.getByRole('region', { name: 'Từng trường hợp: cái gì mới, cái gì hết, vì sao' }).getByRole('row').nth(1).waitFor();
        await stage.look(office);
        const gone = planted(months.first).filter((one) => one.sown && one.personal && one.rule === 'tax-uninsured')
            .find((one) => !planted(months.second).some((now) => now.rule === one.rule && now.person === one.person));
        if (gone) {
            const { title } = (await rules()).find((one) => one.code === 'tax-uninsured');
            await find(gone);
            assert.equal(await office.getByRole('cell', { name: title }).count(), 0, 'the case that was put right is still on the list');
        }
    });
    await stage.step('an address that names nobody opens nobody', async () => {
        await office.goto(`${service.url}/doi-soat/nguoi/abc?unit=33`);
        await office.getByText('Không tìm thấy').first().waitFor();
        assert.equal(await office.getByRole('heading', { name: 'Điều đã biết, và biết từ đâu' }).count(), 0);
    });
    await stage.step('the overview says who is covered, and each number opens to its list', async () => {
        await office.goto(`${service.url}/tong-quan?unit=33`);
        await office.getByRole('heading', { name: 'Tính từ từng người, tháng 11/2026' }).waitFor();
        await office.getByText(/người trong độ tuổi lao động có trong sổ đã tham gia BHXH/).waitFor();
        await stage.look(office);
        await office.getByRole('region', { name: 'Cần xem theo quy tắc' }).getByRole('link').first().click();
        await office.getByRole('row').nth(1).waitFor();
        await stage.look(office);
    });
}
