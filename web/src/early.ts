/* Asks for the first answers while the application itself is still on its way.  A script of its own, so it imports
 * nothing; client.ts takes what it asked for by its address, once.  Who was not signed in here is not asked about. */
const { pathname, search } = location;
const query = new URLSearchParams(search);
const lang = /(?:^|; )lang=en(?:;|$)/.test(document.cookie) ? 'en' : 'vi';
const early = new Map<string, Promise<Response>>();
const ask = (address: string) => early.set(address, fetch(address, { headers: { Accept: 'application/json, application/problem+json' }, credentials: 'same-origin' }));

if (localStorage.getItem('baophu:session')) {
    const province = query.get('unit') ?? '';
    ask(`/api/session?lang=${lang}`);
    ask(`/api/provinces?lang=${lang}`);
    if (/^[0-9A-Za-z-]{1,32}$/.test(province) && !query.has('period') && !query.has('base')) {
        if (pathname === '/' || pathname === '/tong-quan') ask(`/api/overview?province=${province}&lang=${lang}`);
        if (pathname === '/tien-do' && [...query].length === 1) ask(`/api/progress?indicator=participants_total&limit=5000&province=${province}&lang=${lang}`);
    }
    for (const answer of early.values()) answer.catch(() => undefined); // who takes it hears of it
}
(globalThis as { early?: typeof early }).early = early;
export {};
