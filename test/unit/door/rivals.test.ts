// Who stays when two devices proved to be one station (G11, Q28): decided by the core, from what the adapter saw.

import { describe, expect, it } from 'vitest';
import type { Knock, Sign } from '../../../src/core/ports/door.ts';
import type { StationId } from '../../../src/model/ids.ts';
import { createHarness } from '../../conversations/harness.ts';
import { smallDepot } from '../../sim/site.ts';

const cp01 = 'CP-01' as StationId;
const knock: Knock = {
  path: '/CP-01',
  subprotocols: ['ocpp1.6'],
  remoteAddress: '10.0.0.9',
  paths: ['/*'],
  secure: false,
};

function door() {
  const harness = createHarness(smallDepot(2, 60, []));
  const alarm = (): boolean => harness.gateway.state.alarms.has('BB_STATION_DUPLICATE:CP-01');
  return { harness, driver: harness.driver, alarm };
}

describe('Q28 a newcomer that proved to be a station', () => {
  it('enters where nobody is, also after the first has gone', () => {
    const { harness, driver } = door();
    expect(driver.receive(cp01)).toEqual({ kind: 'enter' });
    const link = harness.connectStation('CP-01');
    harness.drop(link);
    expect(driver.receive(cp01)).toEqual({ kind: 'enter' });
  });

  it('waits while the one that is there is asked for 5 s (F047); a third is not looked at meanwhile', () => {
    const { harness, driver } = door();
    const link = harness.connectStation('CP-01');
    expect(driver.receive(cp01)).toEqual({ kind: 'ask', link, withinMs: 5000 });
    expect(driver.receive(cp01)).toEqual({ kind: 'busy' });
    expect(driver.receive('CP-02' as StationId)).toEqual({ kind: 'enter' });
    expect(driver.resolve(knock, cp01, 'left')).toEqual({ kind: 'left' });
    expect(driver.receive(cp01)).toMatchObject({ kind: 'ask' });
    // A sign that never came does not keep the station out.
    harness.sleep(60_000);
    expect(driver.receive(cp01)).toMatchObject({ kind: 'ask' });
  });

  it.each<[Sign, string, boolean]>([
    ['answered', 'turnedAway', true],
    ['held', 'turnedAway', true],
    ['silent', 'enter', false],
    ['gone', 'enter', false],
  ])('%s: %s', (sign, kind, isAlarmed) => {
    const { harness, driver, alarm } = door();
    const link = harness.connectStation('CP-01');
    driver.receive(cp01);
    const resolution = driver.resolve(knock, cp01, sign);
    expect(resolution.kind).toBe(kind);
    expect(alarm()).toBe(isAlarmed);
    if (sign === 'silent') expect(resolution).toEqual({ kind: 'enter', cut: link });
    if (!isAlarmed) return;
    expect(resolution).toMatchObject({ code: 'BB_STATION_DUPLICATE', tell: true });
    harness.sleep(2 * 3_600_000);
    expect(alarm()).toBe(false);
  });
});
