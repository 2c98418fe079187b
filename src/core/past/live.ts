import type { EvseKey } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { never } from '../../model/time.ts';
import type { Collecting } from '../feed/collect.ts';
import type { SiteMeans } from '../ports/minute.ts';
import type { MeansHeld } from './means-held.ts';
import type { Figures } from '../feed/seen.ts';

export interface PastLive {
  /** When the minute ends. */
  dueAt: Mono;
  /** The last look; what it saw holds until the next. */
  before: Figures | undefined;
  open: Collecting | undefined;
  readonly registers: Map<EvseKey | 'grid', number>;
  /** What flowed in from the grid in this minute; what is fed in takes nothing off it. */
  importWms: number;
  importMs: number;
  /** Of the site at the last look, and over this minute. */
  siteBefore: SiteMeans;
  means: MeansHeld;
}

export const newPastLive = (): PastLive => ({
  dueAt: never,
  before: undefined,
  open: undefined,
  registers: new Map(),
  importWms: 0,
  importMs: 0,
  siteBefore: {},
  means: {},
});
