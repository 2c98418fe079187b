import { describe, expect, it } from 'vitest';
import type { Version } from '../../../src/model/protocol.ts';
import { Depot } from './depot.ts';

describe.each<Version>(['2.0.1', '2.1'])('chargers of %s that get their own limits back', (south) => {
  it('K10.FR.02 are cleared purpose by purpose, and asked for none of what is theirs', () => {
    const depot = new Depot({ south });
    depot.post.starts();
    depot.passes(60);
    depot.post.orders();
    depot.harness.asks({ kind: 'release' });
    depot.passes(15);
    expect(depot.post.profiles).toEqual([]);
    const criteria = depot.post.orders('ClearChargingProfile').map((one) => one['chargingProfileCriteria']);
    expect(criteria).toHaveLength(3);
    expect(criteria).not.toContain(undefined);
    depot.post.drops();
    depot.post.connects().boots();
    depot.passes(30);
    expect(depot.post.orders('GetChargingProfiles')).toEqual([]);
  });
});
