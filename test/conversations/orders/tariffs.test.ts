// OCPP 2.1: default tariffs are kept and given to the stations that know them; a payment that was settled is told until it is
// taken.

import { describe, expect, it } from 'vitest';
import type { Frame } from '../harness.ts';
import { beginAt, sceneOf } from './scene.ts';
import type { Scene } from './scene.ts';
import { sampleAnswer } from './samples.ts';

const tariff = (tariffId: string) => ({ tariffId, currency: 'EUR', energy: { prices: [{ priceKwh: 0.34 }] } });
const set = (scene: Scene, evseId: number, id: string) =>
  scene.order('SetDefaultTariff', { evseId, tariff: tariff(id) });

describe('default tariffs', () => {
  it('SetDefaultTariff for all goes to every station of 2.1; for one to its station, by its number there', () => {
    const scene = sceneOf('2.1', ['1.6', '2.1', '2.1', '2.0.1']);
    expect(set(scene, 0, 'day')).toEqual({ status: 'Accepted' });
    expect(scene.told).toEqual([
      [1, 'SetDefaultTariff', { evseId: 0, tariff: tariff('day') }],
      [2, 'SetDefaultTariff', { evseId: 0, tariff: tariff('day') }],
    ]);
    expect(set(scene, 3, 'own')).toEqual({ status: 'Accepted' });
    expect(scene.told).toEqual([[2, 'SetDefaultTariff', { evseId: 1, tariff: tariff('own') }]]);
    expect(set(scene, 1, 'none')).toBe('NotSupported');
    expect(set(scene, 9, 'none')).toEqual({ status: 'Rejected' });
  });

  it('a tariff that a station refuses is not kept', () => {
    const scene = sceneOf('2.1', ['2.1']);
    const refused = { status: 'ConditionNotSupported' };
    expect(scene.order('SetDefaultTariff', { evseId: 0, tariff: tariff('day') }, () => refused)).toEqual(refused);
    expect(scene.order('GetTariffs', { evseId: 0 })).toEqual({ status: 'NoTariff' });
  });

  it('GetTariffs says what is kept, and ClearTariffs takes it away, here and there', () => {
    const scene = sceneOf('2.1', ['2.1', '2.1']);
    set(scene, 0, 'day');
    set(scene, 2, 'own');
    expect(scene.order('GetTariffs', { evseId: 0 })).toEqual({
      status: 'Accepted',
      tariffAssignments: [
        { tariffId: 'day', tariffKind: 'DefaultTariff' },
        { tariffId: 'own', tariffKind: 'DefaultTariff', evseIds: [2] },
      ],
    });
    expect(scene.order('GetTariffs', { evseId: 1 })).toMatchObject({ tariffAssignments: [{ tariffId: 'day' }] });
    expect(scene.order('ClearTariffs', { tariffIds: ['own', 'other'] })).toEqual({
      clearTariffsResult: [
        { tariffId: 'own', status: 'Accepted' },
        { tariffId: 'other', status: 'NoTariff' },
      ],
    });
    expect(scene.told.map(([place, action]) => [place, action])).toEqual([
      [0, 'ClearTariffs'],
      [1, 'ClearTariffs'],
    ]);
    expect(scene.order('ClearTariffs', {})).toEqual({ clearTariffsResult: [{ tariffId: 'day', status: 'Accepted' }] });
    expect(scene.order('ClearTariffs', {})).toEqual({ clearTariffsResult: [{ status: 'NoTariff' }] });
  });

  it('a station that was away gets them when it is back, over a restart', () => {
    const scene = sceneOf('2.1', ['2.1', '2.1']);
    scene.depot.drop(scene.stations[1]!);
    expect(set(scene, 0, 'day')).toEqual({ status: 'Accepted' });
    const depot = scene.depot.restart();
    const link = depot.connectStation('CP-02', '2.1');
    depot.says(link, [
      2,
      'b',
      'BootNotification',
      { reason: 'PowerUp', chargingStation: { vendorName: 'A', model: 'B' } },
    ]);
    const told: Frame[] = [];
    // It reports nothing of itself, and is left alone for a while because of that.
    depot.sleep(900_000, () => {
      told.push(
        ...depot.answers(link, (action) =>
          action === 'GetBaseReport' ? { status: 'NotSupported' } : sampleAnswer('2.1', action),
        ),
      );
    });
    expect(told.filter(([, , action]) => action === 'SetDefaultTariff').map((call) => call[3])).toEqual([
      { evseId: 0, tariff: tariff('day') },
    ]);
  });

  it('ChangeTransactionTariff goes to the station of the transaction', () => {
    const scene = sceneOf('2.1', ['2.1']);
    const transactionId = beginAt(scene, 0);
    const order = { transactionId, tariff: tariff('night') };
    expect(scene.order('ChangeTransactionTariff', order)).toEqual({ status: 'Accepted' });
    expect(scene.told).toEqual([[0, 'ChangeTransactionTariff', { ...order, transactionId: 'tx-0' }]]);
    expect(scene.order('ChangeTransactionTariff', { ...order, transactionId: 'x' })).toEqual({ status: 'TxNotFound' });
  });
});

const settlement = {
  pspRef: 'p1',
  status: 'Settled',
  settlementAmount: 12.5,
  settlementTime: '2026-01-15T18:00:00Z',
};

describe('NotifySettlement', () => {
  it('is told by our id of the transaction; while the central system is away it is kept', () => {
    const scene = sceneOf('2.1', ['2.1']);
    const transactionId = beginAt(scene, 0);
    expect(scene.say(0, 'NotifySettlement', { ...settlement, transactionId: 'tx-0' })).toEqual({});
    expect(scene.news()).toContainEqual(['NotifySettlement', { ...settlement, transactionId }]);
    scene.depot.drop(scene.csms);
    scene.say(0, 'NotifySettlement', settlement);
    const depot = scene.depot.restart();
    const csms = depot.connectCsms();
    const told = depot.answers(csms, (action) =>
      action === 'BootNotification' ? { status: 'Accepted', currentTime: '2026-01-15T18:00:00Z', interval: 300 } : {},
    );
    expect(told.filter(([, , action]) => action === 'NotifySettlement').map((call) => call[3])).toEqual([settlement]);
  });

  it('is kept as an event, and told to nobody, where the central system has no such message', () => {
    const scene = sceneOf('2.0.1', ['2.1']);
    expect(scene.say(0, 'NotifySettlement', settlement)).toEqual({});
    expect(scene.news()).toEqual([]);
    expect(scene.depot.facts).toContainEqual(
      expect.objectContaining({ kind: 'StationRemarked', action: 'NotifySettlement' }),
    );
  });
});
