/* A browser by its name, of what it says of itself. */
type Names = [RegExp, string][];

const BROWSERS: Names = [[/coc_coc/i, 'Cốc Cốc'], [/Edg/, 'Edge'], [/OPR\//, 'Opera'], [/SamsungBrowser/, 'Samsung Internet'], [/Firefox|FxiOS/, 'Firefox'], [/Chrome|CriOS/, 'Chrome'], [/Safari/, 'Safari']];
const SYSTEMS: Names = [[/Windows/, 'Windows'], [/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Mac OS X/, 'macOS'], [/CrOS/, 'ChromeOS'], [/Linux/, 'Linux']];
const named = (agent: string, names: Names) => names.find(([sign]) => sign.test(agent))?.[1];

/** "Chrome · Windows"; what is no browser comes back as far as its version: "curl/8.5". */
export function browserName(agent: string): string {
    const parts = [named(agent, BROWSERS), named(agent, SYSTEMS)].filter(Boolean);
    return parts.length ? parts.join(' · ') : (agent.split(' ')[0] ?? '');
}
