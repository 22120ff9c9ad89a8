/* Registers sw.ts once somebody is signed in, and tells it who. */
let started = '';

/** Parts of the application that this page has loaded. */
const usedHere = () => performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname).filter((path) => path.startsWith('/assets/'));

export function startWorker(account: string) {
    if (!('serviceWorker' in navigator) || started === account) return;
    started = account;
    navigator.serviceWorker
        .register('/sw.js')
        .then(() => navigator.serviceWorker.ready)
        .then((registration) => registration.active?.postMessage({ account, used: usedHere() }))
        .catch(() => (started = '')); // without it the application works, only not offline
}
