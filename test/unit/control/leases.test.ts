// P3 with leases: stations that let limits end and stations that keep them, clocks that are off, answers that are lost, crashes,
// and a gateway that dies at any moment. The stations keep profiles with their ends by clocks of their own, and share nothing
// with what is counted.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Site } from '../../../src/model/config/site.ts';
import { anySite, fitted } from './grid.ts';
import type { Event, Fate } from './leased-depot.ts';
import { Depot } from './leased-depot.ts';

const place = fc.nat(4);
const isPrompt = fc.constantFrom(true, true, false);
const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('fate' as const),
      at: place,
      fate: fc.constantFrom<Fate>('accepted', 'accepted', 'accepted', 'accepted', 'refused', 'lostThere', 'lostBack'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('start' as const, 'stop' as const), at: place }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('away' as const, 'back' as const), at: place }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('sleep' as const), seconds: fc.constantFrom(1, 9, 21, 70), isPrompt }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('sleep' as const), seconds: fc.constantFrom(500, 840), isPrompt }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('cap' as const), at: place, amps: fc.constantFrom(0, 0, 7, undefined) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), seconds: fc.constantFrom(2, 30, 200) }) },
);

/** One fuse, and vehicles that all want more than there is. */
function tightSite(posts: number, freeAmps: number): Site {
  const evse = { id: 1, maxAmps: 32, minAmps: 6, phases: 'L1L2L3' };
  const station = { circuit: 'C0', state: 'installed', sampleSeconds: 10, fallbackAmps: 'auto', evses: [evse] };
  return {
    ...{ id: 'site', name: 'Site', timezone: 'UTC', supply: 'tn400', uplinks: [] },
    circuits: [{ id: 'C0', limitAmps: 20 + freeAmps, worstCaseBaseAmps: 20 }],
    stations: Array.from({ length: posts }, (_one, at) => ({ ...station, id: `P${at}`, security: { profile: 0 } })),
  } as unknown as Site;
}

const anyTightSite = fc
  .record({ posts: fc.integer({ min: 2, max: 5 }), freeAmps: fc.integer({ min: 6, max: 42 }) })
  .map(({ posts, freeAmps }) => tightSite(posts, freeAmps));

const anyDepot = fc.record({
  site: fc.oneof(anyTightSite, anySite(5, 40)).filter((site) => fitted(site) !== undefined),
  leased: fc.array(fc.constantFrom(true, true, false), { minLength: 5, maxLength: 5 }),
  clockErrors: fc.array(fc.constantFrom(0, 2, -2, 1), { minLength: 5, maxLength: 5 }),
  moreAmps: fc.constantFrom(0, 6, 20, 60),
});

describe('leases', () => {
  const sleep = (seconds: number): Event => ({ kind: 'sleep', seconds, isPrompt: true });
  const cap = (at: number, amps?: number): Event => ({ kind: 'cap', at, amps });
  const start = (at: number): Event => ({ kind: 'start', at });
  const away = (at: number): Event => ({ kind: 'away', at });
  const wait: Event = { kind: 'sleep', seconds: 1, isPrompt: false };

  it.each<[string, { freeAmps: number; leased: boolean[]; events: Event[] }]>([
    [
      'counts one below its fallback that is cut off with that, before a lease above another could outlive it',
      { freeAmps: 12, leased: [true], events: [start(0), start(1), cap(0, 0), sleep(40), away(0), sleep(836)] },
    ],
    [
      'gives nobody the room of one that is cut off before its lease has ended and its vehicle has followed',
      { freeAmps: 12, leased: [true], events: [start(0), sleep(30), away(0), start(1), sleep(90)] },
    ],
    [
      'relies on no limit that one in between may have replaced and left',
      {
        freeAmps: 12,
        leased: [true],
        events: [
          ...[start(0), start(1), cap(0, 0), sleep(40), cap(0, 16), cap(1, 7), sleep(20), cap(0, 0), sleep(40)],
          ...[cap(0, undefined), wait, { kind: 'fate', at: 0, fate: 'lostBack' } as const, away(0), cap(1), sleep(100)],
        ],
      },
    ],
    [
      'takes room from those that hold for good where a lease is long',
      {
        freeAmps: 24,
        leased: [true, false],
        events: [start(0), cap(0, 10), sleep(40), start(1), sleep(40)],
      },
    ],
  ])('%s', (_what, { freeAmps, leased, events }) => {
    const site = tightSite(2, freeAmps);
    const depot = new Depot({ site, leased, clockErrors: [2, -2], moreAmps: 20 });
    for (const event of events) {
      depot.does(event);
      depot.decide();
    }
    depot.dies(false);
    expect(depot.mostGiven).toBeGreaterThanOrEqual(freeAmps);
  });

  it('P3 end in any order without anybody rising above what a line carries, whenever the gateway dies', () => {
    fc.assert(
      fc.property(anyDepot, fc.array(anyEvent, { maxLength: 30 }), fc.boolean(), (made, events, arrives) => {
        const depot = new Depot(made);
        for (const event of events) {
          depot.does(event);
          depot.judge(depot.moreAmps);
          depot.decide();
        }
        depot.dies(arrives);
      }),
      { numRuns: Number(process.env['RUNS'] ?? 25) },
    );
  });
});
