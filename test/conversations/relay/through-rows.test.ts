// Messages of transactions through the relay: what is refused, what began alone, and what comes while old ones are told.

import { describe, expect, it } from 'vitest';
import type { Frame } from '../harness.ts';
import { whole, versions } from '../matrix/scene.ts';
import type { steps } from '../matrix/charger.ts';
import { bootOf } from '../matrix/charger.ts';
import type { RelayScene } from './scene.ts';
import { newRelayScene } from './scene.ts';
import { passedDown, relayYard, upstream } from './yard.ts';

const isOf16 = (version: string): boolean => version === '1.6';

/** Booted, and whatever happens is said at once. */
function ready(version: (typeof versions)[number]): RelayScene {
  const scene = newRelayScene(version);
  scene.charger.joins(scene.depot);
  scene.attends();
  scene.charger.boots();
  return scene;
}

function happens({ charger }: RelayScene, ...all: readonly (typeof steps)[number][]): void {
  for (const step of all) {
    charger.happens(step);
    if (!charger.delivers()) throw new Error(`${step} was not answered`);
  }
}

const rowsIn = (frames: readonly Frame[]): Frame[] =>
  frames.filter(([, , action]) => /Transaction|MeterValues/.test(action as string));

describe.each(versions)('OCPP %s: messages of transactions', (version) => {
  it('one that the central system refuses is told again as it was; the station has its answer', () => {
    const scene = ready(version);
    let refusals = 2;
    happens(scene, 'start');
    scene.answers = ([, , action]) =>
      /MeterValues|TransactionEvent/.test(action as string) && (refusals -= 1) >= 0 ? ['InternalError'] : undefined;
    happens(scene, 'sample');
    const first = rowsIn(scene.heard).at(-1);
    scene.passes(250);
    expect(rowsIn(scene.heard).slice(-2)).toEqual([first, first]);
    happens(scene, 'more', 'stop');
    expect(scene.book.trouble).toEqual([]);
    expect(scene.book.booked()).toEqual([whole(scene.charger)]);
  });

  it('one that it refuses for ever is kept apart, and all others go on', () => {
    const scene = ready(version);
    happens(scene, 'start');
    scene.answers = ([, , action]) =>
      action === 'MeterValues' || isUpdate(scene) ? ['FormationViolation'] : undefined;
    const isUpdate = ({ heard }: RelayScene): boolean =>
      (heard.at(-1)?.[3] as { eventType?: string }).eventType === 'Updated';
    happens(scene, 'sample');
    scene.passes(600);
    scene.answers = () => undefined;
    happens(scene, 'more', 'stop');
    scene.passes(5);
    expect(scene.depot.facts.filter(({ kind }) => kind === 'Parked')).toHaveLength(1);
    expect(scene.book.booked()).toEqual([whole(scene.charger)]);
  });

  it('what comes while old messages are told waits its turn, and what is no message of a transaction is answered here', () => {
    const scene = ready(version);
    scene.breaks();
    happens(scene, 'start', 'sample', 'more');
    scene.mood = 'deaf';
    scene.depot.sleep(30_000);
    scene.attends();
    const { depot, charger } = scene;
    const before = scene.heard.length;
    charger.asks('Heartbeat', {});
    charger.happens('stop');
    expect(charger.delivers()).toBe(true);
    scene.mood = 'answers';
    scene.passes(20);
    const told = scene.heard.slice(before).map(([, , action]) => action);
    expect(told).not.toContain('Heartbeat');
    expect(scene.book.trouble).toEqual([]);
    expect(scene.book.booked()).toEqual([whole(charger)]);
    if (!isOf16(version)) expect(scene.book.offline).toEqual([true, true, true, true]);
    charger.asks('Heartbeat', {});
    expect(scene.heard.at(-1)?.[2]).toBe('Heartbeat');
    expect(depot.failures).toEqual([]);
  });

  it('an order to stop what began alone reaches it by the number that the station knows', () => {
    const scene = ready(version);
    scene.breaks();
    happens(scene, 'start');
    scene.mood = 'answers';
    scene.passes(30);
    const transactionId = isOf16(version) ? 5001 : scene.charger.transaction();
    const action = isOf16(version) ? 'RemoteStopTransaction' : 'RequestStopTransaction';
    scene.depot.says(scene.north()!, [2, 'o1', action, { transactionId }]);
    scene.charger.attends();
    expect(scene.charger.calls.filter(([, id]) => id === 'o1')).toEqual([
      [2, 'o1', action, { transactionId: scene.charger.transaction() }],
    ]);
    expect(scene.depot.hears(scene.north()!)).toContainEqual([3, 'o1', { status: 'Accepted' }]);
    happens(scene, 'sample', 'more', 'stop');
    expect(scene.book.trouble).toEqual([]);
    expect(scene.book.booked()).toEqual([whole(scene.charger)]);
  });

  it('one that the gateway cannot read goes to the central system all the same', () => {
    const yard = relayYard(version, { onText: () => undefined });
    const { depot, south, north } = yard;
    depot.says(south, [2, 'b', 'BootNotification', {}]);
    depot.says(north!, [3, 'b', { status: 'Accepted', currentTime: '2026-01-15T18:00:00Z', interval: 300 }]);
    passedDown(yard);
    depot.hears(north!);
    const odd: Frame = [2, 'x', isOf16(version) ? 'StopTransaction' : 'TransactionEvent', { acme: [1] }];
    depot.says(south, odd);
    expect(depot.hears(north!)).toEqual([odd]);
    depot.says(north!, [3, 'x', { acme: 2 }]);
    expect(passedDown(yard)).toEqual([[3, 'x', { acme: 2 }]]);
  });

  it('a station that counts its messages anew after each start has none of them mixed up', () => {
    const yard = relayYard(version);
    const { depot } = yard;
    depot.says(yard.south, [2, 'b', 'BootNotification', bootOf(version)]);
    depot.says(yard.north!, [3, 'b', { status: 'Accepted', currentTime: '2026-01-15T18:00:00Z', interval: 300 }]);
    depot.drop(yard.north!);
    const start = (minute: number, place: number): Frame => {
      const timestamp = `2026-01-15T18:0${minute}:00.000Z`;
      return isOf16(version)
        ? [2, '1', 'StartTransaction', { connectorId: 1, idTag: `VAN${place}`, meterStart: place, timestamp }]
        : [
            2,
            '1',
            'TransactionEvent',
            {
              eventType: 'Started',
              timestamp,
              triggerReason: 'CablePluggedIn',
              seqNo: 0,
              transactionInfo: { transactionId: `tx-${place}` },
              evse: { id: 1, connectorId: 1 },
            },
          ];
    };
    let south = yard.south;
    for (const place of [1, 2]) {
      depot.says(south, start(place, place));
      depot.drop(south);
      south = depot.connectStation('CP-01', version);
      depot.sleep(6000);
    }
    depot.sleep(20_000);
    const north = depot.connectCsms(upstream);
    const told = rowsIn(depot.answers(north, (action) => (action === 'StatusNotification' ? {} : undefined)));
    depot.drop(north);
    depot.sleep(30_000);
    const again = rowsIn(
      depot.answers(depot.connectCsms(upstream), (action) =>
        action === 'StartTransaction' ? { transactionId: 7, idTagInfo: { status: 'Accepted' } } : {},
      ),
    );
    expect(again[0]).toEqual(told[0]);
    expect(again).toHaveLength(2);
    expect(again[1]?.[1]).not.toBe(again[0]?.[1]);
  });
});
