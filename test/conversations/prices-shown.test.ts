// What a session costs by the tariff of the site, at stations that can show it.

import { describe, expect, it } from 'vitest';
import type { Tariff } from '../../src/model/config/energy.ts';
import type { Site } from '../../src/model/config/site.ts';
import type { LinkId } from '../../src/model/ids.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import { energyOf, fieldOf2 } from './field-2x.ts';
import type { Field2 } from './field-2x.ts';
import type { Harness } from './harness.ts';
import { boot, createHarness, obedient } from './harness.ts';

const tariff: Tariff = { currency: 'EUR', defaultPricePerKwh: 0.333, periods: [] };

function field2(version: '2.0.1' | '2.1', show?: boolean): Field2 {
  const field = fieldOf2({ south: version, north: version, mode: 'free' });
  const site = field.depot.gateway.state.ledger.gateway.site!;
  field.depot.change({ ...site, tariff: { ...tariff, ...(show !== undefined && { show }) } });
  field.connects();
  return field;
}

const begins = (field: Field2) =>
  field.event('Started', 0, {
    triggerReason: 'Authorized',
    evse: { id: 1, connectorId: 1 },
    idToken: { idToken: '04AABBCC', type: 'ISO14443' },
    meterValue: [{ timestamp: field.time(), sampledValue: [energyOf(1000)] }],
  });
const measures = (field: Field2, seqNo: number, wh: number) =>
  field.event('Updated', seqNo, {
    triggerReason: 'MeterValuePeriodic',
    meterValue: [{ timestamp: field.time(), sampledValue: [energyOf(wh)] }],
  });
const ends = (field: Field2, seqNo: number, wh: number) =>
  field.event(
    'Ended',
    seqNo,
    { triggerReason: 'EVDeparted', meterValue: [{ timestamp: field.time(), sampledValue: [energyOf(wh)] }] },
    { stoppedReason: 'EVDisconnected' },
  );
const shownTo = ({ ordered }: Field2) =>
  ordered.flatMap(([action, payload]) => (action === 'CostUpdated' ? [payload['totalCost']] : []));

describe.each(['2.0.1', '2.1'] as const)('a station of OCPP %s', (version) => {
  it('I02 I03 is told what it costs so far, once a minute at most, and in the answer to its end what it cost in all', () => {
    const field = field2(version, true);
    begins(field);
    for (const [seqNo, wh, seconds] of [
      [1, 2000, 20],
      [2, 3000, 20],
      [3, 4000, 30],
    ] as const) {
      measures(field, seqNo, wh);
      field.passes(seconds);
    }
    measures(field, 4, 5000);
    field.passes(5);
    expect(shownTo(field)).toEqual([0.33, 1.33]);
    const answer = ends(field, 5, 7500);
    expect(answer?.['totalCost']).toBe(2.16);
    expect(field.facts('TransactionPriced').at(-1)).toMatchObject({ cost: 2.1645, isFinal: true });
    // The station says it again, and hears the same.
    expect(ends(field, 5, 7500)?.['totalCost']).toBe(2.16);
  });

  it.each([undefined, false])(
    'is told nothing where a central system has the say, or the site file says so: %s',
    (show) => {
      const field = field2(version, show);
      begins(field);
      measures(field, 1, 2000);
      field.passes(90);
      expect(shownTo(field)).toEqual([]);
      expect(ends(field, 2, 3000)).not.toHaveProperty('totalCost');
    },
  );

  it('is told what the central system says, and nothing besides, once that says anything', () => {
    const field = field2(version, true);
    field.answers = (action, payload) =>
      action === 'TransactionEvent' && payload['eventType'] === 'Updated' ? { totalCost: 9 } : undefined;
    begins(field);
    measures(field, 1, 2000);
    field.passes(70);
    const before = shownTo(field).length;
    measures(field, 2, 3000);
    field.passes(70);
    expect(
      shownTo(field)
        .slice(before)
        .filter((cost) => cost !== 9),
    ).toEqual([]);
    expect(ends(field, 3, 4000)).not.toHaveProperty('totalCost');
  });
});

describe('a station of OCPP 1.6', () => {
  interface Charging {
    readonly depot: Harness;
    readonly station: LinkId;
    /** Messages about costs since the last look. */
    costs(): [unknown, Record<string, unknown>][];
  }

  function charging(settings: readonly object[], uplinks: Site['uplinks'] = []): Charging {
    const plain = smallDepot(1, 60, uplinks);
    const depot = createHarness({ ...plain, tariff, authorization: { ...plain.authorization, mode: 'free' } });
    const station = depot.connectStation('CP-01');
    depot.says(station, boot);
    let costs: [unknown, Record<string, unknown>][] = [];
    const attend = (): void =>
      void depot.answers(station, (action, payload) => {
        if (action === 'GetConfiguration') return { configurationKey: settings };
        if (action === 'DataTransfer')
          costs.push([payload['messageId'], JSON.parse(payload['data'] as string) as Record<string, unknown>]);
        return obedient();
      });
    depot.sleep(30_000, attend);
    return {
      depot,
      station,
      costs() {
        for (let second = 0; second < 5; second += 1) {
          attend();
          depot.sleep(1000, attend);
        }
        const came = costs;
        costs = [];
        return came;
      },
    };
  }

  const able = [{ key: 'CustomDisplayCostAndPrice', readonly: true, value: 'true' }];

  const numberIn = ({ facts }: Harness) => facts.findLast((fact) => fact.kind === 'TransactionStarted')?.number;

  function session({ depot, station }: Charging): void {
    const timestamp = new Date(depot.utc()).toISOString();
    depot.says(station, [2, 's', 'StartTransaction', { connectorId: 1, idTag: 'V', meterStart: 1000, timestamp }]);
    const transactionId = numberIn(depot);
    const meterValue = [{ timestamp: new Date(depot.utc()).toISOString(), sampledValue: [{ value: '3000' }] }];
    depot.says(station, [2, 'm', 'MeterValues', { connectorId: 1, transactionId, meterValue }]);
  }

  function stops({ depot, station }: Charging): void {
    const transactionId = numberIn(depot);
    const timestamp = new Date(depot.utc()).toISOString();
    depot.says(station, [2, 'e', 'StopTransaction', { transactionId, meterStop: 5000, timestamp }]);
  }

  it('that says so shows what it costs, and at the end what it cost', () => {
    const here = charging(able);
    session(here);
    expect(here.costs()).toMatchObject([
      ['RunningCost', { cost: 0.67, meterValue: 3000, state: 'Charging', chargingPrice: { kWhPrice: 0.333 } }],
    ]);
    stops(here);
    expect(here.costs()).toMatchObject([['FinalCost', { cost: 1.33, priceText: '1.33 EUR' }]]);
  });

  it.each([
    ['that does not say so', [], []],
    ['of a central system', able, [uplink('csms', 'control')]],
  ] as const)('%s is told nothing', (_, settings, uplinks) => {
    const here = charging(settings, uplinks);
    session(here);
    expect(here.costs()).toEqual([]);
    stops(here);
    expect(here.costs()).toEqual([]);
  });
});
