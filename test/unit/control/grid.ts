// Sites made at random, and what their lines carry, worked out by hand: this file shares nothing with what it judges.

import fc from 'fast-check';
import { loadsOf } from '../../../src/control/envelope.ts';
import type { Load } from '../../../src/control/envelope.ts';
import { fallbacksOf } from '../../../src/control/fits.ts';
import type { Evse, Site } from '../../../src/model/config/site.ts';
import type { EvseKey } from '../../../src/model/ids.ts';

const wirings: readonly Evse['phases'][] = ['unknown', 'L1L2L3', 'L2L3L1', 'L3L1L2', 'L1', 'L2', 'L3', 'L2L3'];

interface Post {
  readonly circuit: number;
  readonly phases: Evse['phases'];
  readonly maxAmps: number;
  readonly minAmps: number;
  readonly fallbackAmps: number | 'auto';
}

/** A tree of up to four circuits, and the posts on them. */
export const anySite = (posts = 8, leastAmps = 6): fc.Arbitrary<Site> => {
  const post = fc.record({
    circuit: fc.nat(3),
    phases: fc.constantFrom(...wirings),
    maxAmps: fc.constantFrom(10, 16, 32, 63),
    minAmps: fc.constantFrom(6, 6, 6, 0),
    fallbackAmps: fc.constantFrom<number | 'auto'>('auto', 'auto', 0, 6, 8),
  });
  const circuit = fc.record({
    parent: fc.nat(2),
    limitAmps: fc.integer({ min: leastAmps, max: 120 }),
    base: fc.nat(20),
  });
  return fc
    .record({
      circuits: fc.array(circuit, { minLength: 4, maxLength: 4 }),
      posts: fc.array(post, { minLength: 1, maxLength: posts }),
    })
    .map(({ circuits, posts: list }) => siteOf(circuits, list));
};

function siteOf(
  circuits: readonly { parent: number; limitAmps: number; base: number }[],
  posts: readonly Post[],
): Site {
  return {
    id: 'site',
    name: 'Site',
    timezone: 'UTC',
    supply: 'tn400',
    circuits: circuits.map(({ parent, limitAmps, base }, at) => ({
      id: `C${at}`,
      limitAmps,
      worstCaseBaseAmps: Math.min(base, limitAmps),
      // Each hangs on one before it, so that there is one tree.
      ...(at > 0 && { parent: `C${parent % at}` }),
    })),
    stations: posts.map(({ circuit, phases, maxAmps, minAmps, fallbackAmps }, at) => ({
      id: `P${at}`,
      circuit: `C${circuit}`,
      state: 'installed',
      evses: [{ id: 1, maxAmps, minAmps: Math.min(minAmps, maxAmps), phases }],
      sampleSeconds: 10,
      fallbackAmps,
      security: { profile: 0 },
    })),
    uplinks: [],
  } as unknown as Site;
}

/** Every line of every circuit, with what it can carry and the EVSEs that draw from it. */
export interface Line {
  readonly circuit: string;
  readonly line: number;
  readonly freeAmps: number;
  readonly evses: ReadonlySet<string>;
}

export function linesOf(site: Site): Line[] {
  const above = new Map(site.circuits.map(({ id, parent }) => [id as string, parent as string | undefined]));
  const isUnder = (circuit: string, top: string): boolean => {
    for (let at: string | undefined = circuit; at !== undefined; at = above.get(at)) if (at === top) return true;
    return false;
  };
  return site.circuits.flatMap(({ id, limitAmps, worstCaseBaseAmps }) =>
    [1, 2, 3].map((line) => ({
      circuit: id,
      line: line - 1,
      freeAmps: limitAmps - worstCaseBaseAmps,
      evses: new Set(
        site.stations.flatMap((station) =>
          station.evses
            .filter(
              ({ phases }) => isUnder(station.circuit, id) && (phases === 'unknown' || phases.includes(`L${line}`)),
            )
            .map((evse) => `${station.id}/${evse.id}`),
        ),
      ),
    })),
  );
}

/** What the EVSEs of a line draw together. */
export const sumOn = ({ evses }: Line, amps: (evse: string) => number): number =>
  [...evses].reduce((sum, evse) => sum + amps(evse), 0);

/** A site whose fallbacks fit, with the loads and fallbacks of it. */
export interface Fitted {
  readonly site: Site;
  readonly loads: readonly Load[];
  readonly fallback: ReadonlyMap<EvseKey, number>;
}

export function fitted(site: Site): Fitted | undefined {
  const loads = loadsOf(site);
  const { amps, room } = fallbacksOf(site.circuits, loads);
  return Math.min(...room) < -1e-3 ? undefined : { site, loads, fallback: amps };
}
