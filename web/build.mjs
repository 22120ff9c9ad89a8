// Builds web/dist:  node build.mjs [--watch] [--no-check] [--stamp FILE --depfile FILE --target NAME]
//   types of the API from ../api/openapi.yaml, tsc, esbuild with content hashes, .gz neighbours, the budget.
// One stylesheet and no inline code: the pages run under a Content-Security-Policy without 'unsafe-inline'.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(here, process.env.BAOPHU_WEB_DIST ?? 'dist');
const watch = process.argv.includes('--watch');
const option = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : '');
const BUDGET = 180_000; // bytes, compressed, until the overview shows figures
const PHONE_BUDGET = 60_000; // bytes, compressed, of /viec beside that

/** Types of every route, so that a page that asks for what the server does not give fails here. */
export function writeTypes() {
    const bin = join(here, 'node_modules/openapi-typescript/bin/cli.js');
    execFileSync(process.execPath, [bin, join(here, '../api/openapi.yaml'), '-o', join(here, 'src/api/types.d.ts')],
        { stdio: ['ignore', 'ignore', 'inherit'] });
}

function checkTypes() {
    const tsc = join(here, 'node_modules/typescript/bin/tsc');
    for (const project of ['tsconfig.json', 'tsconfig.worker.json', 'tsconfig.test.json'])
        execFileSync(process.execPath, [tsc, '-p', join(here, project)], { stdio: 'inherit' });
}

/** antd writes <style> elements, which the policy forbids; ui/adopted.ts does the same with constructed sheets. */
const adoptedStyles = {
    name: 'adopted-styles',
    setup(build) {
        build.onResolve({ filter: /Dom\/dynamicCSS$/ }, () => ({ path: join(here, 'src/ui/adopted.ts') }));
    },
};

/** Parts that come later import src/core.ts: what is shared by all of them then is one chunk. */
const oneCore = {
    name: 'one-core',
    setup(build) {
        build.onLoad({ filter: /\/src\/(pages\/.*|ui\/(search|antd|path_chart))\.tsx$/ }, ({ path }) => ({
            contents: `import ${JSON.stringify(join(here, 'src/core.ts'))};\n${readFileSync(path, 'utf8')}`, loader: 'tsx',
        }));
    },
};

const common = {
    absWorkingDir: here,
    bundle: true,
    minify: !watch,
    sourcemap: watch ? 'linked' : false,
    target: ['chrome91', 'firefox101', 'safari16.4'],
    define: { 'process.env.NODE_ENV': watch ? '"development"' : '"production"' },
    legalComments: 'none',
    loader: { '.woff2': 'file', '.svg': 'file' },
    logLevel: 'warning',
    metafile: true,
};

function pages(extra = {}) {
    return {
        ...common,
        entryPoints: { app: 'src/main.tsx', early: 'src/early.ts' },
        outdir: join(out, 'assets'),
        format: 'esm',
        splitting: true,
        entryNames: '[name]-[hash]',
        chunkNames: '[name]-[hash]',
        assetNames: '[name]-[hash]',
        publicPath: '/assets',
        jsx: 'automatic',
        mainFields: ['module', 'browser', 'main'],
        plugins: [adoptedStyles, oneCore],
        ...extra,
    };
}

const outputName = (path) => path.replace(/^.*\/assets\//, '/assets/');

/** The outputs of some entries and all that they import statically. */
function reach(meta, entries) {
    const outputs = new Map(Object.entries(meta.outputs).map(([path, about]) => [outputName(path), about]));
    const seen = new Set();
    const walk = (name) => {
        if (seen.has(name) || !outputs.has(name)) return;
        seen.add(name);
        const about = outputs.get(name);
        if (about.cssBundle) walk(outputName(about.cssBundle));
        for (const part of about.imports) if (part.kind !== 'dynamic-import') walk(outputName(part.path));
    };
    for (const [name, about] of outputs) if (entries.includes(about.entryPoint)) walk(name);
    return [...seen].filter((name) => !name.endsWith('.map'));
}

/** What the browser needs before it shows the overview. */
const firstLoad = (meta) => reach(meta, ['src/main.tsx', 'src/early.ts', 'src/pages/overview/overview.tsx']);

/** What the page of a phone needs beside that. */
const phoneLoad = (meta) => reach(meta, ['src/pages/work/work.tsx']).filter((name) => !firstLoad(meta).includes(name));

function writeIndex(meta) {
    const entry = Object.entries(meta.outputs).find(([, about]) => about.entryPoint === 'src/main.tsx');
    const script = outputName(entry[0]);
    const style = outputName(entry[1].cssBundle);
    const early = outputName(Object.entries(meta.outputs).find(([, about]) => about.entryPoint === 'src/early.ts')[0]);
    const first = firstLoad(meta);
    const fonts = first.filter((name) => /-400-.*woff2$/.test(name));
    const parts = first.filter((name) => name.endsWith('.js') && name !== script && name !== early);
    const html = readFileSync(join(here, 'src/index.html'), 'utf8')
        .replace('<!-- assets -->', [
            `<script type="module" async src="${early}"></script>`,
            `<link rel="stylesheet" href="${style}">`,
            `<script type="module" src="${script}"></script>`,
            ...parts.map((name) => `<link rel="modulepreload" href="${name}">`),
            ...fonts.map((name) => `<link rel="preload" href="${name}" as="font" type="font/woff2" crossorigin>`),
        ].join('\n        '));
    writeFileSync(join(out, 'index.html'), html);
}

/** The worker keeps the shell: it is told which files that is, and changes when they do. */
async function writeWorker(meta) {
    const shell = Object.keys(meta.outputs).map(outputName).filter((name) => !name.endsWith('.map'));
    const version = createHash('sha256').update(shell.join()).digest('hex').slice(0, 16);
    const first = firstLoad(meta);
    const rest = shell.filter((name) => !first.includes(name));
    const { metafile } = await esbuild.build({
        ...common,
        entryPoints: ['src/sw.ts'],
        outfile: join(out, 'sw.js'),
        format: 'iife',
        define: { ...common.define, SHELL: JSON.stringify(first), REST: JSON.stringify(rest), VERSION: JSON.stringify(version) },
    });
    return metafile;
}

function compress(folder) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) compress(path);
        else if (/\.(js|css|html|svg|webmanifest|json)$/.test(entry.name))
            writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: constants.Z_BEST_COMPRESSION }));
    }
}

function checkBudget(what, names, most) {
    let total = 0;
    const parts = names.map((name) => {
        const file = join(out, name);
        const size = readFileSync(existsSync(`${file}.gz`) ? `${file}.gz` : file).length;
        total += size;
        return `  ${String(size).padStart(8)}  ${name}`;
    });
    console.log(`${parts.join('\n')}\n  ${String(total).padStart(8)}  ${what}, compressed (at most ${most})`);
    if (total > most) throw new Error(`${what} of ${total} bytes is over the budget of ${most}`);
}

/** For the build outside: what all of this was made from. */
function writeStamp(inputs) {
    const stamp = option('--stamp');
    if (!stamp) return;
    const own = inputs.filter((path) => !path.includes('node_modules/')).map((path) => resolve(here, path));
    const other = ['public/icon.svg', 'public/manifest.webmanifest', 'src/index.html'].map((path) => join(here, path));
    writeFileSync(option('--depfile'), `${option('--target')}: ${[...own, ...other].map((path) => path.replace(/ /g, '\\ ')).join(' ')}\n`);
    writeFileSync(stamp, '');
}

async function build() {
    writeTypes();
    if (!process.argv.includes('--no-check')) checkTypes();
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out, { recursive: true });
    cpSync(join(here, 'public'), out, { recursive: true });
    const { metafile } = await esbuild.build(pages());
    writeIndex(metafile);
    const worker = await writeWorker(metafile);
    compress(out);
    checkBudget('first load', ['/index.html', ...firstLoad(metafile)], BUDGET);
    checkBudget('page of a phone', phoneLoad(metafile), PHONE_BUDGET);
    writeStamp([...Object.keys(metafile.inputs), ...Object.keys(worker.inputs)]);
}

async function watchPages() {
    const finish = {
        name: 'finish',
        setup(build) {
            build.onEnd(async ({ metafile }) => {
                if (!metafile) return;
                writeIndex(metafile);
                await writeWorker(metafile);
            });
        },
    };
    writeTypes();
    mkdirSync(out, { recursive: true });
    cpSync(join(here, 'public'), out, { recursive: true });
    const context = await esbuild.context(pages({ plugins: [adoptedStyles, oneCore, finish] }));
    await context.watch();
}

try {
    await (watch ? watchPages() : build());
} catch (error) {
    console.error(error.message ?? error);
    process.exitCode = 1;
}
