// Screenshots of every page into screens/, and what axe-core, the policy and the console say of it:
//   node tests/e2e/screens.mjs [NAME …]        (tools/screens.sh builds first)
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeAccount, openBrowser, root, signIn, startService } from './service.mjs';
import { pages, people } from './pages.mjs';
import { faultsOf, watch } from './watch.mjs';

const SIZES = [
    { name: 'may-tinh', viewport: { width: 1366, height: 768 }, colorScheme: 'light' },
    { name: 'dien-thoai', viewport: { width: 360, height: 740 }, colorScheme: 'light' },
    { name: 'nen-toi', viewport: { width: 1366, height: 768 }, colorScheme: 'dark' },
    { name: 'dien-thoai-toi', viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
    { name: 'in-a4', viewport: { width: 718, height: 1016 }, colorScheme: 'light', media: 'print' }, // A4 less the margins
];
const out = join(root, 'screens');
const only = process.argv.slice(2);
let faults = 0;
const fault = (text) => {
    faults += 1;
    console.log(text);
};

async function look(context, service, shown, size) {
    const where = `${shown.name}-${size.name}`;
    const page = await context.newPage();
    watch(page, (text) => fault(`${where}: ${text}`));
    await page.setViewportSize(size.viewport);
    await page.emulateMedia({ colorScheme: size.colorScheme, media: size.media ?? 'screen' });
    await page.goto(service.url + shown.path);
    await page.locator(shown.ready).first().waitFor({ timeout: 15_000 }).catch(() => fault(`${where}: nothing like ${shown.ready}`));
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(out, `${where}.png`), fullPage: true });
    for (const found of await faultsOf(page)) fault(`${where}: ${found}`);
    await page.close();
}

const service = await startService();
const browser = await openBrowser();
try {
    mkdirSync(out, { recursive: true });
    const contexts = new Map([[null, await browser.newContext({ locale: 'vi-VN' })]]);
    const wanted = pages.filter((page) => only.length === 0 || only.includes(page.name));
    for (const person of people) {
        if (!wanted.some((page) => page.as === person.key)) continue;
        const account = await makeAccount(service, person.login, person.name, person.role, person);
        const context = await browser.newContext({ locale: 'vi-VN' });
        const page = await context.newPage();
        watch(page, (text) => fault(`sign-in of ${person.key}: ${text}`));
        await signIn(page, service, account);
        await page.close();
        contexts.set(person.key, context);
    }
    for (const shown of wanted) for (const size of SIZES) await look(contexts.get(shown.as), service, shown, size);
    console.log(`${wanted.length} pages × ${SIZES.length} in screens/, ${faults} faults`);
} finally {
    await browser.close();
    await service.stop();
}
process.exitCode = faults ? 1 : 0;
