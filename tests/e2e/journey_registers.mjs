// What agencies know, brought together: files with faults are delivered and mended, a run finds the planted cases, a list
// is exported, and the next month clears what was put right.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const needs = 'demo';
const PERSONS = 1500;
const button = (where, name) => where.getByRole('button', { name, exact: true });

/** A CSV file as lines of cells; the generator quotes nothing that matters here. */
const lines = (path) => readFileSync(path, 'utf8').replace(/\n$/, '').split('\n');
const planted = (folder) => lines(join(folder, 'mo-phong-truth-rules.csv')).slice(1).map((line) => {
    const [rule, of, person, sown, name, birth, personal, insurance, tax, employer] = line.split(',');
    return { rule, of, person, sown: sown === '1', name, birth, personal, insurance, tax, employer };
});

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
        await choose(office, 'Người tham gia BHXH', file('first', 'participants'), '31/10/2026');
        await button(office, `Nhận ${dots(all().length - 1)} dòng`).click();
        await taken(office);
        await stage.look(office);
    });
}
