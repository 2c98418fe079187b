// F103: one line and three, and lines that are turned from post to post. Sums are those of each line; where nobody knows the
// lines, every line counts.

import { expect, it } from 'vitest';
import type { Evse } from '../../src/model/config/site.ts';
import { fallingToNothing, ready, siteOf } from '../conversations/limit-depot.ts';

const given = (limitAmps: number, ...phases: Evse['phases'][]): number[] => {
  const depot = ready(
    siteOf(phases.length, limitAmps, (site) => {
      const { stations } = fallingToNothing(site);
      return {
        ...site,
        stations: stations.map((one, at) => ({ ...one, evses: [{ ...one.evses[0]!, phases: phases[at]! }] })),
      };
    }),
  );
  for (const post of depot.posts) post.starts();
  depot.passes(90);
  return depot.posts.map((post) => post.mayDraw());
};

it.each<[string, number, Evse['phases'][], number[]]>([
  ['F103 posts on one line each do not share a line', 32, ['L1', 'L2', 'L3'], [32, 32, 32]],
  ['F103 two on the same line do', 32, ['L1', 'L1', 'L3'], [16, 16, 32]],
  ['F103 turned lines are those of the site: three phases beside one', 32, ['L2L3L1', 'L2'], [16, 16]],
  ['F103 lines that nobody knows are all lines', 32, ['unknown', 'L3'], [16, 16]],
])('%s', (_what, limitAmps, phases, expected) => {
  expect(given(limitAmps, ...phases)).toEqual(expected);
});
