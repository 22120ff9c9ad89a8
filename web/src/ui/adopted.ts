/* Stands in for rc-util/Dom/dynamicCSS (see build.mjs): the same functions, but the rules go into constructed style
 * sheets.  A policy of `style-src 'self'` refuses <style> elements that a script writes; constructed sheets it allows. */
type Handle = { setAttribute(name: string, value: string): void };
type Option = { priority?: number; prepend?: boolean | 'queue' };

const sheets = new Map<string, { sheet: CSSStyleSheet; css: string; priority: number }>();
const handles = new Map<string, Handle>();

/* At once, not later: layout effects of the same commit measure what the rules make. */
function adopt() {
    const ordered = [...sheets.values()].sort((a, b) => a.priority - b.priority).map((entry) => entry.sheet);
    document.adoptedStyleSheets = ordered;
}

export function updateCSS(css: string, key: string, option: Option = {}): Handle {
    let handle = handles.get(key);
    if (!handle) {
        handle = { setAttribute() {} };
        handles.set(key, handle);
    }
    const known = sheets.get(key);
    if (known?.css === css) return handle;
    const sheet = known?.sheet ?? new CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(key, { sheet, css, priority: option.priority ?? 0 });
    if (!known) adopt();
    return handle;
}

export function removeCSS(key: string) {
    handles.delete(key);
    if (sheets.delete(key)) adopt();
}

let injected = 0;
export function injectCSS(css: string, option: Option = {}) {
    injected += 1;
    return updateCSS(css, `injected-${injected}`, option);
}

export function clearContainerCache() {}
