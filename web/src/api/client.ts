/* The server as typed functions: paths, parameters and answers are those of api/openapi.yaml.
 * Every problem arrives as an ApiProblem with words for the user; nobody else looks at status codes. */
import type { paths, components } from './types.d.ts';

export type Schema = components['schemas'];
type Method = 'get' | 'post' | 'put' | 'delete';
export type PathOf<M extends Method> = {
    [P in keyof paths]: paths[P] extends { [K in M]: object } ? P : never;
}[keyof paths];
type Operation<P extends keyof paths, M extends Method> = paths[P] extends { [K in M]: infer O } ? O : never;
type Parameters<O> = O extends { parameters: infer A } ? A : never;
type None = Record<never, never>; // what a route does not have, the generated types call never
type Given<A> = [NonNullable<A>] extends [never] ? None : NonNullable<A>;
type PathArgs<O> = Parameters<O> extends { path?: infer A } ? Given<A> : None;
type QueryArgs<O> = Parameters<O> extends { query?: infer A } ? Given<A> : None;
type JsonBody<O> = O extends { requestBody: { content: { 'application/json': infer B } } } ? B : never;
type Answers<O> = O extends { responses: infer R } ? R[keyof R & (200 | 201 | 202)] : never;
type JsonOf<A> = A extends { content: { 'application/json': infer J } } ? J : undefined;

export type Answer<P extends keyof paths, M extends Method = 'get'> = JsonOf<Answers<Operation<P, M>>>;
export type Body<P extends keyof paths, M extends Method> = JsonBody<Operation<P, M>>;
export type Args<P extends keyof paths, M extends Method = 'get'> = PathArgs<Operation<P, M>> & QueryArgs<Operation<P, M>>;

/** What went wrong, for people.  `offline`: there was no answer at all. */
export class ApiProblem extends Error {
    constructor(
        readonly status: number,
        readonly title: string,
        readonly detail: string,
        readonly code: string,
        readonly requestId: string,
        readonly field: string,
        readonly place: string,
        readonly retryAfter: number,
    ) {
        super(detail || title);
    }
    get offline() {
        return this.status === 0;
    }
}

export type Call = {
    args?: Record<string, unknown>;
    body?: unknown;
    file?: Blob;
    signal?: AbortSignal;
    /** A change that the browser should finish even if the page is closed. */
    keepalive?: boolean;
};

const state = { csrf: '', lang: 'vi', onSignedOut: () => {} };

export const clientState = {
    setCsrf: (token: string) => void (state.csrf = token),
    hasCsrf: () => state.csrf !== '',
    setLang: (lang: string) => void (state.lang = lang),
    onSignedOut: (run: () => void) => void (state.onSignedOut = run),
};

/** The address of a request: {x} of the path filled in, the rest as a query in a fixed order (the browser's cache). */
export function addressOf(path: string, args: Record<string, unknown> = {}, lang = state.lang): string {
    const rest = new Map(Object.entries(args));
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = String(rest.get(name) ?? '');
        rest.delete(name);
        return encodeURIComponent(value);
    });
    const query = new URLSearchParams();
    for (const [name, value] of [...rest].sort(([a], [b]) => (a < b ? -1 : 1)))
        if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
    query.set('lang', lang);
    return `${filled}?${query}`;
}

/** Details begin small, to stand behind a place or a name; on a page they are a sentence. */
const sentence = (text: string) => text.slice(0, 1).toLocaleUpperCase('vi') + text.slice(1);

function problemOf(status: number, body: Partial<Schema['Problem']>, retryAfter: string | null): ApiProblem {
    return new ApiProblem(status, body.title ?? '', sentence(body.detail ?? ''), body.code ?? '', body.request_id ?? '',
        body.field ?? '', body.place ?? '', body.retry_after ?? Number(retryAfter ?? 0));
}

/** What early.ts asked for already; each answer is taken once. */
function takeEarly(method: Method, address: string): Promise<Response> | undefined {
    const { early } = globalThis as { early?: Map<string, Promise<Response>> };
    const answer = method === 'get' ? early?.get(address) : undefined;
    early?.delete(address);
    return answer;
}

async function send(method: Method, path: string, call: Call): Promise<Response> {
    const headers: Record<string, string> = { Accept: 'application/json, application/problem+json' };
    if (method !== 'get' && state.csrf) headers['X-CSRF-Token'] = state.csrf;
    let body: BodyInit | undefined;
    if (call.file) {
        headers['Content-Type'] = 'application/octet-stream';
        body = call.file;
    } else if (call.body !== undefined) {
        headers['Content-Type'] = 'application/json';
        body = JSON.stringify(call.body);
    }
    let response: Response;
    try {
        const address = addressOf(path, call.args);
        response = await (takeEarly(method, address) ?? fetch(address, {
            method: method.toUpperCase(), headers, body, signal: call.signal, keepalive: call.keepalive,
            credentials: 'same-origin',
        }));
    } catch (error) {
        if (error instanceof DOMException && error.name === 'AbortError') throw error;
        throw problemOf(0, { code: 'offline' }, null);
    }
    if (response.ok) return response;
    const problem = problemOf(response.status, await response.json().catch(() => ({})), response.headers.get('Retry-After'));
    if (response.status === 401 && path !== '/api/session') state.onSignedOut();
    throw problem;
}

/** When the answer comes out of the store of what was seen last (sw.ts): from when it is. */
export const SEEN_HEADER = 'x-baophu-seen';
export type Loaded<T> = { data: T; seenAt: string };

/** An answer that is no JSON is somebody else's: the sign-in page of a network, say. */
async function json(response: Response): Promise<unknown> {
    return response.status === 204 ? undefined : response.json().catch(() => { throw problemOf(0, { code: 'offline' }, null); });
}

export async function load<P extends PathOf<'get'>>(path: P, call: Call & { args: Args<P> }): Promise<Loaded<Answer<P>>> {
    const response = await send('get', path, call);
    return { data: (await json(response)) as Answer<P>, seenAt: response.headers.get(SEEN_HEADER) ?? '' };
}

export const get = async <P extends PathOf<'get'>>(path: P, args: Args<P>, signal?: AbortSignal): Promise<Answer<P>> =>
    (await load(path, { args, signal })).data;

type Change<P extends keyof paths, M extends Method> = {
    args?: Args<P, M>;
    body?: Body<P, M>;
    file?: Blob;
    signal?: AbortSignal;
};
function change<M extends Exclude<Method, 'get'>>(method: M) {
    return async <P extends PathOf<M>>(path: P, call: Change<P, M> = {}): Promise<Answer<P, M>> =>
        (await json(await send(method, path, call as Call))) as Answer<P, M>;
}
export const post = change('post');
export const put = change('put');
export const del = change('delete');

/** Hands an answer to the browser as a file; the server names it. */
async function handFile(response: Response, name: string) {
    const given = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('Content-Disposition') ?? '')?.[1]
        ?? /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await response.blob());
    link.download = given ? decodeURIComponent(given) : name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A document that the server writes: as much of each person as one may see; with a purpose, in full. */
export async function downloadPage<P extends PathOf<'get'>>(path: P, args: Args<P>, name: string) {
    await handFile(await send('get', path, { args }), name);
}
export async function downloadLook<P extends PathOf<'post'>>(path: P, call: { args: Args<P, 'post'>; body: Body<P, 'post'> }, name: string) {
    await handFile(await send('post', path, call as Call), name);
}

/** An export. */
export async function download<P extends PathOf<'get'>>(path: P, args: Args<P>, format: 'csv' | 'xlsx', name: string) {
    await handFile(await send('get', path, { args: { ...args, format } }), `${name}.${format}`);
}

/** A file that is asked for with more than an address holds. */
export async function downloadBy<P extends PathOf<'post'>>(path: P, call: { args?: Args<P, 'post'>; body: Body<P, 'post'> }, name: string) {
    await handFile(await send('post', path, call as Call), name);
}
