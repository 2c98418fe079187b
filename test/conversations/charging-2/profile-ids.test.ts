// Ids of our profiles in a station of 2.1 that keeps some for others (K01.FR.80, K01.FR.81).

import { describe, expect, it } from 'vitest';
import type { Post } from './post.ts';
import { Depot } from './depot.ts';

const others = 'SmartChargingCtrlr.MaxExternalConstraintsId';

/** A station that says so before it was ever told a limit. */
function cameWith(value: string): Depot {
  const depot = new Depot({ south: '2.1', came: (post: Post) => void post.variables.set(others, value) });
  depot.post.starts();
  depot.passes(60);
  return depot;
}

describe('ids that a station keeps for others', () => {
  it('K01.FR.80 are below ours, and a limit that it asks for is found by its id', () => {
    const { post } = cameWith('1000');
    expect(post.profiles.map(({ id }) => id)).toEqual([1001, 1101]);
    expect(post.says('PullDynamicScheduleUpdate', { chargingProfileId: 1101 })).toMatchObject({ status: 'Accepted' });
    expect(post.says('PullDynamicScheduleUpdate', { chargingProfileId: 101 })).toEqual({ status: 'Rejected' });
  });

  it.each(['0', '-5', '2147483647', 'many', ''])('%j is none that ours could be above', (value) => {
    expect(cameWith(value).post.profiles.map(({ id }) => id)).toEqual([1, 101]);
  });

  it('a station that holds ours keeps them by their ids, over a restart too', () => {
    const settings = { [others]: { value: '1000', readonly: true } };
    const later = new Depot({ south: '2.1', about: { settings } });
    later.post.starts();
    later.passes(60);
    expect(later.post.profiles.map(({ id }) => id)).toEqual([1, 101]);
    const depot = cameWith('1000');
    depot.learns({ settings: { [others]: { value: '5', readonly: true } } });
    depot.begins();
    depot.passes(60);
    expect(depot.post.profiles.map(({ id }) => id)).toEqual([1001, 1101]);
  });
});
