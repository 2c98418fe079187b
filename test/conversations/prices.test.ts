// What a session costs, while it goes on and at its end, and who says so.

import { describe, expect, it } from 'vitest';
import type { EvseView, PricesView, SiteView } from '../../src/local/site-view.ts';
import type { Tariff } from '../../src/model/config/energy.ts';
import type { Site } from '../../src/model/config/site.ts';
import type { Fact } from '../../src/model/fact/fact.ts';
import type { LinkId } from '../../src/model/ids.ts';
import { utc } from '../../src/model/time.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import { bootStation } from './depot.ts';
import { energyOf, fieldOf2 } from './field-2x.ts';
import type { Harness } from './harness.ts';
import { createHarness } from './harness.ts';
import { beginAt, sceneOf } from './orders/scene.ts';

const tariff: Tariff = {
  currency: 'EUR',
  defaultPricePerKwh: 0.34,
  periods: [{ from: 22 * 60, to: 6 * 60, pricePerKwh: 0.18 }],
};
const base = smallDepot(1, 60, [uplink('csms', 'control')]);
const siteOf = (more: Partial<Site> = {}): Site => ({
  ...base,
  timezone: 'Europe/Berlin',
  tariff,
  authorization: { ...base.authorization, mode: 'free' },
  ...more,
});
const at = (text: string): number => Date.parse(`2026-01-15T${text}:00Z`);

interface Depot {
  depot: Harness;
  station: LinkId;
  number: number;
}

let ids = 0;
function says(one: Depot, text: string, action: string, payload: object): unknown {
  const { depot } = one;
  if (at(text) > depot.utc()) depot.sleep(at(text) - depot.utc());
  const id = `p${(ids += 1)}`;
  depot.says(one.station, [2, id, action, payload]);
  const answer = depot.hears(one.station).find(([type, of]) => type === 3 && of === id);
  return answer?.[2];
}

/** A vehicle at CP-01 since 20:30 (21:30 on the wall), whose register shows 1000 Wh. */
function begun(site = siteOf()): Depot {
  const depot = createHarness(site, { hostUtc: at('20:00') });
  const [station] = bootStation(depot, 'CP-01');
  const one = { depot, station, number: 0 };
  const start = { connectorId: 1, idTag: 'VAN-1', meterStart: 1000, timestamp: '2026-01-15T20:30:00Z' };
  one.number = (says(one, '20:30', 'StartTransaction', start) as { transactionId: number }).transactionId;
  return one;
}

const measures = (one: Depot, text: string, wh: number): unknown =>
  says(one, text, 'MeterValues', {
    connectorId: 1,
    transactionId: one.number,
    meterValue: [{ timestamp: `2026-01-15T${text}:00Z`, sampledValue: [{ value: String(wh), unit: 'Wh' }] }],
  });
const ends = (one: Depot, text: string, meterStop: number): unknown =>
  says(one, text, 'StopTransaction', {
    transactionId: one.number,
    meterStop,
    timestamp: `2026-01-15T${text}:00Z`,
  });
const factsOf = <Kind extends Fact['kind']>({ facts }: Pick<Harness, 'facts'>, kind: Kind) =>
  facts.filter((fact): fact is Extract<Fact, { kind: Kind }> => fact.kind === kind);
const priced = ({ depot }: Depot) =>
  factsOf(depot, 'TransactionPriced').map(({ energyWh, cost, happenedAt, isFinal }) => [
    new Date(happenedAt).toISOString().slice(11, 16),
    energyWh,
    cost,
    ...(isFinal === true ? ['final'] : []),
  ]);
const costNow = (depot: Harness): EvseView['cost'] =>
  (depot.asks({ kind: 'site' }) as SiteView).stations[0]!.evses[0]!.cost;

describe('the cost of a session by the tariff of the site file', () => {
  it('is written down where the price changes and at the end, and goes on over a restart', () => {
    const one = begun();
    measures(one, '20:50', 3000);
    expect(priced(one)).toEqual([]);
    expect(costNow(one.depot)).toMatchObject({ amount: 0.68, currency: 'EUR', source: 'tariff' });
    measures(one, '21:10', 5000);
    expect(priced(one)).toEqual([['21:00', 3000, 1.02]]);
    expect(costNow(one.depot)).toMatchObject({ amount: 1.2, at: '2026-01-15T21:10:00.000Z' });
    const later = one.depot.restart({ hostUtc: at('21:12') });
    expect(costNow(later)).toMatchObject({ amount: 1.2 });
    one.depot = later;
    one.station = bootStation(later, 'CP-01')[0];
    ends(one, '21:20', 6000);
    expect(priced(one)).toEqual([['21:20', 5000, 1.38, 'final']]);
    expect(costNow(later)).toBeUndefined();
  });

  it('is written down at each midnight of the site, so that days can be told apart', () => {
    const one = begun();
    measures(one, '22:30', 3000);
    measures(one, '23:30', 5000);
    ends(one, '23:40', 5000);
    expect(priced(one)).toEqual([
      // Two hours with one reading: a quarter of it before ten o'clock.
      ['21:00', 500, 0.17],
      ['23:00', 3000, 0.62],
      ['23:40', 4000, 0.8, 'final'],
    ]);
  });

  it('of a session without any reading is spread over its time', () => {
    const one = begun();
    ends(one, '21:30', 5000);
    expect(priced(one)).toEqual([
      ['21:00', 2000, 0.68],
      ['21:30', 4000, 1.04, 'final'],
    ]);
    // The stop is repeated: it costs what it cost.
    ends(one, '21:30', 5000);
    expect(priced(one)).toHaveLength(2);
  });

  it('up to now is by the old tariff, and from now on by the new one', () => {
    const one = begun();
    measures(one, '20:40', 2000);
    one.depot.change(siteOf({ tariff: { ...tariff, defaultPricePerKwh: 1 } }));
    expect(priced(one)).toEqual([['20:40', 1000, 0.34]]);
    measures(one, '20:50', 3000);
    one.depot.asks({ kind: 'setPrices', entries: [{ startsAt: utc(at('20:00')), pricePerKwh: 2 }] });
    one.depot.sleep(100);
    expect(priced(one).slice(1)).toEqual([['20:50', 2000, 1.34]]);
    ends(one, '20:58', 4000);
    expect(priced(one).slice(2)).toEqual([['20:58', 3000, 3.34, 'final']]);
  });

  it('follows a tariff that was changed while nothing ran', () => {
    const one = begun();
    measures(one, '20:40', 2000);
    const later = one.depot.restart({
      site: siteOf({ tariff: { ...tariff, defaultPricePerKwh: 1 } }),
      hostUtc: at('20:41'),
    });
    one.depot = later;
    one.station = bootStation(later, 'CP-01')[0];
    ends(one, '20:50', 3000);
    expect(priced(one)).toEqual([
      ['20:40', 1000, 0.34],
      ['20:50', 2000, 1.34, 'final'],
    ]);
  });

  it('is none without a tariff, and none in two currencies', () => {
    const { tariff: _, ...without } = siteOf();
    const one = begun(without);
    measures(one, '20:50', 3000);
    expect(costNow(one.depot)).toBeUndefined();
    ends(one, '21:20', 6000);
    expect(priced(one)).toEqual([]);
    const other = begun();
    measures(other, '21:10', 3000);
    other.depot.change(siteOf({ tariff: { ...tariff, currency: 'CHF' } }));
    expect(costNow(other.depot)).toBeUndefined();
    ends(other, '21:20', 6000);
    expect(factsOf(other.depot, 'TransactionPriced').filter(({ isFinal }) => isFinal)).toEqual([]);
  });
});

describe('what a central system says that a session costs', () => {
  it('I02 I03 counts, in answers to events and in CostUpdated', () => {
    const field = fieldOf2();
    field.answers = (action, payload) =>
      action === 'TransactionEvent' && payload['eventType'] !== 'Started'
        ? { totalCost: payload['eventType'] === 'Ended' ? 7.5 : 4.2 }
        : undefined;
    const evse = { id: 1, connectorId: 1 };
    field.event('Started', 0, {
      triggerReason: 'Authorized',
      evse,
      idToken: { idToken: '04AABBCC', type: 'ISO14443' },
    });
    field.passes(5);
    field.event('Updated', 1, {
      triggerReason: 'MeterValuePeriodic',
      meterValue: [{ timestamp: field.time(), sampledValue: [energyOf(1500)] }],
    });
    field.passes(5);
    expect(costNow(field.depot)).toMatchObject({ amount: 4.2, source: 'csms' });
    const [{ transaction } = { transaction: '' }] = field.facts('TransactionStarted');
    field.orders('CostUpdated', { totalCost: 5, transactionId: transaction });
    expect(costNow(field.depot)).toMatchObject({ amount: 5, source: 'csms' });
    field.event('Ended', 2, { triggerReason: 'EVDeparted' }, { stoppedReason: 'EVDisconnected' });
    field.passes(5);
    expect(field.facts('CostTold').map(({ cost, isFinal }) => [cost, isFinal])).toEqual([
      [4.2, undefined],
      [5, undefined],
      [7.5, true],
    ]);
  });

  it('1.6: the messages of the white paper on pricing are kept, and go on with the number of the station', () => {
    const scene = sceneOf('1.6', ['1.6', '2.0.1']);
    scene.say(0, 'StartTransaction', { connectorId: 1, idTag: 'VAN-1', meterStart: 0, timestamp: scene0(scene.depot) });
    beginAt(scene, 1);
    scene.news();
    const numbers = [...scene.depot.gateway.state.ledger.uplinks.values()][0]!;
    const [first, second] = [...numbers.bindings].map(([, upstream]) => upstream);
    const cost = (message: string, data: object) =>
      scene.order('DataTransfer', {
        vendorId: 'org.openchargealliance.costmsg',
        messageId: message,
        data: JSON.stringify(data),
      });
    expect(cost('RunningCost', { transactionId: first, cost: 3.1, state: 'Charging' })).toEqual({ status: 'Accepted' });
    expect(scene.told.map(([place, action]) => [place, action])).toEqual([[0, 'DataTransfer']]);
    expect(JSON.parse(scene.told[0]![2]['data'] as string)).toMatchObject({ cost: 3.1, state: 'Charging' });
    expect(cost('RunningCost', { transactionId: second, cost: 2 })).toEqual({ status: 'Accepted' });
    expect(scene.told.map(([place, action]) => [place, action])).toEqual([[1, 'CostUpdated']]);
    expect(cost('FinalCost', { transactionId: first, cost: 9.99 })).toEqual({ status: 'Accepted' });
    expect(cost('RunningCost', { transactionId: first, cost: 1 })).toEqual({ status: 'Accepted' });
    expect(cost('RunningCost', { transactionId: 999_999, cost: 1 })).toMatchObject({ status: 'Rejected' });
    expect(cost('RunningCost', { transactionId: first, cost: 'much' })).toMatchObject({ status: 'Rejected' });
    expect(cost('Anything', {})).toEqual({ status: 'UnknownMessageId' });
    expect(
      factsOf(scene.depot, 'CostTold').map(({ station, cost: amount, isFinal }) => [station, amount, isFinal]),
    ).toEqual([
      ['CP-01', 3.1, undefined],
      ['CP-02', 2, undefined],
      ['CP-01', 9.99, true],
    ]);
  });

  it('2.1: its default tariff is what hours cost, for the planner and for sessions, until it is cleared', () => {
    const scene = sceneOf('2.1', ['2.1']);
    const slots = () => (scene.depot.asks({ kind: 'prices', slots: 1 }) as Partial<PricesView>).slots?.[0];
    expect(slots()).toBeUndefined();
    const given = { tariffId: 'day', currency: 'CHF', energy: { prices: [{ priceKwh: 0.41 }] } };
    expect(scene.order('SetDefaultTariff', { evseId: 0, tariff: given })).toEqual({ status: 'Accepted' });
    expect(slots()).toMatchObject({ pricePerKwh: 0.41 });
    beginAt(scene, 0);
    expect(costNow(scene.depot)).toMatchObject({ currency: 'CHF', amount: 0 });
    scene.order('ClearTariffs', {});
    expect(slots()).toBeUndefined();
  });
});

const scene0 = (depot: Harness): string => new Date(depot.utc()).toISOString();
