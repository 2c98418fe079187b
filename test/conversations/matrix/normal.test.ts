// Whatever a station speaks, the central system gets the version that it speaks: one session, every pair.

import { describe, expect, it } from 'vitest';
import type { Version } from '../../../src/model/protocol.ts';
import { smallDepot, uplink } from '../../sim/site.ts';
import { createHarness } from '../harness.ts';
import { bookOf, csmsOf, obeys, saysAndHears, stationOf } from './stations.ts';

const versions: readonly Version[] = ['1.6', '2.0.1', '2.1'];
const session = { token: '04AABBCC', startWh: 1000, sampleWh: 1500, stopWh: 3000 };

describe.each(versions)('a station of %s', (south) => {
  it.each(versions)('and a central system of %s: a normal session', (north) => {
    const depot = createHarness(smallDepot(1, 60, [uplink('csms', 'control', { version: north })]));
    const csms = depot.connectCsms();
    const answer = csmsOf(north);
    depot.answers(csms, answer);
    const station = depot.connectStation('CP-01', south);
    let number = 0;
    const words = stationOf(south, () => number);
    expect(saysAndHears(depot, station, words.boot())?.[2]).toMatchObject({ status: 'Accepted' });
    depot.sleep(1000);
    depot.answers(station, obeys(south));
    const at = () => new Date(depot.utc()).toISOString();
    const start = words.start(session, at());
    depot.says(station, start);
    const told = depot.answers(csms, answer);
    const begun = depot.hears(station).find(([type, id]) => type === 3 && id === start[1]);
    expect(begun).toBeDefined();
    number = (begun![2] as { transactionId?: number }).transactionId ?? 0;
    depot.sleep(30_000);
    saysAndHears(depot, station, words.sample(session, at()));
    told.push(...depot.answers(csms, answer));
    depot.sleep(30_000);
    saysAndHears(depot, station, words.stop(session, at()));
    told.push(...depot.answers(csms, answer));
    expect(bookOf(north, told)).toEqual([{ ...session, reason: 'EVDisconnected', messages: 3 }]);
    expect(depot.gateway.state.alarms.size).toBe(0);
  });
});
