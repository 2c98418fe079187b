// F100: a raise waits for every lower limit to be confirmed, and for the vehicle to follow: 12 s where nobody sees it, whatever
// becomes of the station meanwhile.

import { expect, it } from 'vitest';
import type { Site } from '../../src/model/config/site.ts';
import type { CircuitId } from '../../src/model/ids.ts';
import type { Yard } from '../conversations/yard.ts';
import { newYard } from '../conversations/yard.ts';

const unmetered = ({ meters: _, ...site }: Site): Site => ({
  ...site,
  circuits: [{ id: 'main' as CircuitId, limitAmps: 40, worstCaseBaseAmps: 0 }],
});

const cases: readonly (readonly [string, (yard: Yard) => void])[] = [
  ['stays', () => undefined],
  ['is cut off', ({ posts }) => posts[0]!.drops()],
  [
    'is cut off and comes back',
    ({ posts }) => {
      posts[0]!.drops();
      posts[0]!.connects();
    },
  ],
  [
    'the gateway begins anew',
    (yard) => {
      yard.restarts();
      for (const post of yard.posts) post.connects().boots();
      yard.settles();
    },
  ],
];

it.each(cases)(
  'F100 a station takes a lower limit and %s: its room is given out when its vehicle has left it',
  (_what, then) => {
    const yard = newYard({ posts: 2, change: unmetered });
    yard.cars[0]!.isRead = false;
    yard.posts[0]!.starts();
    yard.passes(60);
    expect(yard.may(0)).toBe(32);
    yard.posts[1]!.starts();
    yard.settles();
    expect(yard.may(0)).toBe(20);
    then(yard);
    // Something else happens, and all is worked out again.
    for (const status of ['SuspendedEV', 'Charging'])
      yard.posts[1]!.says('StatusNotification', { connectorId: 1, errorCode: 'NoError', status });
    for (let second = 1; second <= 11; second += 1) {
      yard.passes(1);
      expect(32 + yard.may(1)).toBeLessThanOrEqual(40);
    }
    yard.passes(20);
    expect(yard.may(1)).toBe(20);
  },
);
