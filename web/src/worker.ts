/* Registers sw.ts once somebody is signed in, and tells it who. */
let started = '';

export function startWorker(account: string) {
    if (!('serviceWorker' in navigator) || started === account) return;
    started = account;
    navigator.serviceWorker
        .register('/sw.js')
        .then(() => navigator.serviceWorker.ready)
        .then((registration) => registration.active?.postMessage({ account }))
        .catch(() => (started = '')); // without it the application works, only not offline
}
