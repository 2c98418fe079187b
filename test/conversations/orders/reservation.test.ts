// H01, H02, H04 between every pair of versions: numbers are mapped, and what ends without use is told until it is taken.

import { describe, expect, it } from 'vitest';
import type { Version } from '../../../src/model/protocol.ts';
import type { Payload, Scene } from './scene.ts';
import { inAnHour, sceneOf } from './scene.ts';

const versions: readonly Version[] = ['1.6', '2.0.1', '2.1'];

const reserve = (scene: Scene, north: Version) =>
  scene.order(
    'ReserveNow',
    north === '1.6'
      ? { connectorId: 1, expiryDate: inAnHour(scene.depot), idTag: '04AABBCC', reservationId: 77 }
      : {
          id: 77,
          expiryDateTime: inAnHour(scene.depot),
          evseId: 1,
          idToken: { idToken: '04AABBCC', type: 'ISO14443' },
        },
  );

/** The number by which the station knows it. */
const numberIn = ({ told }: Scene): number => (told[0]![2]['reservationId'] ?? told[0]![2]['id']) as number;

describe.each(versions)('a central system of %s', (north) => {
  it.each(versions)('H01, H02: reserves at a station of %s and takes it back', (south) => {
    const scene = sceneOf(north, [south]);
    expect(reserve(scene, north)).toEqual({ status: 'Accepted' });
    expect(scene.told).toMatchObject([
      [
        0,
        'ReserveNow',
        south === '1.6'
          ? { connectorId: 1, idTag: '04AABBCC' }
          : { evseId: 1, idToken: { idToken: '04AABBCC', type: 'ISO14443' } },
      ],
    ]);
    const number = numberIn(scene);
    expect(scene.order('CancelReservation', { reservationId: 78 })).toEqual({ status: 'Rejected' });
    expect(scene.told).toEqual([]);
    expect(scene.order('CancelReservation', { reservationId: 77 })).toEqual({ status: 'Accepted' });
    expect(scene.told).toEqual([[0, 'CancelReservation', { reservationId: number }]]);
  });

  it('H04: hears of a reservation that is over unused, where its version has a word for it', () => {
    const scene = sceneOf(north, ['1.6']);
    reserve(scene, north);
    scene.news();
    scene.sleep(3_700_000);
    const updates = scene.news().filter(([action]) => action === 'ReservationStatusUpdate');
    expect(updates).toEqual(
      north === '1.6' ? [] : [['ReservationStatusUpdate', { reservationId: 77, reservationUpdateStatus: 'Expired' }]],
    );
  });
});

describe('ReservationStatusUpdate of a station', () => {
  const update = (scene: Scene, status: string) =>
    scene.say(0, 'ReservationStatusUpdate', { reservationId: numberIn(scene), reservationUpdateStatus: status });

  it.each([
    ['2.0.1', '2.0.1', 'Removed', 'Removed'],
    ['2.0.1', '2.1', 'NoTransaction', 'Removed'],
    ['2.1', '2.1', 'NoTransaction', 'NoTransaction'],
  ] as const)(
    'H04: goes to a central system of %s from one of %s as its version says it: %s',
    (north, south, said, told) => {
      const scene = sceneOf(north, [south]);
      reserve(scene, north);
      expect(update(scene, said)).toEqual({});
      expect(scene.news()).toContainEqual([
        'ReservationStatusUpdate',
        { reservationId: 77, reservationUpdateStatus: told },
      ]);
      expect(update(scene, said)).toEqual({});
      expect(scene.news()).toEqual([]);
    },
  );

  it('H04: is kept while the central system is away, over a restart, and told once', () => {
    const scene = sceneOf('2.0.1', ['2.0.1']);
    reserve(scene, '2.0.1');
    scene.depot.drop(scene.csms);
    update(scene, 'Removed');
    const again = sceneOf('2.0.1', ['2.0.1'], scene.depot.restart());
    const updates = (all: readonly (readonly [string, Payload])[]) => all.filter(([action]) => /^Reserv/.test(action));
    again.depot.sleep(1000);
    expect(again.depot.facts.filter(({ kind }) => kind === 'NewsTold')).toHaveLength(1);
    expect(updates(again.news())).toEqual([]);
  });
});

describe('what no station is asked', () => {
  it('H01: a reservation of any connector, and one that is over already', () => {
    const scene = sceneOf('2.0.1', ['2.0.1']);
    const idToken = { idToken: 'AA', type: 'Central' };
    expect(scene.order('ReserveNow', { id: 1, expiryDateTime: inAnHour(scene.depot), idToken })).toEqual({
      status: 'Rejected',
    });
    const over = { id: 1, evseId: 1, expiryDateTime: '2020-01-01T00:00:00Z', idToken };
    expect(scene.order('ReserveNow', over)).toEqual({ status: 'Rejected' });
    expect(scene.told).toEqual([]);
  });

  it('keeps the type of the connector where the version of the station knows it', () => {
    const scene = sceneOf('2.1', ['2.0.1']);
    const idToken = { idToken: 'AA', type: 'SomethingNew' };
    scene.order('ReserveNow', {
      id: 1,
      evseId: 1,
      expiryDateTime: inAnHour(scene.depot),
      idToken,
      connectorType: 'cMCS',
    });
    expect(scene.told[0]![2]).toMatchObject({ connectorType: 'Unknown', idToken: { idToken: 'AA', type: 'Central' } });
  });
});
