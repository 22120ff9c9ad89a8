/* Signing out with something unsent: what happens to it, and the way to send it first. */
import { useEffect, useRef, useState } from 'react';
import { sendWork } from '../../state/at_work.ts';
import { say } from '../../text/work.ts';
import { Button } from '../../ui/plain.tsx';

export default function Leaving({ account, count, onLeave, onStay }: { account: string; count: number; onLeave: () => Promise<void>; onStay: () => void }) {
    const box = useRef<HTMLDialogElement>(null);
    const [busy, setBusy] = useState(false);
    const [failed, setFailed] = useState(false);
    useEffect(() => box.current?.showModal(), []);
    const send = async () => {
        setBusy(true);
        const sent = await sendWork(account);
        setBusy(false);
        if (sent) await onLeave();
        else setFailed(true);
    };
    return (
        <dialog className="phone phone-leave" ref={box} aria-labelledby="leaving" onCancel={onStay}>
            <div className="stack">
                <h2 id="leaving">{say('leave', { count })}</h2>
                <p>{say('leave.what')}</p>
                {failed ? <p className="bad" role="alert">{say('leave.failed')}</p> : null}
                <Button kind="primary" busy={busy} onClick={() => void send()}>{say('leave.send')}</Button>
                <Button onClick={() => void onLeave()}>{say('leave.go')}</Button>
                <Button onClick={onStay}>{say('leave.stay')}</Button>
            </div>
        </dialog>
    );
}
