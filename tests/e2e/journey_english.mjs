// The English switch reaches every page: no Vietnamese is left but names.
import assert from 'node:assert/strict';
import { makeAccount, signIn } from './service.mjs';
import { pages, people } from './pages.mjs';

export const needs = 'demo';

/* Letters that only Vietnamese has, or a word with a tone; names of places, people and documents are not words of ours. */
const VIETNAMESE = /[ăâđêôơưĂÂĐÊÔƠƯàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]/i;

/** Pieces of text that people see or hear, each with where it stands. */
const wordsOf = (page) => page.evaluate(() => {
    const found = [];
    const seen = (element) => !!(element.offsetParent || element.getClientRects().length);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const { parentElement: parent, data } = walker.currentNode;
        if (data.trim() && parent && seen(parent) && !parent.closest('[lang="vi"], script, style')) found.push(data.trim());
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]'))
        if (seen(element) && !element.closest('[lang="vi"]') && !element.querySelector(':scope > [lang="vi"]')) for (const name of ['aria-label', 'title', 'placeholder']) if (element.getAttribute(name)) found.push(element.getAttribute(name));
    found.push(document.title);
    return found;
});

/** Names as the service has them: of units, people, documents. */
async function namesOf(page) {
    return page.evaluate(async () => {
        const names = ['Bao Phủ', 'Tiếng Việt'];
        const get = async (path) => {
            const answer = await fetch(path);
            return answer.ok ? answer.json() : {};
        };
        const take = (value) => {
            if (Array.isArray(value)) value.forEach(take);
            else if (value && typeof value === 'object')
                for (const [key, inner] of Object.entries(value)) {
                    if (typeof inner === 'string' && /^(name|full_name|province_name|district|unit_name|issuer|title|number|by|who|source|agent_name|account_name|key_text|place_name)$/.test(key)) names.push(inner);
                    else take(inner);
                }
        };
        take(await get('/api/session?lang=en'));
        take(await get('/api/provinces?lang=en'));
        take(await get('/api/progress?lang=en&province=33&limit=5000'));
        take(await get('/api/units/33/map?lang=en'));
        take(await get('/api/facts?lang=en&province=33&limit=1'));
        take(await get('/api/overview?lang=en&province=33')); // the sources' names as they were written
        take(await get('/api/documents?lang=en&province=33'));
        take(await get('/api/work/agents?lang=en&province=33'));
        take(await get('/api/work/tasks?lang=en&province=33&limit=500')); // masked: their initials
        take(await get('/api/work/tasks?lang=en&province=33&unit=12142&state=unassigned&limit=500'));
        take(await get('/api/accounts?lang=en')); // people of other journeys, for who manages accounts
        return names;
    });
}

export default async function english(stage, service) {
    const contexts = new Map([[null, await stage.context()]]);
    const names = new Set();
    for (const person of people) {
        const context = await stage.context();
        const page = await stage.open(context);
        const account = await makeAccount(service, `${person.login}.en`, person.name, person.role, person);
        await signIn(page, service, account);
        for (const name of await namesOf(page)) names.add(name);
        await page.close();
        contexts.set(person.key, context);
    }
    for (const context of contexts.values()) await context.addCookies([{ name: 'lang', value: 'en', url: service.url, sameSite: 'Strict' }]);
    for (const { name } of people) names.add(name).add(name.split(' ').slice(-2).join(' '));
    const kind = /^(Xã|Phường|Tỉnh|Thành phố|Đặc khu) /;
    /* the longest first, so that "Hồng Châu" does not leave "Hồng"; a sentence writes "xã Hồng Châu" */
    const known = [...new Set([...names].flatMap((name) => [name, name.replace(kind, (word) => word.toLowerCase()), name.replace(kind, '')]))]
        .filter((name) => name.trim() && VIETNAMESE.test(name)).sort((a, b) => b.length - a.length);
    const quoted = /“[^”]*”/g; // a heading as the document has it
    const cutOff = /[^·:]+…/g; // a title that is too long for its place
    const bare = (text) => known.reduce((rest, name) => rest.replaceAll(name, ' '), text.replace(quoted, ' ')
        .replace(cutOff, (part) => (known.some((name) => name.startsWith(part.trim().slice(0, -1))) ? ' ' : part)));
    const faults = [];

    for (const shown of pages) {
        await stage.step(shown.name, async () => {
            const page = await stage.open(contexts.get(shown.as));
            await page.goto(service.url + shown.path);
            await page.locator(shown.ready).first().waitFor();
            await page.waitForLoadState('networkidle');
            const left = [...new Set((await wordsOf(page)).filter((text) => VIETNAMESE.test(text)).map(bare).filter((text) => VIETNAMESE.test(text)))];
            await page.close();
            faults.push(...left.map((text) => `${shown.name}: ${text}`));
        });
    }
    await stage.step('no Vietnamese is left but names', async () => assert.deepEqual(faults, []));
}
