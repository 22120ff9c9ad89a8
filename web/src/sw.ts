/* The worker behind the pages: the shell opens at once, and what was seen last stays readable without a network.
 *
 * Kept of the API: figures of units and the lists that pages need to show them – SEEN_ROUTES, nothing about persons,
 * accounts, sessions or jobs.  One store an account; the page names the account (session.ts) and removes the others. */
import { OUTBOX, sendOutbox } from './pages/work/outbox.ts';
import type { Told } from './pages/work/outbox.ts';

declare const SHELL: string[];
declare const REST: string[];
declare const VERSION: string;

const worker = globalThis as unknown as ServiceWorkerGlobalScope;

const shellName = `shell-${VERSION}`;
const ICON = '/icon.svg';
const META = 'meta';
const SEEN_MOST = 200;
const SEEN_ROUTES = /^\/api\/(provinces|units|units\/[^/]+|units\/[^/]+\/(map|progress)|indicators|overview|covered|progress|heatmap|targets|documents)$/;

worker.addEventListener('install', (event) => {
    event.waitUntil(caches.open(shellName).then((cache) => cache.addAll(['/', ICON, ...SHELL])).then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
    event.waitUntil((async () => {
        for (const name of await caches.keys())
            if (name.startsWith('shell-') && name !== shellName) await caches.delete(name);
        await worker.clients.claim();
    })());
});

async function account(): Promise<string> {
    const kept = await (await caches.open(META)).match('/account');
    return kept ? kept.text() : '';
}

/* What is on the screen first: it was fetched before this worker was there, and is what a phone needs when it loses its
 * network next. */
async function keepUsed(used: string[]) {
    const cache = await caches.open(shellName);
    for (const name of used) if (REST.includes(name) && !(await cache.match(name))) await cache.add(name).catch(() => undefined);
}

/* The other pages and the charts, so that they open without a network too; not for who counts every byte. */
async function fetchRest() {
    if ((worker.navigator as { connection?: { saveData?: boolean } }).connection?.saveData) return;
    const cache = await caches.open(shellName);
    for (const name of REST) if (!(await cache.match(name))) await cache.add(name).catch(() => undefined);
}

worker.addEventListener('message', (event) => {
    const { account: said, used = [] } = (event.data ?? {}) as { account?: string; used?: string[] };
    if (said === undefined) return;
    event.waitUntil((async () => {
        const meta = await caches.open(META);
        if (said) await meta.put('/account', new Response(said));
        else await meta.delete('/account');
        for (const name of await caches.keys())
            if (name.startsWith('seen-') && name !== `seen-${said}`) await caches.delete(name);
        await keepUsed(used);
        if (said) await fetchRest();
    })());
});

async function remember(request: Request, response: Response) {
    const who = await account();
    if (!who) return;
    const cache = await caches.open(`seen-${who}`);
    const headers = new Headers(response.headers);
    headers.set('x-baophu-seen', new Date().toISOString());
    await cache.put(request, new Response(await response.arrayBuffer(), { status: 200, headers }));
    const keys = await cache.keys();
    for (const old of keys.slice(0, Math.max(0, keys.length - SEEN_MOST))) await cache.delete(old);
}

async function fromApi(event: FetchEvent): Promise<Response> {
    try {
        const response = await fetch(event.request);
        if (response.status === 200) event.waitUntil(remember(event.request, response.clone()));
        return response;
    } catch (error) {
        const who = await account();
        const seen = who ? await (await caches.open(`seen-${who}`)).match(event.request) : undefined;
        if (seen) return seen;
        throw error;
    }
}

async function fresh(request: Request, name: string): Promise<Response> {
    try {
        return await fetch(request);
    } catch (error) {
        const known = await (await caches.open(shellName)).match(name);
        if (known) return known;
        throw error;
    }
}

/* Names carry the hash of what is inside: what is there is right. */
async function asset(request: Request): Promise<Response> {
    const cache = await caches.open(shellName);
    const known = await cache.match(request);
    if (known) return known;
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
}

worker.addEventListener('fetch', (event) => {
    const url = new URL(event.request.url);
    if (event.request.method !== 'GET' || url.origin !== worker.location.origin) return;
    if (url.pathname.startsWith('/assets/')) event.respondWith(asset(event.request));
    else if (event.request.mode === 'navigate' && !url.pathname.startsWith('/api/')) event.respondWith(fresh(event.request, '/'));
    else if (url.pathname === ICON) event.respondWith(fresh(event.request, ICON));
    else if (SEEN_ROUTES.test(url.pathname) && !url.searchParams.has('format')) event.respondWith(fromApi(event));
});

// ---- what a collaborator told without a network (pages/work)

type SyncEvent = ExtendableEvent & { tag: string };

async function sendWork() {
    const who = await account();
    const pages = await worker.clients.matchAll({ type: 'window' });
    if (!who || pages.some((page) => page.visibilityState === 'visible')) return; // it sends by itself, and asks again when it is left
    const done = await sendOutbox(who, pages.length === 0);
    for (const page of pages) page.postMessage({ sent: OUTBOX } satisfies Told);
    if (!done) throw new Error('not yet'); // the browser tries again, later each time
}

worker.addEventListener('sync' as 'fetch', (event) => {
    const { tag } = event as unknown as SyncEvent;
    if (tag === OUTBOX) event.waitUntil(sendWork());
});
