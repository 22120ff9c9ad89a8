/* What the cell that was typed into last can be, asked where the whole cannot be shared out. */
import { useEffect, useState } from 'react';
import { post } from '../../api/client.ts';
import type { Answer } from '../../api/client.ts';
import { spotKey } from './ask.ts';
import type { Ask, Spot } from './ask.ts';

export type Room = Answer<'/api/allocations/room', 'post'>;

/** null while nothing is impossible, or it is not known yet. */
export function useRoom(ask: Ask, spot: Spot | null, impossible: boolean): Room | null {
    const [room, setRoom] = useState<{ key: string; room: Room } | null>(null);
    const held = spot && ask.cells?.some((cell) => spotKey(cell) === spotKey(spot));
    const key = impossible && held ? `${spotKey(spot)} ${JSON.stringify(ask)}` : '';
    useEffect(() => {
        if (!key || !spot) return;
        const abort = new AbortController();
        post('/api/allocations/room', { body: { ask, unit: spot.unit, year: spot.year, voluntary: spot.voluntary }, signal: abort.signal })
            .then((found) => setRoom({ key, room: found }), () => undefined); // the sentence of the whole stands
        return () => abort.abort();
    }, [key]);
    return room && room.key === key ? room.room : null;
}
