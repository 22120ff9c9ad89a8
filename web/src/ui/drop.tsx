/* A file, chosen or dropped. */
import { Button } from 'antd';
import { useRef, useState } from 'react';
import type { DragEvent } from 'react';

export function Drop({ label, hint, accept, busy = false, onFile }: { label: string; hint: string; accept: string; busy?: boolean; onFile: (file: File) => void }) {
    const input = useRef<HTMLInputElement>(null);
    const [over, setOver] = useState(false);
    const drop = (event: DragEvent) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file) onFile(file);
    };
    return (
        <div className={over ? 'drop over' : 'drop'} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
            <Button type="primary" loading={busy} onClick={() => input.current?.click()}>{label}</Button>
            <span className="soft">{hint}</span>
            <input ref={input} type="file" accept={accept} hidden aria-label={label} onChange={(event) => {
                const file = event.target.files?.[0];
                event.target.value = ''; // the same file may be chosen again after it was mended
                if (file) onFile(file);
            }} />
        </div>
    );
}
