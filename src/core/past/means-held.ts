// Means of a minute while it lasts.

import type { Span } from '../../uplink/mqtt/span.ts';
import { joined, meanOf, spanOf } from '../../uplink/mqtt/span.ts';
import type { SiteMeans } from '../ports/minute.ts';

/** What held for so long, beside what held before. */
export type MeansHeld = Partial<Record<keyof SiteMeans, Span>>;

export function holdMeans(held: MeansHeld, means: SiteMeans, ms: number): MeansHeld {
  const next: MeansHeld = { ...held };
  for (const name of Object.keys(means) as (keyof SiteMeans)[])
    next[name] = joined(held[name], spanOf(means[name]!, ms))!;
  return next;
}

export const meansOf = (held: MeansHeld): SiteMeans =>
  Object.fromEntries(Object.entries(held).map(([name, span]) => [name, meanOf(span)]));
