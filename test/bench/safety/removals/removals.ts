import { envelopeRemovals } from './envelope.ts';
import type { Removal } from './removal.ts';

export const removals: readonly Removal[] = [...envelopeRemovals];
