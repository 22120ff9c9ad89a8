import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserName } from '../src/ui/browser.ts';

test('browsers are called by their names', () => {
    const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0';
    assert.equal(browserName(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36`), 'Chrome · Windows');
    assert.equal(browserName(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/130.0`), 'Edge · Windows');
    assert.equal(browserName(`Mozilla/5.0 (Windows NT 6.1) ${chrome} coc_coc_browser/128 Safari/537.36`), 'Cốc Cốc · Windows');
    assert.equal(browserName('Mozilla/5.0 (Linux; Android 14; SM-A057F) AppleWebKit/537.36 SamsungBrowser/25 Chrome/121 Mobile Safari/537.36'), 'Samsung Internet · Android');
    assert.equal(browserName('Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Version/17.5 Mobile Safari/604.1'), 'Safari · iOS');
    assert.equal(browserName('Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'), 'Firefox · Linux');
    assert.equal(browserName('curl/8.5.0'), 'curl/8.5.0');
    assert.equal(browserName(''), '');
});
