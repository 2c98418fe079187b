// A profile of a central system of any version lowers a station of any version alike.

import { describe, expect, it } from 'vitest';
import type { LinkId } from '../../../src/model/ids.ts';
import type { Version } from '../../../src/model/protocol.ts';
import { uplink } from '../../sim/site.ts';
import type { Harness } from '../harness.ts';
import { ready, siteOf } from '../limit-depot.ts';
import { csmsOf } from '../matrix/stations.ts';
import { Depot } from './depot.ts';

const versions: readonly Version[] = ['1.6', '2.0.1', '2.1'];

/** A depot with one station that charges, whatever it speaks. */
interface Scene {
  readonly mayDraw: () => number;
  passes(seconds: number): void;
  asks(action: string, payload: object): unknown;
}

function scene(south: Version, north: Version): Scene {
  if (south !== '1.6') {
    const depot = new Depot({ south, north });
    depot.post.starts();
    depot.passes(60);
    return {
      mayDraw: () => depot.post.mayDraw(),
      passes: (seconds) => depot.passes(seconds),
      asks: (action, payload) => depot.asks(action, payload)?.['status'],
    };
  }
  const depot = ready({ ...siteOf(1, 32), uplinks: [uplink('csms', 'control', { version: north })] });
  const [post] = depot.posts;
  const harness = depot.harness();
  const csms = harness.connectCsms();
  const passes = (seconds: number): void => {
    for (let second = 0; second < seconds; second += 1) {
      harness.answers(csms, csmsOf(north));
      depot.passes(1);
    }
  };
  passes(1);
  post!.starts();
  passes(60);
  return {
    mayDraw: () => post!.mayDraw(),
    passes,
    asks: (action, payload) => {
      const id = `alike${(messages += 1)}`;
      harness.answers(csms, csmsOf(north));
      harness.says(csms, [2, id, action, payload]);
      depot.settles();
      return answerTo(harness, csms, id);
    },
  };
}

let messages = 0;

function answerTo(harness: Harness, csms: LinkId, id: string): unknown {
  const answer = harness.hears(csms).find(([type, its]) => type === 3 && its === id);
  return (answer?.[2] as { status?: string } | undefined)?.status;
}

function setTo(north: Version, limit: number): object {
  const schedule = { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] };
  const same = { stackLevel: 0, chargingProfilePurpose: 'TxDefaultProfile', chargingProfileKind: 'Relative' };
  return north === '1.6'
    ? { connectorId: 1, csChargingProfiles: { ...same, chargingProfileId: 7, chargingSchedule: schedule } }
    : { evseId: 1, chargingProfile: { ...same, id: 7, chargingSchedule: [{ ...schedule, id: 1 }] } };
}

describe.each(versions)('a station of %s', (south) => {
  it.each(versions)('under a central system of %s: lowered, lowered to nothing, and free again', (north) => {
    const depot = scene(south, north);
    expect(depot.mayDraw()).toBe(32);
    for (const [limit, amps] of [
      [10.7, 10.7],
      [3, 0],
      [63, 32],
    ] as const) {
      expect(depot.asks('SetChargingProfile', setTo(north, limit))).toBe('Accepted');
      depot.passes(60);
      expect(depot.mayDraw()).toBe(amps);
    }
    depot.asks('SetChargingProfile', setTo(north, 12));
    depot.passes(60);
    expect(depot.mayDraw()).toBe(12);
    const clear = north === '1.6' ? { id: 7 } : { chargingProfileId: 7 };
    expect(depot.asks('ClearChargingProfile', clear)).toBe('Accepted');
    depot.passes(60);
    expect(depot.mayDraw()).toBe(32);
  });
});
