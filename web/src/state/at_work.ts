/* Whether somebody's work is on this phone, and its code when it is needed: who has none never loads it. */
const HERE = 'baophu:work'; // pages/work/pocket.ts writes it
let engine: Promise<typeof import('../pages/work/engine.ts')> | null = null;

const loadEngine = () => (engine ??= import('../pages/work/engine.ts'));
const isHere = () => localStorage.getItem(HERE) !== null;

/** Once it is known who is here, "" nobody: lists of others and old ones go; what waits of one's own is sent. */
export async function startWork(account: string, renew: () => Promise<void>) {
    if (isHere()) (await loadEngine()).start(account, renew);
}

/** The session is over. */
export async function endWork() {
    if (engine) (await engine).stopEngine();
}

/** How many contacts of an account are on this phone alone. */
export const unsentWork = async (account: string) => (isHere() ? (await loadEngine()).unsent(account) : 0);
export const leaveWork = async (account: string) => void (isHere() && (await (await loadEngine()).leaveWork(account)));
/** True: nothing waits any more. */
export const sendWork = async (account: string) => (await loadEngine()).sendAll(account);
