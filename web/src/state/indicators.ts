import type { Schema } from '../api/client.ts';
import { useGet } from '../api/hooks.ts';

const none: Schema['Indicator'][] = [];

/** All statistical indicators; empty until they are there. */
export const useIndicators = (): Schema['Indicator'][] => useGet('/api/indicators', {}).data?.rows ?? none;
