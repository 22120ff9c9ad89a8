// A real OpenID provider for the tests.  Who comes is signed in at once as whom GET /as?user=… named last; with
// &twist=nonce (audience, issuer, expired, key) the ID token says something else, under the provider's own signature.
//     NOW=2026-11-15T08:00:00+07:00 REDIRECT=http://127.0.0.1:8080/api/oidc/callback node provider.mjs
import http from 'node:http';

const real = Date.now.bind(Date);
const shift = Date.parse(process.env.NOW) - real();
Date.now = () => real() + shift;

const { default: Provider } = await import('oidc-provider');
const users = {
    an: { email: 'an@example.vn', email_verified: true },
    binh: { email: 'an@example.vn', email_verified: true },
    chua: { email: 'chua@example.vn', email_verified: false },
    la: { email: 'nguoi.la@example.vn', email_verified: true },
};
let user = 'an';
let twist = '';
const algorithm = process.env.ALG || 'RS256';
const jose = await import('jose');
const { privateKey } = await jose.generateKeyPair(algorithm, { extractable: true });
const foreign = await jose.generateKeyPair(algorithm);
const server = http.createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
    clients: [{
        client_id: 'bao-phu', client_secret: 's3cret: of/the+test%', redirect_uris: [process.env.REDIRECT],
        id_token_signed_response_alg: algorithm,
    }],
    pkce: { required: () => true },
    claims: { email: ['email', 'email_verified'] },
    conformIdTokenClaims: process.env.EMAIL_IN_TOKEN !== 'yes',
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...users[sub] }) }),
    cookies: { keys: ['tests'] },
    jwks: { keys: [{ ...(await jose.exportJWK(privateKey)), alg: algorithm, use: 'sig', kid: 'one' }] },
});

// The same token with one claim that does not hold.
function twisted(token) {
    const claims = jose.decodeJwt(token);
    const other = {
        nonce: { nonce: 'of-another-question' },
        audience: { aud: 'another-client' },
        issuer: { iss: 'https://another.example.vn' },
        expired: { iat: claims.iat - 7200, exp: claims.iat - 3600 },
        key: {},
    }[twist];
    return new jose.SignJWT({ ...claims, ...other })
        .setProtectedHeader({ alg: algorithm, kid: 'one' })
        .sign(twist === 'key' ? foreign.privateKey : privateKey);
}

async function interact(ctx) {
    const { params, prompt, session } = await provider.interactionDetails(ctx.req, ctx.res);
    if (user === 'khong')
        return provider.interactionFinished(ctx.req, ctx.res, { error: 'access_denied' });
    const result = { login: { accountId: user } };
    if (prompt.name === 'consent') {
        const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
        grant.addOIDCScope('openid email');
        result.consent = { grantId: await grant.save() };
    }
    return provider.interactionFinished(ctx.req, ctx.res, result);
}

provider.use(async (ctx, next) => {
    if (ctx.path.startsWith('/interaction/')) {
        ctx.respond = false;
        await interact(ctx);
    } else if (ctx.path === '/as') {
        user = ctx.query.user;
        twist = ctx.query.twist ?? '';
        ctx.body = 'ok';
    } else {
        await next();
        if (ctx.path === '/token' && twist && ctx.body?.id_token)
            ctx.body = { ...ctx.body, id_token: await twisted(ctx.body.id_token) };
    }
});
const handle = provider.callback();
// Its cookies would have ended days ago for a browser that knows the real time.
const lasting = (cookie) => cookie.replace(/; expires=[^;]*/i, '');
server.on('request', (request, response) => {
    const set = response.setHeader.bind(response);
    response.setHeader = (name, value) =>
        set(name, name.toLowerCase() === 'set-cookie' ? [value].flat().map(lasting) : value);
    handle(request, response);
});
console.log(`${issuer}\n`);
