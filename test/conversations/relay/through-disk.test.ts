// What of a relay waits for the disk, and what does not: a CALL that is passed on is the word of its station, and its answer is
// the receipt of the gateway too.

import { describe, expect, it } from 'vitest';
import type { Frame } from '../harness.ts';
import { boot } from '../harness.ts';
import type { RelayYard } from './yard.ts';
import { passedDown, relaySite, relayYard } from './yard.ts';

const at = (minute: number): string => `2026-01-15T18:0${minute}:00.000Z`;
const accepted: Frame = [3, 'boot', { status: 'Accepted', currentTime: at(0), interval: 77 }];
const heartbeat: Frame = [2, 'h1', 'Heartbeat', {}];
const pulse: Frame = [3, 'h1', { currentTime: at(0) }];
const status: Frame = [2, 's1', 'StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Preparing' }];
const start: Frame = [2, 't1', 'StartTransaction', { connectorId: 1, idTag: 'VAN-1', meterStart: 5, timestamp: at(1) }];
const started: Frame = [3, 't1', { transactionId: 4711, idTagInfo: { status: 'Accepted' } }];
const values = (id: string, minute: number): Frame => [
  2,
  id,
  'MeterValues',
  {
    connectorId: 1,
    transactionId: 4711,
    meterValue: [{ timestamp: at(minute), sampledValue: [{ value: '25', unit: 'Wh' }] }],
  },
];

/** Booted and quiet, and the disk stands still from now on. */
function slow(...before: readonly (readonly [Frame, Frame])[]): RelayYard {
  const yard = relayYard('1.6');
  const { depot, south } = yard;
  const north = yard.north!;
  for (const [call, answer] of [[boot, accepted], ...before] as const) {
    depot.says(south, call);
    depot.says(north, answer);
  }
  depot.hears(north);
  depot.hears(south);
  depot.promptDisk = false;
  return yard;
}

const commits = ({ depot }: RelayYard): void => {
  while (depot.isCommitting()) depot.commit();
};

describe('a relay on a slow disk', () => {
  it('passes on at once what is recorded nowhere, and its answer', () => {
    const yard = slow();
    const { depot, south } = yard;
    depot.says(south, heartbeat);
    expect(depot.hears(yard.north!)).toEqual([heartbeat]);
    depot.says(yard.north!, pulse);
    expect(passedDown(yard)).toEqual([pulse]);
  });

  it('passes on a status at once; the station has its answer when the status is durable, and what comes after it later', () => {
    const yard = slow();
    const { depot, south } = yard;
    depot.says(south, status);
    expect(depot.hears(yard.north!)).toEqual([status]);
    depot.says(yard.north!, [3, 's1', {}]);
    depot.says(south, heartbeat);
    expect(depot.hears(yard.north!)).toEqual([heartbeat]);
    depot.says(yard.north!, pulse);
    expect(passedDown(yard)).toEqual([]);
    commits(yard);
    expect(passedDown(yard)).toEqual([[3, 's1', {}], pulse]);
  });

  it('passes on a message of a transaction when it is durable, and what the station says after it not before', () => {
    const yard = slow();
    const { depot, south } = yard;
    depot.says(south, start);
    depot.says(south, heartbeat);
    expect(depot.hears(yard.north!)).toEqual([]);
    commits(yard);
    expect(depot.hears(yard.north!)).toEqual([start]);
    depot.says(yard.north!, started);
    expect(depot.hears(yard.north!)).toEqual([heartbeat]);
  });

  it('the number of a transaction is durable before its station has it', () => {
    const yard = slow();
    const { depot, south } = yard;
    depot.says(south, start);
    commits(yard);
    depot.says(yard.north!, started);
    expect(passedDown(yard)).toEqual([]);
    commits(yard);
    expect(passedDown(yard)).toEqual([started]);
  });

  it('what a stop and a token were answered is durable before the station has it', () => {
    const yard = slow([start, started]);
    const { depot, south } = yard;
    const token: Frame = [3, 'a1', { idTagInfo: { status: 'Accepted', parentIdTag: 'FLEET' } }];
    depot.says(south, [2, 't2', 'StopTransaction', { transactionId: 4711, meterStop: 30, timestamp: at(3) }]);
    commits(yard);
    depot.says(yard.north!, [3, 't2', {}]);
    expect(passedDown(yard)).toEqual([]);
    commits(yard);
    expect(passedDown(yard)).toEqual([[3, 't2', {}]]);
    depot.says(south, [2, 'a1', 'Authorize', { idTag: 'VAN-2' }]);
    depot.says(yard.north!, token);
    expect(passedDown(yard)).toEqual([]);
    commits(yard);
    expect(passedDown(yard)).toEqual([token]);
  });

  it('the answer to values passes at once; where a power cut forgets it they are told again, the same under the same id', () => {
    const yard = slow([start, started]);
    const { depot, south } = yard;
    const said = values('m1', 2);
    depot.says(south, said);
    expect(depot.hears(yard.north!)).toEqual([]);
    commits(yard);
    expect(depot.hears(yard.north!)).toEqual([said]);
    depot.says(yard.north!, [3, 'm1', {}]);
    expect(depot.isCommitting()).toBe(true);
    expect(passedDown(yard)).toEqual([[3, 'm1', {}]]);

    const again = depot.restart();
    again.connectStation('CP-01');
    const north = again.connectCsms('csms/CP-01');
    const told = again.answers(north, (action) =>
      action === 'BootNotification' ? (accepted[2] as object) : action === 'StatusNotification' ? {} : undefined,
    );
    expect(told.at(-1)).toEqual(said);
  });

  it('an answer does not overtake what is to be said to its station before it', () => {
    const yard = slow();
    const { depot, south } = yard;
    depot.says(south, heartbeat);
    depot.driver.offer({ kind: 'siteFile', site: { ...relaySite('1.6'), name: 'Another name' } });
    const order: Frame = [2, 'o1', 'UnlockConnector', { connectorId: 1 }];
    depot.says(yard.north!, order);
    depot.says(yard.north!, pulse);
    expect(passedDown(yard)).toEqual([]);
    commits(yard);
    expect(passedDown(yard)).toEqual([order, pulse]);
  });
});
