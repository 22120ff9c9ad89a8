/* Unit, period and base of every page: what the address says, else what the account has. */
import { createContext, useContext, useMemo } from 'react';
import type { Schema } from '../api/client.ts';
import { useGet } from '../api/hooks.ts';
import type { Query } from '../api/hooks.ts';
import { useSession } from './session.ts';
import { usePlace } from './use_address.ts';
import type { Base } from './address.ts';

export type Province = Schema['ProvinceEntry'];
export type Context = {
    provinces: Query<{ rows: Province[] }>;
    province: Province | undefined;
    /** For requests: args({ indicator }) has province, period and base. */
    args: { province: string; period?: string; base?: Base };
    period: string;
    base: Base | '';
};

export const ContextContext = createContext<Context | null>(null);

export function usePageContext(): Context {
    const context = useContext(ContextContext);
    if (!context) throw new Error('usePageContext outside of the shell');
    return context;
}

/** The year after the last figures: for which one plans. */
export const nextYear = (province: Province | undefined): number => (Number(province?.last_period?.slice(0, 4)) || new Date().getFullYear()) + 1;

export function useContextOfAddress(): Context {
    const place = usePlace();
    const { session } = useSession();
    const provinces = useGet('/api/provinces', session.limited ? null : {}); // until the second factor is set up there is no answer
    const rows = provinces.data?.rows;
    return useMemo(() => {
        const withFigures = rows?.filter((row) => row.last_period);
        const province = place.unit ? rows?.find((row) => row.code === place.unit) : (withFigures?.[0] ?? rows?.[0]);
        const args: Context['args'] = { province: province?.code ?? '' };
        if (place.period) args.period = place.period;
        if (place.base) args.base = place.base;
        return { provinces, province, args, period: place.period || (province?.last_period ?? ''), base: place.base || (province?.bases?.[0] ?? '') };
    }, [rows, provinces.problem, provinces.loading, place.unit, place.period, place.base]);
}
