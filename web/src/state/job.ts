/* A job of the server while it runs: told by its stream of events, asked for where the stream does not come through. */
import { useEffect, useState } from 'react';
import { addressOf, get } from '../api/client.ts';
import type { Schema } from '../api/client.ts';

export type Job = Schema['Job'];
export const jobOver = (job: Job) => !['waiting', 'running'].includes(job.state);
const ASK_MS = 2000;

export function useJob(first: Job | null): Job | null {
    const [job, setJob] = useState(first);
    const id = first?.id ?? '';
    useEffect(() => {
        setJob(first);
        if (!first || jobOver(first)) return;
        let timer: ReturnType<typeof setTimeout> | undefined;
        let stopped = false;
        const source = new EventSource(addressOf('/api/jobs/{id}/events', { id }));
        const take = (now: Job) => {
            setJob(now);
            if (jobOver(now)) source.close();
        };
        const ask = async () => {
            const now = await get('/api/jobs/{id}', { id }).catch(() => null);
            if (stopped) return;
            if (now) setJob(now);
            if (!now || !jobOver(now)) timer = setTimeout(() => void ask(), ASK_MS);
        };
        source.onmessage = (event) => take(JSON.parse(String(event.data)) as Job);
        source.onerror = () => {
            source.close();
            if (!stopped && timer === undefined) void ask();
        };
        return () => {
            stopped = true;
            source.close();
            clearTimeout(timer);
        };
    }, [id]);
    return job;
}
