// A station that holds profiles of others which may count above ours counts at its rating.

import { describe, expect, it } from 'vitest';
import { inForce, loadsOf } from '../../../src/control/envelope.ts';
import { holdsOf } from '../../../src/control/ladder.ts';
import type { LimitCapabilities } from '../../../src/model/capabilities.ts';
import type { ProfilePurpose } from '../../../src/model/charging-profile.ts';
import type { CommandId } from '../../../src/model/ids.ts';
import { evseKey } from '../../../src/model/ids.ts';
import { utc } from '../../../src/model/time.ts';
import { newLedger, stationPart } from '../../../src/site/ledger.ts';
import { foldLimitCommanded, foldLimitSettled } from '../../../src/site/limits.ts';
import { smallDepot } from '../../sim/site.ts';

const onlyMax: LimitCapabilities = { works: ['max'], refused: ['tx', 'default', 'default0'] };

/** It took a limit of 6 A; what may be in force there. */
function inForceWith(purpose: ProfilePurpose | undefined, limits?: LimitCapabilities): number {
  const site = smallDepot(1, 60, []);
  const [station] = site.stations;
  const { id } = station!;
  const ledger = newLedger();
  const part = stationPart(ledger, id);
  const rung = limits === undefined ? 'default' : 'max';
  const command = 'one' as CommandId;
  const evse = evseKey(id, rung === 'max' ? 0 : 1);
  const about = {
    command,
    station: id,
    evse,
    rung,
    amps: 6,
    reason: { kind: 'fallback' },
    happenedAt: utc(0),
  } as const;
  foldLimitCommanded(part.limits, { kind: 'LimitCommanded', ...about });
  foldLimitSettled(part.limits, { kind: 'CommandSettled', command, station: id, outcome: 'accepted' });
  part.capabilities = {
    ...(limits !== undefined && { limits }),
    ...(purpose !== undefined && { foreignProfiles: [{ id: 900, purpose }] }),
  };
  return inForce(ledger, loadsOf(site, holdsOf(site.stations, ledger))[0]!);
}

describe('profiles of others in a station', () => {
  it.each(['TxProfile', 'TxDefaultProfile', 'PriorityCharging', 'LocalGeneration'] as const)(
    'a %s may count above ours',
    (purpose) => {
      expect(inForceWith(purpose)).toBe(Infinity);
      expect(inForceWith(purpose, onlyMax)).toBe(Infinity);
    },
  );

  it('a ChargingStationMaxProfile only where ours is one too', () => {
    expect(inForceWith('ChargingStationMaxProfile')).toBe(6);
    expect(inForceWith('ChargingStationMaxProfile', onlyMax)).toBe(Infinity);
    expect([inForceWith(undefined), inForceWith(undefined, onlyMax)]).toEqual([6, 6]);
  });
});
