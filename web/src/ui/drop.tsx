/* A file, chosen or dropped; one that cannot be what the page takes is told at once and not sent. */
import { Button } from 'antd';
import { useRef, useState } from 'react';
import type { DragEvent } from 'react';
import { faultOfFile } from './file_fault.ts';

export const FILE_MOST = 64 * 1024 * 1024;

/** `onFault`: another file than the last was chosen, and it is no good. */
export function Drop({ label, hint, accept, most = FILE_MOST, busy = false, onFile, onFault }: { label: string; hint: string; accept: string; most?: number; busy?: boolean; onFile: (file: File) => void; onFault?: () => void }) {
    const input = useRef<HTMLInputElement>(null);
    const [over, setOver] = useState(false);
    const [fault, setFault] = useState('');
    const take = async (file: File) => {
        const found = await faultOfFile(file, accept, most);
        setFault(found);
        if (found) onFault?.();
        else onFile(file);
    };
    const drop = (event: DragEvent) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file) void take(file);
    };
    return (
        <div className={over ? 'drop over' : 'drop'} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
            <Button type="primary" loading={busy} onClick={() => input.current?.click()}>{label}</Button>
            <span className="soft">{hint}</span>
            <input ref={input} type="file" accept={accept} hidden aria-label={label} onChange={(event) => {
                const file = event.target.files?.[0];
                event.target.value = ''; // the same file may be chosen again after it was mended
                if (file) void take(file);
            }} />
            {fault ? <p className="bad drop-fault" role="alert">{fault}</p> : null}
        </div>
    );
}
