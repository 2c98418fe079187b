// What sessions need: from the site's own list, over the API, and from the central system. With the real core.

import { describe, expect, it } from 'vitest';
import type { NeedsAnswer } from '../../src/local/needs-view.ts';
import { restorePart, newLedger, savePart } from '../../src/site/ledger.ts';
import type { StationPart } from '../../src/site/station-part.ts';
import { ordinaryCsms } from './harness.ts';
import type { Depot } from './limit-depot.ts';
import { ask, codeOf, restarted } from './outside-depot.ts';
import { allStart, at, evse, idleDepot, planSite } from './plan-depot.ts';

const put = (depot: Depot, station: number, needs: unknown): unknown =>
  ask(depot, { kind: 'setNeeds', evse: at(station), needs });
const get = (depot: Depot, station: number): NeedsAnswer =>
  ask(depot, { kind: 'needs', evse: at(station) }) as NeedsAnswer;
const needs = (depot: Depot, station: number) => evse(depot, station).needs;

describe('the site’s own list', () => {
  it('says when the vehicle leaves, what it needs by then, and who comes first', () => {
    const depot = allStart(idleDepot(planSite(60)));
    expect(needs(depot, 1)).toMatchObject({
      vehicle: 'Van 1',
      departsAt: '2026-01-16T05:30:00.000Z',
      energyKwh: 40,
      remainingKwh: 40,
      priority: 5,
      noPause: false,
    });
    expect(needs(depot, 3)).toMatchObject({ departsAt: '2026-01-15T23:00:00.000Z', priority: 7, noPause: true });
  });

  it('E18 a departure that is past is unknown', () => {
    const depot = allStart(idleDepot(planSite(60)));
    depot.passes(5 * 3600 + 60);
    expect(needs(depot, 3)).not.toHaveProperty('departsAt');
    expect(needs(depot, 1)).toHaveProperty('departsAt');
  });

  it.each([
    ['Europe/Berlin', Date.UTC(2026, 2, 28, 22), '2026-03-29T03:30:00.000Z'],
    ['Europe/Berlin', Date.UTC(2026, 9, 24, 22), '2026-10-25T04:30:00.000Z'],
    ['America/New_York', Date.UTC(2026, 2, 8, 4), '2026-03-08T09:30:00.000Z'],
  ])(
    'E46 half past five is half past five in %s on the day on which clocks are set',
    (timezone, hostUtc, departsAt) => {
      const depot = allStart(idleDepot(planSite(60, { timezone }), { hostUtc }));
      expect(needs(depot, 1)).toMatchObject({ departsAt });
    },
  );

  it('what a meter has counted is not needed any more', () => {
    const depot = allStart(idleDepot(planSite(60)));
    const [post] = depot.posts;
    const sampledValue = [{ value: '12500', measurand: 'Energy.Active.Import.Register', unit: 'Wh' }];
    const timestamp = new Date(depot.harness().utc()).toISOString();
    post!.says('MeterValues', {
      connectorId: 1,
      transactionId: post!.number(),
      meterValue: [{ timestamp, sampledValue }],
    });
    depot.passes(5);
    const { deliveredKwh, remainingKwh } = needs(depot, 1)!;
    expect(deliveredKwh).toBeGreaterThan(0);
    expect(deliveredKwh + remainingKwh!).toBeCloseTo(40);
  });
});

describe('over the API', () => {
  it('counts before the list, field by field, and until the session ends', () => {
    const depot = allStart(idleDepot(planSite(60)));
    expect(put(depot, 1, { departsAt: '21:00', leastKwh: 8 })).toMatchObject({
      evse: at(1),
      said: { api: { departsAt: '21:00', leastKwh: 8 } },
    });
    depot.passes(1);
    const merged = { departsAt: '2026-01-15T21:00:00.000Z', energyKwh: 40, leastKwh: 8 };
    expect(get(depot, 1).needs).toMatchObject(merged);
    depot.posts[0]!.stops();
    depot.passes(5);
    expect(get(depot, 1)).toEqual({ evse: at(1), said: {} });
    depot.posts[0]!.starts(1, 'VAN-1');
    depot.passes(5);
    expect(needs(depot, 1)).toMatchObject({ departsAt: '2026-01-16T05:30:00.000Z' });
    expect(needs(depot, 1)).not.toHaveProperty('leastKwh');
  });

  it('may be said before the session, and waits for it a day', () => {
    const depot = idleDepot(planSite(60));
    put(depot, 1, { departsAt: '2026-01-16T08:00:00+01:00', energyKwh: 9 });
    put(depot, 2, { energyKwh: 1 });
    depot.posts[0]!.starts(1, 'VAN-1');
    depot.passes(5);
    expect(needs(depot, 1)).toMatchObject({ departsAt: '2026-01-16T07:00:00.000Z', energyKwh: 9 });
    depot.passes(25 * 3600);
    depot.posts[1]!.starts(1, 'VAN-2');
    depot.passes(5);
    expect(needs(depot, 2)).toMatchObject({ energyKwh: 20 });
  });

  it('is taken back', () => {
    const depot = allStart(idleDepot(planSite(60)));
    put(depot, 1, { energyKwh: 9 });
    depot.passes(1);
    ask(depot, { kind: 'clearNeeds', evse: at(1) });
    depot.passes(1);
    expect(needs(depot, 1)).toMatchObject({ energyKwh: 40 });
  });

  it.each([
    ['nothing', [1]],
    ['a text', 'soon'],
    ['a stranger', { departAt: '05:30' }],
    ['a departure without a zone', { departsAt: '2026-01-16T08:00:00' }],
    ['a departure that is past', { departsAt: '2026-01-15T08:00:00Z' }],
    ['a departure next year', { departsAt: '2027-01-15T08:00:00Z' }],
    ['an hour that no clock shows', { departsAt: '25:00' }],
    ['negative energy', { energyKwh: -1 }],
    ['too much energy', { energyKwh: 4e4 }],
    ['energy as text', { energyKwh: '40' }],
    ['a least above all', { energyKwh: 4, leastKwh: 5 }],
    ['half a priority', { priority: 4.5 }],
    ['too high a priority', { priority: 10 }],
    ['a pause as text', { noPause: 'yes' }],
    ['another sun', { solar: 'moon' }],
  ])('%s is refused with BB_NEEDS', (_name, said) => {
    const depot = idleDepot(planSite(60));
    expect(codeOf(put(depot, 1, said))).toBe('BB_NEEDS');
    expect(depot.harness().facts.filter(({ kind }) => kind === 'NeedsSet')).toEqual([]);
  });

  it('an EVSE that is not there is BB_EVSE_UNKNOWN', () => {
    const depot = idleDepot(planSite(60));
    expect(codeOf(put(depot, 9, { energyKwh: 1 }))).toBe('BB_EVSE_UNKNOWN');
  });

  it('survives a restart, and the ledger says the same after a replay', () => {
    const depot = allStart(idleDepot(planSite(60)));
    put(depot, 1, { energyKwh: 9, solar: 'minimum' });
    put(depot, 2, { departsAt: '22:00' });
    depot.posts[2]!.stops();
    put(depot, 3, { priority: 9 });
    depot.passes(2);
    const before = [...depot.harness().gateway.state.ledger.stations.values()].map(
      ({ needs: all }: StationPart) => all,
    );
    const { ledger } = depot.harness().gateway.state;
    const again = newLedger();
    for (const id of ledger.stations.keys()) restorePart(again, `station:${id}`, savePart(ledger, `station:${id}`)!);
    expect([...again.stations.values()].map(({ needs: all }) => all)).toEqual(before);
    restarted(depot);
    depot.passes(30);
    const after = [...depot.harness().gateway.state.ledger.stations.values()].map(({ needs: all }) => all);
    expect(after).toEqual(before);
    expect(needs(depot, 1)).toMatchObject({ energyKwh: 9, solar: 'minimum' });
  });

  it('a snapshot of before knows no needs', () => {
    const depot = allStart(idleDepot(planSite(60)));
    const { ledger } = depot.harness().gateway.state;
    const [id] = ledger.stations.keys();
    const { needs: _, ...old } = JSON.parse(savePart(ledger, `station:${id!}`)!) as Record<string, unknown>;
    const again = newLedger();
    restorePart(again, `station:${id!}`, JSON.stringify(old));
    expect(again.stations.get(id!)!.needs).toEqual(new Map());
  });
});

describe('SessionNeeds of a central system', () => {
  function say(depot: Depot, data: object): Record<string, unknown> {
    const harness = depot.harness();
    const csms = harness.connectCsms();
    harness.answers(csms, ordinaryCsms());
    harness.sleep(5000);
    harness.answers(csms, ordinaryCsms());
    harness.says(csms, [
      2,
      'x1',
      'DataTransfer',
      { vendorId: 'Busbar', messageId: 'SessionNeeds', data: JSON.stringify(data) },
    ]);
    return harness.hears(csms).find(([type, id]) => type === 3 && id === 'x1')![2] as Record<string, unknown>;
  }

  it('counts before the list and after the API', () => {
    const depot = allStart(idleDepot(planSite(60)));
    const said = { departsAt: '2026-01-15T22:00:00Z', energyKwh: 12, priority: 2 };
    expect(say(depot, { station: 'CP-01', connectorId: 1, needs: said })).toMatchObject({ status: 'Accepted' });
    put(depot, 1, { energyKwh: 30 });
    depot.passes(1);
    expect(needs(depot, 1)).toMatchObject({ departsAt: '2026-01-15T22:00:00.000Z', energyKwh: 30, priority: 2 });
  });

  it.each([
    [{ station: 'CP-01', needs: { energyKwh: -3 } }, /kWh/],
    [{ station: 'CP-01', connectorId: 7, needs: {} }, /connectorId/],
    [{ station: 'CP-01' }, /object/],
  ])('%j is rejected and says why', (data, why) => {
    const answer = say(allStart(idleDepot(planSite(60))), data);
    expect(answer).toMatchObject({ status: 'Rejected' });
    expect(answer['data']).toMatch(why);
  });

  it('null takes back', () => {
    const depot = allStart(idleDepot(planSite(60)));
    say(depot, { station: 'CP-01', needs: { energyKwh: 1 } });
    depot.passes(1);
    expect(needs(depot, 1)).toMatchObject({ energyKwh: 1 });
    say(depot, { station: 'CP-01', needs: null });
    depot.passes(1);
    expect(needs(depot, 1)).toMatchObject({ energyKwh: 40 });
  });
});
