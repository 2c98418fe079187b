// The keys that a central system gave a station that the gateway stands for, until it is known which of them counts.

import type { UpstreamKeyProved, UpstreamKeyTaken } from '../model/fact/uplink.ts';

export interface UpstreamKeys {
  /** For this place only: nobody else gets to see them. */
  readonly url: string;
  /** What it was given, sealed, the newest first. */
  readonly sealed: readonly string[];
  /** A mark of the key that the first of them took the place of: another one there was given later. */
  readonly instead: string;
  /** The first of them opened a connection. */
  readonly isProved: boolean;
}

/** As many changes may have no end that is known: the rest is forgotten, the oldest first. */
const mostKeys = 4;

export function foldUpstreamKeys(
  before: UpstreamKeys | undefined,
  fact: UpstreamKeyTaken | UpstreamKeyProved,
): UpstreamKeys | undefined {
  if (fact.kind === 'UpstreamKeyTaken') {
    const { key, instead, url } = fact;
    const older = before?.url === url ? before.sealed.filter((one) => one !== key) : [];
    return { url, sealed: [key, ...older].slice(0, mostKeys), instead, isProved: false };
  }
  if (before === undefined || fact.key === undefined) return undefined;
  return { ...before, sealed: [fact.key], isProved: true };
}
