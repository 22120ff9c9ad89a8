// What the journeys share: a browser, steps that are counted, and eyes on every page they open.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeAccount, PASSWORD, root, signIn } from './service.mjs';
import { faultsOf, watch } from './watch.mjs';

const PATIENCE = 40_000; // ms for one thing to appear: a build with sanitizers on a busy machine
const pictures = join(root, 'screens');

export class Stage {
    constructor(browser) {
        this.browser = browser;
        this.results = [];
        this.journey = '';
        this.page = null;
    }

    /** One thing that a person does, or sees.  What comes after a failed step of a journey is not tried. */
    async step(name, run) {
        const begun = performance.now();
        let fault = '';
        try {
            await run();
        } catch (error) {
            fault = String(error.stack ?? error);
            if (this.page && !this.page.isClosed()) {
                mkdirSync(pictures, { recursive: true });
                await this.page.screenshot({ path: join(pictures, `fault-${this.journey}.png`) }).catch(() => undefined);
            }
        }
        const seconds = (performance.now() - begun) / 1000;
        this.results.push({ journey: this.journey, name, fault, seconds });
        console.log(`${fault ? 'FAIL' : 'ok'}   ${this.journey}: ${name} (${seconds.toFixed(1)} s)`);
        if (fault) {
            console.log(fault.replace(/^/gm, '     '));
            throw new Failed();
        }
    }

    async context(options = {}) {
        const context = await this.browser.newContext({ locale: 'vi-VN', viewport: { width: 1366, height: 768 }, ...options });
        context.setDefaultTimeout(PATIENCE);
        return context;
    }

    /** A page under watch; what is thrown in it fails `look`. */
    async open(context) {
        const page = await context.newPage();
        page.faults = [];
        watch(page, (text) => page.faults.push(text));
        this.page = page;
        return page;
    }

    /** Somebody with an account, signed in. */
    async person(service, login, name, role, place, options = {}) {
        const account = await makeAccount(service, login, name, role, place);
        const page = await this.open(await this.context(options));
        await signIn(page, service, account);
        return page;
    }

    /** Again, on the page where the session ended. */
    async signInHere(page, login) {
        await page.getByLabel('Tên đăng nhập').fill(login);
        await page.getByLabel('Mật khẩu', { exact: true }).fill(PASSWORD);
        await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
    }

    /** The page as it is now has no serious fault. */
    async look(page) {
        await page.waitForLoadState('networkidle');
        assert.deepEqual([...page.faults, ...(await faultsOf(page))], [], new URL(page.url()).pathname);
    }

    async play(journey, run) {
        this.journey = journey;
        this.page = null;
        try {
            await run(this);
        } catch (error) {
            if (!(error instanceof Failed)) await this.step('prepared', () => { throw error; }).catch(() => undefined);
        }
        for (const context of this.browser.contexts()) await context.close();
    }

    /** As Meson writes its own, so that one line counts all. */
    write(path) {
        const clean = (text) => text.replace(/[<>&"]/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/[^\x20-\uFFFD\n]/g, '');
        const cases = this.results.map(({ journey, name, fault, seconds }) =>
            `<testcase classname="e2e.${clean(journey)}" name="${clean(name)}" time="${seconds.toFixed(3)}">${fault ? `<failure>${clean(fault)}</failure>` : ''}</testcase>`);
        writeFileSync(path, `<?xml version="1.0"?>\n<testsuites><testsuite name="e2e">\n${cases.join('\n')}\n</testsuite></testsuites>\n`);
    }
}

class Failed extends Error {}
