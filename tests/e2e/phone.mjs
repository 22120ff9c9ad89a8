// A telephone whose browser can be killed: Chromium on a profile of its own, started again on the same one.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fromWeb } from './service.mjs';

const SIZE = { width: 360, height: 740 };

export class Telephone {
    constructor(folder, name) {
        this.profile = join(folder, `phone-${name}`);
        this.process = null;
    }

    /** Switches it on; the page that it then shows. */
    async start() {
        const args = [
            '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${this.profile}`, `--window-size=${SIZE.width},${SIZE.height}`, '--lang=vi', '--no-first-run',
            '--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), 'about:blank',
        ];
        this.process = spawn(process.env.CHROMIUM ?? '/usr/bin/chromium', args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
        let said = '';
        const address = await new Promise((done, fail) => {
            this.process.stderr.on('data', (bytes) => {
                said += bytes;
                const found = /DevTools listening on (ws:\S+)/.exec(said);
                if (found) done(found[1]);
            });
            this.process.on('exit', (code) => fail(new Error(`Chromium ended with ${code}: ${said}`)));
        });
        this.browser = await fromWeb('playwright-core').chromium.connectOverCDP(address);
        const [context] = this.browser.contexts();
        context.setDefaultTimeout(40_000);
        const page = context.pages()[0] ?? await context.newPage();
        await page.setViewportSize(SIZE);
        return page;
    }

    /** The battery falls out. */
    async kill() {
        if (!this.process) return;
        const ended = new Promise((done) => this.process.on('exit', done));
        process.kill(-this.process.pid, 'SIGKILL');
        await ended;
        await this.browser.close().catch(() => undefined);
        this.process = null;
    }

    async throwAway() {
        await this.kill();
        rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
    }
}
