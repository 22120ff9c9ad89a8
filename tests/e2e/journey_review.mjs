// Pairs that the engine leaves to people, answered by keyboard, two persons where two are needed; a rule is tried, switched
// off and on again.
import assert from 'node:assert/strict';

export const needs = 'demo';
const button = (where, name) => where.getByRole('button', { name, exact: true });

/** The policy of the pages lets nothing be evaluated in them, so it is asked from here. */
async function until(holds) {
    for (let i = 0; i < 400 && !(await holds()); i += 1) await new Promise((done) => setTimeout(done, 50));
    assert.ok(await holds(), 'it did not come to that');
}

export default async function review(stage, service) {
    const ask = (page, path) => page.evaluate(async (at) => (await (await fetch(at)).json()), path);
    const counts = (page) => ask(page, '/api/reviews/next?province=33&lang=vi');
    const pairHead = (page) => page.getByRole('heading', { name: 'Hai hồ sơ này có phải là một?' });
    const progress = (page, done, half) => page.getByText(new RegExp(`^Đã xong ${done} trong .* ${half} chờ người thứ hai`)).waitFor();
    const compared = (page) => page.getByRole('region', { name: 'So sánh' }).innerText();
    let first, second, before, shown;

    await stage.step('a pair is laid side by side in words; what is masked and differs says so', async () => {
        first = await stage.person(service, 'ra.soat.1', 'Vũ Thị Thu', 'si-province', { province: 'HY' });
        await first.goto(`${service.url}/doi-soat/ra-soat?unit=33`);
        await pairHead(first).waitFor();
        before = await counts(first);
        assert.ok(before.open >= 3, `pairs that wait: ${before.open}`);
        const text = await compared(first);
        assert.doesNotMatch(text, /(^|\t)(m|f)(\t|$)/m, 'the sex is a code');
        assert.doesNotMatch(text, /\b1[12]\d{3}\b/, 'the commune is a code');
        const steps = await first.getByRole('region', { name: /^Vì sao còn ngờ/ }).innerText();
        assert.doesNotMatch(steps, /[a-z]_[a-z]/, 'a step names a column by its code');
        assert.doesNotMatch(steps, /100\s?%/, 'a doubtful pair is called certain');
        await stage.look(first);
    });
    await stage.step('J goes to the next pair and K back; nothing is answered by that', async () => {
        shown = (await counts(first)).review.id;
        const text = await compared(first);
        await first.keyboard.press('j');
        await until(async () => (await compared(first)) !== text);
        assert.equal(await button(first, 'Cặp trước (K)').isEnabled(), true);
        await first.keyboard.press('k');
        await until(async () => (await compared(first)) === text);
        const now = await counts(first);
        assert.equal(now.by_me, before.by_me);
        assert.equal(now.review.id, shown);
    });
    await stage.step('not sure leaves a pair to others; it is not asked again', async () => {
        await first.keyboard.press('u');
        await first.getByText('Đã ghi: chưa chắc.').waitFor();
        const now = await counts(first);
        assert.equal(now.by_me, before.by_me + 1);
        assert.notEqual(now.review.id, shown);
    });
    await stage.step('where two persons are needed one answer decides nothing', async () => {
        const waiting = (await ask(first, '/api/reviews?province=33&state=open&limit=200')).rows.filter((row) => row.needed === 2).map((row) => row.id);
        assert.ok(waiting.length > 0, 'a pair needs two answers');
        for (let i = 0; i < 50 && !waiting.includes(shown = (await counts(first)).review.id); i += 1) {
            const { by_me: mine } = await counts(first);
            await first.keyboard.press('u');
            await first.getByText(`Bạn đã trả lời ${mine + 1}.`).waitFor();
        }
        await first.reload(); // the pair on the page is the next one
        await first.getByText(/^Cặp này cần 2 người trả lời như nhau/).waitFor();
        await first.keyboard.press('n');
        await first.getByText('Đã ghi: khác nhau.').waitFor();
        assert.equal((await counts(first)).half > before.half, true);
        assert.equal((await counts(first)).done, before.done);
        await stage.look(first);
    });
    await stage.step('a second person sees it first and decides it with the same answer', async () => {
        second = await stage.person(service, 'ra.soat.2', 'Trần Minh Đức', 'si-province', { province: 'HY' });
        await second.goto(`${service.url}/doi-soat/ra-soat?unit=33`);
        await pairHead(second).waitFor();
        for (let i = 0; i < 50 && (await counts(second)).review.id !== shown; i += 1) {
            const { by_me: mine } = await counts(second);
            await second.keyboard.press('u');
            await second.getByText(`Bạn đã trả lời ${mine + 1}.`).waitFor();
        }
        await second.reload();
        await second.getByText(/đã có 0 “là một”, 1 “khác nhau”/).waitFor();
        await second.keyboard.press('n');
        await second.getByText('Đã ghi: khác nhau.').waitFor();
        const now = await counts(second);
        await progress(second, now.done, now.half);
        assert.equal(now.done, before.done + 1);
        assert.equal(now.no, before.no + 1);
        await stage.look(second);
    });
    const RULE = 'tax-uninsured';
    const open = (page) => page.goto(`${service.url}/doi-soat/quy-tac/${RULE}?unit=33`);
    await stage.step('a rule is tried before it is changed; a condition that cannot be read says where', async () => {
        await open(second);
        stage.page = second;
        const condition = second.getByRole('textbox', { name: 'Điều kiện' });
        const is = await condition.inputValue();
        await condition.fill(`${is} and khong_co_dieu_nay`);
        await button(second, 'Thử').click();
        await second.getByText(/khong_co_dieu_nay/).last().waitFor();
        await second.getByRole('alert').waitFor();
        await condition.fill(`${is} and age_months >= 480`);
        await button(second, 'Thử').click();
        await second.getByText(/đã có, .* sẽ hết/).waitFor();
        await stage.look(second);
    });
    await stage.step('it is switched off after it was said what that means, and on again', async () => {
        await button(second, 'Tắt').click();
        const dialog = second.getByRole('dialog');
        await button(dialog, 'Tắt').click();
        await dialog.waitFor({ state: 'hidden' });
        await button(second, 'Bật').waitFor();
        assert.equal((await ask(second, '/api/rules?province=33')).rows.find((rule) => rule.code === RULE).state, 'off');
        await second.getByText(/ra\.soat\.2/).first().waitFor(); // who did it
        await stage.look(second);
        await button(second, 'Bật').click();
        await button(dialog, 'Bật').click();
        await dialog.waitFor({ state: 'hidden' });
        await button(second, 'Tắt').waitFor();
    });
}
