/* Ctrl K: any commune, document, indicator or page, by a name without diacritics. */
import { Input, Modal } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { get } from '../api/client.ts';
import { pages } from '../pages.ts';
import { moveTo, writePlace } from '../state/address.ts';
import { usePageContext } from '../state/context.ts';
import { may, useSession } from '../state/session.ts';
import { go, placeNow } from '../state/use_address.ts';
import { t } from '../text/text.ts';
import type { Key } from '../text/text.ts';
import { holds } from '../vn/fold.ts';

type Hit = { key: string; kind: string; name: string; detail: string; to: string };

function target(kind: string, code: string): string {
    const now = placeNow();
    if (kind === 'commune') return writePlace(moveTo(now, `/tien-do/${encodeURIComponent(code)}`));
    if (kind === 'document') return writePlace(moveTo(now, '/chi-tieu', { document: code }));
    return writePlace(moveTo(now, '/tien-do', { indicator: code }));
}

function useHits(typed: string): { hits: Hit[]; asked: boolean } {
    const { session } = useSession();
    const { province } = usePageContext();
    const [answer, setAnswer] = useState<{ q: string; rows: Hit[] }>({ q: '', rows: [] });
    const q = typed.trim();
    useEffect(() => {
        if (!q) return;
        const abort = new AbortController();
        const wait = setTimeout(() => {
            get('/api/search', { q, province: province?.code }, abort.signal).then(
                ({ rows }) => setAnswer({
                    q, rows: rows.map((row) => ({ key: row.kind + row.code, kind: t(`search.${row.kind}` as Key), name: row.name, detail: row.detail ?? '', to: target(row.kind, row.code) })),
                }),
                () => undefined,
            );
        }, 80);
        return () => {
            clearTimeout(wait);
            abort.abort();
        };
    }, [q, province?.code]);
    const own = useMemo(() => pages
        .filter((page) => page.tab && may(session, page.permission) && holds(t(page.name), q))
        .map((page) => ({ key: page.path, kind: t('search.page'), name: t(page.name), detail: '', to: writePlace(moveTo(placeNow(), page.path)) })), [q, session]);
    return { hits: q ? [...own, ...answer.rows] : own, asked: answer.q === q };
}

export default function Search({ onClose }: { onClose: () => void }) {
    const [typed, setTyped] = useState('');
    const [at, setAt] = useState(0);
    const { hits, asked } = useHits(typed);
    const list = useRef<HTMLUListElement>(null);
    useEffect(() => setAt(0), [typed]);
    useEffect(() => {
        list.current?.children[at]?.scrollIntoView({ block: 'nearest' }); // newer browsers give a promise: not for React
    }, [at]);
    const open = (hit: Hit | undefined) => {
        if (!hit) return;
        onClose();
        go(hit.to);
    };
    const key = (event: KeyboardEvent) => {
        const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
        if (step) {
            event.preventDefault();
            setAt((now) => Math.max(0, Math.min(hits.length - 1, now + step)));
        } else if (event.key === 'Enter') open(hits[at]);
    };
    return (
        <Modal open onCancel={onClose} footer={null} closable={false} title={t('search.title')} width={560} style={{ top: 80 }}>
            <Input autoFocus size="large" value={typed} maxLength={200} placeholder={t('search.hint')} onKeyDown={key}
                onChange={(event) => setTyped(event.target.value)} role="combobox" aria-expanded="true" aria-controls="hits"
                aria-label={t('search.title')} aria-activedescendant={hits[at] ? `hit-${at}` : undefined} />
            <ul className="hits" id="hits" role="listbox" aria-label={t('search.title')} ref={list}>
                {hits.map((hit, i) => (
                    <li key={hit.key} id={`hit-${i}`} role="option" aria-selected={i === at} onMouseEnter={() => setAt(i)} onClick={() => open(hit)}>
                        <span>{hit.name}</span> <span className="soft">{hit.detail || hit.kind}</span>
                    </li>
                ))}
            </ul>
            {typed.trim() && asked && hits.length === 0 ? <p className="soft">{t('search.none', { what: typed.trim() })}</p> : null}
        </Modal>
    );
}
