import type { Bench } from './figures.ts';
export const recovery = (): Promise<Bench> => Promise.reject(new Error('not here'));
