import { envelopeRemovals } from './envelope.ts';
import { measuredRemovals } from './measured.ts';
import type { Removal } from './removal.ts';

export const removals: readonly Removal[] = [...envelopeRemovals, ...measuredRemovals];
