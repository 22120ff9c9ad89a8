// From a list to a covered person: an officer gives 500 leads to ten collaborators; two work on phones without a network,
// tell of the same person without knowing of each other, a browser is killed, nothing is lost; the next delivery confirms;
// nobody reaches another village's list; a phone is wiped.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Telephone } from './phone.mjs';
import { makeAccount, openLine, PASSWORD, signIn } from './service.mjs';
import { watch } from './watch.mjs';

export const needs = 'work';
const PROVINCE = '33';
const COMMUNES = 5; // two collaborators each
const EACH = 50;
const THUMB = 48; // px

const button = (where, name) => where.getByRole('button', { name, exact: true });
const lines = (path) => readFileSync(path, 'utf8').replace(/\n$/, '').split('\n');
const plain = (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[đĐ]/g, 'd').toLowerCase();

function readTable(path) {
    const [head, ...body] = lines(path).map((line) => line.split(','));
    return { head, rows: body.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i] ?? '']))) };
}

/** The API as a page would ask it: [status, body]. */
const ask = (page, method, path, body) => page.evaluate(async ([method_, path_, body_]) => {
    const { csrf } = await (await fetch('/api/session?lang=vi')).json();
    const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf };
    const response = await fetch(path_, { method: method_, headers, body: body_ === null ? undefined : JSON.stringify(body_) });
    return [response.status, await response.json().catch(() => null)];
}, [method, path, body ?? null]);
const asked = async (page, method, path, body) => {
    const [status, answer] = await ask(page, method, path, body);
    assert.ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer;
};

/** What the browser of a phone holds, by account: the stores as they lie on its disk. */
const held = (page) => page.evaluate(async () => {
    const all = (store) => new Promise((done, fail) => {
        const request = store.getAll();
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
    });
    const found = [];
    for (const { name } of (await indexedDB.databases()).filter((one) => one.name.startsWith('baophu-work-'))) {
        const db = await new Promise((done) => { const request = indexedDB.open(name); request.onsuccess = () => done(request.result); });
        const look = db.transaction(['task', 'action', 'meta']);
        const [tasks, actions, meta] = await Promise.all(['task', 'action', 'meta'].map((store) => all(look.objectStore(store))));
        found.push({ tasks, actions, meta: meta[0] ?? {} });
        db.close();
    }
    return found;
});

/** What the browser does when it has a network again.  Of itself it asks the system, and waits minutes between attempts. */
async function wake(page, origin) {
    const tools = await page.context().newCDPSession(page);
    const known = new Promise((done) => tools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const ours = registrations.find(({ scopeURL, isDeleted }) => scopeURL.startsWith(origin) && !isDeleted);
        if (ours) done(ours.registrationId);
    }));
    await tools.send('ServiceWorker.enable');
    const registrationId = await known;
    await tools.send('ServiceWorker.dispatchSyncEvent', { origin, registrationId, tag: 'baophu-work', lastChance: false });
    await tools.detach();
}

/** Whether a browser still writes what a page wants kept. */
const hasRoom = (page) => page.evaluate(async () => {
    const db = await new Promise((done) => {
        const request = indexedDB.open('room', 1);
        request.onupgradeneeded = () => request.result.createObjectStore('one');
        request.onsuccess = () => done(request.result);
        request.onerror = () => done(null);
    });
    const room = db !== null && await new Promise((done) => {
        const change = db.transaction('one', 'readwrite');
        change.oncomplete = () => done(true);
        change.onabort = () => done(false);
        change.objectStore('one').put('x'.repeat(1000), 1);
    });
    db?.close();
    return room;
});

export default async function outreach(stage, service) {
    const folder = dirname(service.db);
    const registers = join(folder, 'mo-phong-dang-ky');
    const one = new Telephone(folder, 'an'), networks = [await openLine(service), await openLine(service)];
    try {
        await play(stage, service, folder, registers, one, networks);
    } finally {
        await one.throwAway();
        for (const line of networks) await line.cut();
    }
}

async function play(stage, service, folder, registers, telephone, [lineA, lineB]) {
    const population = readTable(join(registers, 'mo-phong-population.csv')).rows;
    const people = []; // collaborators: { login, name, commune }
    let officer, a, b, taskX;
    const registered = [];

    // ---- what a collaborator does with a thumb
    const list = (page) => page.locator('.phone-row').first().waitFor();
    const open = async (page, task) => {
        await page.getByLabel('Tìm tên, thôn, không cần dấu').fill(plain(task.name));
        await page.locator(`a.phone-row[href*="/viec/${task.lead}?"], a.phone-row[href$="/viec/${task.lead}"]`).click();
        await page.getByRole('heading', { level: 1, name: task.name }).waitFor();
    };
    /** Three touches at most: outcome, what belongs to it, done. */
    const record = async (page, task, outcome, more = '', day = '') => {
        await open(page, task);
        await button(page, outcome).click();
        if (more) await button(page, more).click();
        if (day) {
            await page.getByText('Ghi chú, đồng ý liên lạc, ngày').click();
            await page.getByLabel('Ngày tiếp xúc').fill(day);
        }
        await button(page, 'Ghi').click();
        await page.getByText('Đã ghi trên máy này, chưa gửi').waitFor();
        await page.getByLabel('Tìm tên, thôn, không cần dấu').waitFor(); // back on the list, for the next one
    };
    const sync = async (page) => {
        const when = async () => (await held(page))[0].meta.gotAt;
        const before = await when();
        await button(page, 'Đồng bộ').click();
        while ((await when()) === before) await page.waitForTimeout(50); // waitForFunction is what the policy forbids
        await page.getByText('Đã gửi hết').waitFor();
    };
    const cut = async (page, line) => {
        await line.cut();
        await page.context().setOffline(true);
    };
    const mend = async (page, line) => {
        await line.mend();
        await page.context().setOffline(false);
    };
    /** Tasks of a phone of whom the population list knows exactly one. */
    const DEMONSTRATED = '12049'; // where the demonstration's own collaborators are at work
    const clear = async (page) => {
        const [{ tasks }] = await held(page);
        return tasks.filter((task) => task.rule === 'voluntary-potential' && task.state === 'assigned').map((task) => ({
            ...task,
            who: population.filter((row) => row.full_name === task.name && Number(row.birth_date.slice(-4)) === task.birth_year && row.commune_code === task.unit),
        })).filter((task) => task.who.length === 1 && task.who[0].personal_id.length === 12 && task.birth_year > 1970);
    };

    await stage.step('ten collaborators in five communes, and an officer', async () => {
        const counts = new Map();
        for (const row of population) if (row.village === 'Thôn 1' && row.commune_name) counts.set(row.commune_code, (counts.get(row.commune_code) ?? 0) + 1);
        const units = JSON.parse(service.run('unit', 'list', '--province', 'HY', '--json'));
        const named = new Map((units.rows ?? units).map((unit) => [unit.code ?? unit['Mã'], unit.name ?? unit['Tên']]));
        const communes = [...counts].filter(([code]) => named.has(code) && code !== DEMONSTRATED).sort((x, y) => y[1] - x[1]).slice(0, COMMUNES).map(([code]) => code);
        assert.equal(communes.length, COMMUNES);
        const villages = join(folder, 'thon.csv');
        writeFileSync(villages, `Xã/phường,Thôn/tổ dân phố\n${communes.map((code) => `${population.find((row) => row.commune_code === code).commune_name},Thôn 1`).join('\n')}\n`);
        service.run('unit', 'villages', villages, '--province', 'HY');
        for (const commune of communes) for (const which of ['mot', 'hai']) {
            const login = `ctv.${commune}.${which}`;
            people.push({ login, commune, name: `Cộng tác viên ${which === 'mot' ? 'Một' : 'Hai'} ${commune}` });
            await makeAccount(service, login, people.at(-1).name, 'collaborator', { province: 'HY', unit: `${commune}-001` });
        }
        officer = await stage.person(service, 'bhxh.vandong', 'Vũ Quốc Khánh', 'si-province', { province: 'HY' });
        for (const { login, commune } of people)
            await asked(officer, 'PUT', `/api/work/agents/${login}?lang=vi`, { province: PROVINCE, most: EACH, active: true, areas: [{ unit: commune, village: 'Thôn 1' }] });
    });

    await stage.step('500 leads are given to the ten, tried first; nobody gets more than his limit', async () => {
        const give = async (commune) => {
            await officer.goto(`${service.url}/van-dong/giao?${new URLSearchParams({ unit: PROVINCE, commune, village: 'Thôn 1' })}`);
            for (const { name } of people.filter((person) => person.commune === commune)) await officer.getByLabel(`Chọn ${name}`).check();
            await officer.getByLabel(/^Nhiều nhất bao nhiêu trường hợp/).fill(String(2 * EACH));
            const now = await assigned();
            await button(officer, 'Xem trước').click();
            await officer.getByText(`: ${2 * EACH} sẽ đến tay 2 người. Chưa ghi gì.`).waitFor();
            assert.equal(await assigned(), now, 'trying gives nothing');
            await button(officer, `Giao ${2 * EACH} việc`).click();
            await officer.getByText(`Đã giao ${2 * EACH} việc cho 2 người.`).waitFor();
        };
        const assigned = async () => (await asked(officer, 'GET', `/api/work/results?province=${PROVINCE}&by=all&lang=vi`)).rows[0]?.assigned ?? 0;
        const before = await assigned();
        for (const commune of new Set(people.map((person) => person.commune))) await give(commune);
        await stage.look(officer);
        assert.equal(await assigned(), before + 500);
        const { rows } = await asked(officer, 'GET', `/api/work/agents?province=${PROVINCE}&lang=vi`);
        for (const { login } of people) assert.equal(rows.find((row) => row.account === login).open, EACH);
    });

    await stage.step('a collaborator opens his list on a telephone: 48 px, no serious fault, light and dark', async () => {
        a = await telephone.start();
        a.faults = [];
        watch(a, (text) => a.faults.push(text));
        stage.page = a;
        await signIn(a, { ...service, url: lineA.url }, { login: people[0].login, password: PASSWORD });
        await list(a);
        assert.equal(new URL(a.url()).pathname, '/', 'his list is what he sees first');
        await stage.look(a);
        const [{ tasks }] = await held(a);
        assert.equal(tasks.length, EACH);
        for (const task of tasks) assert.equal(task.unit, people[0].commune);
        const text = JSON.stringify(await held(a));
        for (const row of population) assert.ok(row.personal_id.length < 12 || !text.includes(row.personal_id), 'a number of identity is on the phone');
        await open(a, tasks[0]);
        await button(a, 'Từ chối').click();
        const small = await a.evaluate((least) => [...document.querySelectorAll('.phone a, .phone button, .phone select, .phone summary, .phone input:not([type=radio])')]
            .filter((part) => part.getClientRects().length).map((part) => [part.textContent, part.getBoundingClientRect()])
            .filter(([, box]) => box.height < least || box.width < least).map(([words]) => words), THUMB);
        assert.deepEqual(small, []);
        await stage.look(a);
        await a.emulateMedia({ colorScheme: 'dark' });
        await stage.look(a);
        await a.emulateMedia({ colorScheme: 'light' });
        await a.getByRole('link', { name: /Danh sách/ }).click();
    });

    await stage.step('on the spot: what I pay, what the State pays, what I get', async () => {
        const [task] = (await clear(a)).sort((x, y) => x.birth_year - y.birth_year); // years are short until his pension
        await open(a, task);
        await button(a, 'Tính mức đóng và quyền lợi').click();
        await a.getByRole('heading', { name: 'Tôi được' }).waitFor();
        await a.getByText('Chưa biết đã đóng bao nhiêu tháng').waitFor();
        assert.equal(await a.locator('.facts div').filter({ hasText: 'Lương hưu' }).count(), 0, 'no pension of months that nobody knows');
        await a.getByLabel('Số tháng đã đóng trước đây').fill('0');
        await a.getByText(/^Còn thiếu \d+ tháng/).waitFor();
        await a.getByLabel('Đóng một lần cho').selectOption('1');
        const pays = await a.locator('.facts div').filter({ hasText: 'Tôi đóng' }).first().locator('dd').innerText();
        assert.equal(pays, '264.000 đồng'); // 22 % of 1.5 million less a fifth: December 2026
        await stage.look(a);
        await a.getByRole('link', { name: /Danh sách/ }).click();
    });

    await stage.step('the other one of the village has his own list, on another telephone', async () => {
        await makeReady(stage, service, lineB, people[1]).then((page) => (b = page));
        await list(b);
        const mine = new Set((await held(a))[0].tasks.map((task) => task.lead));
        const his = (await held(b))[0].tasks;
        assert.equal(his.length, EACH);
        assert.ok(his.every((task) => !mine.has(task.lead)), 'nobody is on two lists');
    });

    await stage.step('the network is cut: the list opens all the same, and what is told is kept', async () => {
        await a.evaluate(() => navigator.serviceWorker.ready);
        await a.reload(); // the visit before was without the worker
        await list(a);
        await a.waitForLoadState('networkidle');
        await cut(a, lineA);
        await a.goto(`${lineA.url}/viec`);
        await list(a);
        const tasks = await clear(a);
        assert.ok(tasks.length >= 4, `only ${tasks.length} persons are clear`);
        const [first, second, third] = tasks;
        taskX = tasks[3];
        await record(a, first, 'Đã đăng ký');
        await record(a, second, 'Đã đăng ký');
        await record(a, third, 'Từ chối', 'Chưa có tiền');
        await a.getByRole('button', { name: /^Hoàn tác/ }).click();
        await a.getByText('2 lần ghi chưa gửi').waitFor();
        await record(a, taskX, 'Đang cân nhắc', '3 ngày', '2026-12-09'); // the day before: what the other tells decides
        await a.getByText('3 lần ghi chưa gửi').waitFor();
        registered.push(first, second);
        await stage.look(a);
    });

    await stage.step('the browser is killed in that moment; on the same telephone nothing is lost', async () => {
        await telephone.kill();
        a = await telephone.start();
        a.faults = [];
        watch(a, (text) => a.faults.push(text));
        stage.page = a;
        await a.context().setOffline(true);
        await a.goto(`${lineA.url}/viec`);
        await list(a);
        await a.getByText('3 lần ghi chưa gửi').waitFor();
        assert.deepEqual((await held(a))[0].actions.map((action) => action.lead).sort(), [...registered.map((task) => task.lead), taskX.lead].sort());
        await open(a, registered[0]);
        await a.getByText('chưa gửi', { exact: true }).waitFor();
    });

    await stage.step('meanwhile one of his persons is handed over, and the other tells of her', async () => {
        const { rows } = await asked(officer, 'GET', `/api/work/agents?province=${PROVINCE}&lang=vi`);
        const { version, areas } = rows.find((row) => row.account === people[1].login);
        await asked(officer, 'PUT', `/api/work/agents/${people[1].login}?lang=vi`, { province: PROVINCE, most: EACH + 1, active: true, areas: areas.map(({ unit, village }) => ({ unit, village })), version });
        const { handed } = await asked(officer, 'POST', '/api/work/hand-over?lang=vi', { province: PROVINCE, from: people[0].login, to: people[1].login, leads: [taskX.lead] });
        assert.equal(handed, 1);
        await sync(b);
        await cut(b, lineB);
        await record(b, taskX, 'Đã đăng ký');
        await mend(b, lineB);
        await b.getByText('Đã gửi hết').waitFor(); // by itself: the network is back, ten seconds are over
        registered.push(taskX);
    });

    await stage.step('the network is back: all is sent once, the conflict is shown with both reports', async () => {
        await mend(a, lineA);
        const again = a.getByLabel('Mật khẩu', { exact: true });
        await a.goto(`${lineA.url}/viec`); // the killed browser may have forgotten its session
        await again.or(a.getByText('Đã gửi hết')).first().waitFor();
        if (await again.count()) {
            assert.equal(await a.locator('.phone').count(), 0, 'nothing is shown until he signs in');
            await stage.signInHere(a, people[0].login);
        }
        const conflict = a.getByRole('region', { name: `Hai người cùng ghi về ${taskX.name}` });
        await conflict.waitFor();
        await list(a);
        await a.getByText('Đã gửi hết').waitFor();
        await conflict.getByText('Bạn: Đang cân nhắc').waitFor();
        await conflict.getByText(`${people[1].name}: Đã đăng ký`).waitFor();
        await stage.look(a);
        await button(conflict, 'Đã xem').click();
        await conflict.waitFor({ state: 'detached' });
        const [{ tasks, actions }] = await held(a);
        assert.equal(actions.length, 0);
        assert.ok(!tasks.some((task) => task.lead === taskX.lead), 'who was handed over is no longer on his phone');
        const { events, state } = await asked(officer, 'GET', `/api/work/tasks/${taskX.lead}?province=${PROVINCE}&lang=vi`);
        assert.equal(state, 'registered');
        assert.deepEqual(events.filter((event) => event.kind === 'contact').map((event) => event.outcome).sort(), ['registered', 'thinking']);
        for (const task of registered.slice(0, 2)) {
            const told = (await asked(officer, 'GET', `/api/work/tasks/${task.lead}?province=${PROVINCE}&lang=vi`)).events.filter((event) => event.kind === 'contact');
            assert.equal(told.length, 1, 'told once');
        }
    });

    await stage.step('a call is told with what it rests on', async () => {
        const [task] = await clear(a);
        await open(a, task);
        await button(a, 'Chưa gặp được').click();
        await a.getByRole('radiogroup').getByText('Gọi', { exact: true }).click();
        await button(a, 'Ghi').click();
        await a.getByRole('alert').getByText('Hãy chọn vì sao được gọi, nhắn').waitFor();
        await a.getByLabel('Ghi kết quả').getByRole('button', { name: 'Họ gọi, nhắn trước' }).click();
        await stage.look(a);
        await button(a, 'Ghi').click();
        await a.getByText('Đã ghi trên máy này, chưa gửi').waitFor();
        await a.getByText('Đã gửi hết').waitFor();
        const { events } = await asked(officer, 'GET', `/api/work/tasks/${task.lead}?province=${PROVINCE}&lang=vi`);
        assert.deepEqual(events.filter((event) => event.kind === 'contact').map(({ channel, basis }) => [channel, basis]), [['call', 'Họ gọi, nhắn trước']]);
        const [reached] = (await held(a))[0].tasks.filter((one) => one.phone && one.way_call === 'basis' && !one.contacts);
        await open(a, reached);
        await a.getByText('Chưa ghi người này đồng ý').waitFor();
        assert.equal(await a.locator('a[href^="tel:"]').count(), 0, 'the basis comes before the call');
        await button(a, 'Người đó đã đồng ý').click();
        await a.locator('a[href^="tel:"]').waitFor();
        await stage.look(a);
        await a.getByRole('link', { name: /Danh sách/ }).click();
        await a.evaluate(() => Object.keys(localStorage).filter((key) => key.endsWith('work-channel')).forEach((key) => localStorage.removeItem(key))); // the next one is visited
    });

    await stage.step('he closes the page with something unsent: the browser sends it when the network is back', async () => {
        await cut(a, lineA);
        const [task] = await clear(a);
        await record(a, task, 'Chưa gặp được');
        assert.equal((await held(a))[0].actions.length, 1);
        const other = await a.context().newPage(); // a phone shows something else
        await a.close();
        await mend(other, lineA);
        await wake(other, lineA.url);
        const contacts = async () => (await asked(officer, 'GET', `/api/work/tasks/${task.lead}?province=${PROVINCE}&lang=vi`)).events.filter((event) => event.kind === 'contact');
        while ((await contacts()).length === 0) await other.waitForTimeout(50);
        assert.deepEqual((await contacts()).map((event) => event.outcome), ['not_met']);
        a = other;
        a.faults = [];
        watch(a, (text) => a.faults.push(text));
        stage.page = a;
        await a.goto(`${lineA.url}/viec`);
        await list(a);
        await a.getByText('Đã gửi hết').waitFor();
        assert.equal((await held(a))[0].actions.length, 0);
        assert.equal((await contacts()).length, 1, 'told once');
    });

    await stage.step('the phone is full: he is told so, what was written stays, what he chose stays, and with room it is written', async () => {
        await cut(a, lineA);
        const [kept, task] = await clear(a);
        await record(a, kept, 'Chưa gặp được');
        const before = (await held(a))[0];
        await open(a, task);
        await button(a, 'Đang cân nhắc').click();
        await a.getByText('Ghi chú, đồng ý liên lạc, ngày').click();
        await a.getByLabel('Ghi chú', { exact: true }).fill('hẹn sau mùa gặt');
        const tools = await a.context().newCDPSession(a);
        await tools.send('Storage.overrideQuotaForOrigin', { origin: lineA.url, quotaSize: 1 });
        while (await hasRoom(a)) await a.waitForTimeout(500); // what it reckoned before counts for half a minute
        await button(a, 'Ghi').click();
        await a.getByRole('alert').getByText('Máy hết chỗ nên chưa ghi được.').waitFor();
        await stage.look(a);
        assert.equal(await a.getByLabel('Ghi chú', { exact: true }).inputValue(), 'hẹn sau mùa gặt');
        const now = (await held(a))[0];
        assert.deepEqual(now.actions, before.actions);
        assert.equal(now.tasks.length, before.tasks.length);
        await tools.send('Storage.overrideQuotaForOrigin', { origin: lineA.url });
        await button(a, 'Ghi').click();
        await a.getByText('2 lần ghi chưa gửi').waitFor();
        await tools.detach();
        await mend(a, lineA);
        await button(a, 'Đồng bộ').click();
        await a.getByText('Đã gửi hết').waitFor();
    });

    await stage.step('the next delivery confirms them, and the commune rises', async () => {
        const commune = people[0].commune;
        const coveredIn = async () => (await asked(officer, 'GET', `/api/covered?province=${PROVINCE}&lang=vi`)).communes.find((row) => row.code === commune).covered;
        const funnel = async () => (await asked(officer, 'GET', `/api/work/results?province=${PROVINCE}&by=unit&lang=vi`)).rows.find((row) => row.key === commune);
        const before = await coveredIn();
        assert.deepEqual([(await funnel()).registered, (await funnel()).confirmed], [3, 0]);
        const october = join(registers, 'mo-phong-participants.csv'), november = join(folder, 'participants-11.csv');
        const { head } = readTable(october);
        const joined = registered.map(({ who: [row] }, i) => head.map((name) => ({
            id: `MOI00000${i}`, si_number: `79${String(10_000_000 + i)}`, personal_id: row.personal_id, full_name: row.full_name, birth_date: row.birth_date, sex: row.sex,
            scheme: 'voluntary', collecting_unit: 'BHXH cơ sở 1', commune_code: row.commune_code, from_month: '11/2026', contribution_base: '1500000', health_insured: '1',
            payment_method: '12', paid_to_month: '10/2027', movement: '',
        })[name] ?? '').join(','));
        const paidTo = head.indexOf('paid_to_month');
        const paidOn = lines(october).map((line) => line.split(',').map((cell, i) => (i === paidTo && cell === '10/2026' ? '12/2026' : cell)).join(',')); // who was due paid
        writeFileSync(november, `${[...paidOn, ...joined].join('\n')}\n`);
        service.run('register', 'put', 'participants', november, '--province', 'HY', '--as-of', '2026-11-30', '--rejects', join(folder, 'loi-11.csv'));
        await officer.goto(`${service.url}/doi-soat/lan-chay?unit=${PROVINCE}`);
        await officer.getByLabel('Đến hết tháng').selectOption('2026-11');
        await button(officer, 'Chạy đối soát').click();
        await officer.getByRole('link', { name: 'Xong. Xem kết quả' }).waitFor();
        assert.deepEqual([(await funnel()).registered, (await funnel()).confirmed], [3, 3]);
        assert.ok((await coveredIn()) >= before + 3, `${await coveredIn()} covered after ${before}`);
        await sync(a);
        await open(a, registered[0]);
        await a.getByText('Đã xác nhận', { exact: true }).first().waitFor();
        await stage.look(a);
        await a.goto(`${lineA.url}/viec`);
    });

    await stage.step('another village’s list is out of reach, whatever is tried', async () => {
        const stranger = await stage.person(service, people[2].login + '.x', 'Người lạ', 'collaborator', { province: 'HY', unit: `${people[2].commune}-001` });
        const [{ tasks, meta }] = await held(a);
        const lead = tasks[0].lead;
        const refused = async (method, path, body) => {
            const [status, answer] = await ask(stranger, method, path, body);
            assert.ok(status >= 400 && status < 500, `${method} ${path}: ${status} ${JSON.stringify(answer)?.slice(0, 300)}`);
            assert.ok(!JSON.stringify(answer).includes(tasks[0].name), `${path} names somebody`);
        };
        const query = `province=${PROVINCE}&lang=vi`;
        await refused('GET', `/api/work/tasks?${query}`);
        await refused('GET', `/api/work/tasks?${query}&unit=${people[0].commune}&agent=${people[0].login}`);
        await refused('GET', `/api/work/tasks/${lead}?${query}`);
        await refused('GET', `/api/work/mine?${query}&device=${meta.device}`);
        await refused('GET', `/api/work/results?${query}&by=agent`);
        await refused('GET', `/api/work/agents?${query}`);
        await refused('POST', '/api/work/sync?lang=vi', { province: PROVINCE, device: meta.device, since: 0, actions: [] });
        await refused('DELETE', `/api/work/devices/${meta.device}?${query}`);
        await refused('POST', '/api/work/assign?lang=vi', { province: PROVINCE, unit: people[0].commune });
        await refused('POST', '/api/work/hand-over?lang=vi', { province: PROVINCE, from: people[0].login, to: `${people[2].login}.x` });
        await refused('PUT', `/api/work/agents/${people[2].login}.x?lang=vi`, { province: PROVINCE, most: 3000, active: true, areas: [{ unit: people[0].commune }] });
        await refused('GET', `/api/leads?${query}&rule=voluntary-potential`);
        await refused('GET', `/api/leads/${lead}?${query}`);
        // with a phone that he calls by the same number, and a good key: it is his own, and empty
        const { device } = meta;
        await asked(stranger, 'POST', '/api/work/devices?lang=vi', { province: PROVINCE, id: device, name: 'máy' });
        const action = { key: 'la-000000001', lead, day: '2026-12-10', channel: 'visit', outcome: 'deceased', seen: 1 };
        const { results, package: mine } = await asked(stranger, 'POST', '/api/work/sync?lang=vi', { province: PROVINCE, device, since: 0, actions: [action] });
        assert.equal(results[0].taken, 'refused');
        assert.deepEqual(mine.tasks, []);
        await stranger.goto(`${service.url}/viec/${lead}`);
        await stranger.getByRole('heading', { name: 'Việc này không còn ở máy này' }).waitFor();
        await stranger.goto(`${service.url}/van-dong`);
        await stranger.locator('.state').first().waitFor();
        assert.ok(!(await stranger.content()).includes(tasks[0].name));
        // after the hand-over the one before gets nothing new of her
        const [{ meta: own }] = await held(a);
        const { package: whole } = await asked(a, 'POST', '/api/work/sync?lang=vi', { province: PROVINCE, device: own.device, since: 0, actions: [] });
        assert.ok(!whole.tasks.some((task) => task.lead === taskX.lead));
        await stranger.context().close();
    });

    await stage.step('signing out asks about what was not sent', async () => {
        await cut(b, lineB);
        const [task] = await clear(b);
        await record(b, task, 'Đang cân nhắc', '1 tuần');
        await b.getByRole('button', { name: /^Tài khoản của/ }).click();
        await b.getByRole('menuitem', { name: 'Đăng xuất' }).click();
        const dialog = b.getByRole('dialog', { name: 'Còn 1 lần ghi chưa gửi' });
        await stage.look(b);
        await button(dialog, 'Gửi rồi đăng xuất').click();
        await dialog.getByText('Chưa gửi được lúc này.').waitFor();
        await button(dialog, 'Ở lại').click();
        await dialog.waitFor({ state: 'detached' });
    });

    await stage.step('a phone that is to be wiped forgets its list, and says what was not sent', async () => {
        const [{ meta }] = await held(b);
        await officer.goto(`${service.url}/van-dong/nguoi?unit=${PROVINCE}`);
        await officer.getByRole('row').filter({ hasText: people[1].name }).getByRole('button', { name: /^Xóa dữ liệu trên máy/ }).click();
        const sure = officer.getByRole('dialog', { name: 'Xóa dữ liệu trên máy' });
        await sure.getByText(people[1].name).waitFor();
        await button(sure, 'Xóa dữ liệu trên máy').click();
        await sure.waitFor({ state: 'hidden' });
        await stage.look(officer);
        await mend(b, lineB);
        await b.getByRole('heading', { name: 'Danh sách trên máy này đã được xóa theo yêu cầu' }).waitFor();
        await b.getByText('1 lần ghi chưa gửi vẫn được giữ trên máy này.').waitFor();
        const [{ tasks, actions }] = await held(b);
        assert.deepEqual([tasks.length, actions.length], [0, 1]);
        await stage.look(b);
        const [old] = await ask(b, 'POST', '/api/work/sync?lang=vi', { province: PROVINCE, device: meta.device, since: 0, actions: [] });
        assert.equal(old, 410, 'the old device gets nothing any more');
    });

    await stage.step('another login on that phone sees nothing of it; its owner finds and sends what was his', async () => {
        stage.page = b;
        const leave = async (keep) => {
            await b.getByRole('button', { name: /^Tài khoản của/ }).click();
            await b.getByRole('menuitem', { name: 'Đăng xuất' }).click();
            if (keep) await button(b.getByRole('dialog'), 'Đăng xuất, giữ lại chưa gửi').click();
            await b.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
        };
        await leave(true);
        await stage.signInHere(b, people[4].login);
        await list(b);
        const stores = await held(b);
        assert.deepEqual(stores.map((store) => [store.tasks.length, store.actions.length]).sort(), [[0, 1], [EACH, 0]]);
        for (const { tasks } of stores) for (const task of tasks) assert.equal(task.unit, people[4].commune);
        await leave(false);
        await stage.signInHere(b, people[1].login);
        await button(b, 'Tải lại danh sách').or(b.locator('.phone-row')).first().waitFor();
        if (await button(b, 'Tải lại danh sách').count()) await button(b, 'Tải lại danh sách').click();
        await list(b);
        await b.getByText('Đã gửi hết').waitFor();
        assert.deepEqual((await held(b)).map((store) => store.actions.length), [0]);
    });
}

/** Another telephone, with touch. */
async function makeReady(stage, service, line, person) {
    const page = await stage.open(await stage.context({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }));
    await signIn(page, { ...service, url: line.url }, { login: person.login, password: PASSWORD });
    return page;
}
