import { envelopeRemovals } from './envelope.ts';
import { leaseRemovals } from './leases.ts';
import { measuredRemovals } from './measured.ts';
import { meterRemovals } from './meters.ts';
import { outsideRemovals } from './outside.ts';
import type { Removal } from './removal.ts';
import { stationRemovals } from './stations.ts';

export const removals: readonly Removal[] = [
  ...envelopeRemovals,
  ...leaseRemovals,
  ...measuredRemovals,
  ...meterRemovals,
  ...outsideRemovals,
  ...stationRemovals,
];
