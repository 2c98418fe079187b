// Stations that come, are replaced and go, through the real core.

import { describe, expect, it } from 'vitest';
import type { Site } from '../../src/model/config/site.ts';
import type { LinkId, StationId } from '../../src/model/ids.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import { boot, createHarness, obedient, ordinaryCsms } from './harness.ts';

const depot = smallDepot(2, 200, [uplink('csms', 'control')]);

const start = (id: string): [number, string, string, object] => [
  2,
  id,
  'StartTransaction',
  { connectorId: 1, idTag: 'VAN-1', meterStart: 100, timestamp: '2026-01-15T18:00:00Z' },
];

/** CP-02 with another identity, as the site file has it when the device was replaced. */
const replaced: Site = {
  ...depot,
  stations: depot.stations.map((station) =>
    station.id === 'CP-02'
      ? { ...station, id: 'ACME-77' as StationId, evses: station.evses.map((evse) => ({ ...evse, upstreamEvse: 2 })) }
      : station,
  ),
};

describe('a station that is replaced (G14)', () => {
  it('what the old one said is told under its number, and what the new one says too', () => {
    const core = createHarness(depot);
    const old = core.connectStation('CP-02');
    core.says(old, boot);
    core.says(old, start('t1'));
    core.hears(old);
    core.change(replaced);
    expect(core.hears(old)).toContainEqual([0, 'close', 1008]);
    core.drop(old);
    const fresh = core.connectStation('ACME-77');
    core.says(fresh, boot);
    core.says(fresh, start('t2'));
    const csms = core.connectCsms();
    const told = core.answers(csms, ordinaryCsms());
    const starts = told.filter(([, , action]) => action === 'StartTransaction').map(([, , , payload]) => payload);
    expect(starts).toMatchObject([
      { connectorId: 2, idTag: 'VAN-1' },
      { connectorId: 2, idTag: 'VAN-1' },
    ]);
    // Another process on the same disk says the same.
    const later = core.restart();
    expect([...later.gateway.state.ledger.gateway.numbering]).toEqual([
      ['CP-01/1', 1],
      ['ACME-77/1', 2],
    ]);
    expect(later.gateway.state.ledger.gateway.formerNumbers.get('CP-02/1' as never)).toBe(2);
  });

  it('orders of the central system for its number go to the new one', () => {
    const core = createHarness(depot);
    core.change(replaced);
    const fresh = core.connectStation('ACME-77');
    core.says(fresh, boot);
    core.sleep(1000);
    core.answers(fresh, obedient);
    const csms = core.connectCsms();
    core.answers(csms, ordinaryCsms());
    core.says(csms, [2, 'u1', 'UnlockConnector', { connectorId: 2 }]);
    expect(core.hears(fresh).map(([, , action]) => action)).toContain('UnlockConnector');
  });
});

describe('a device that is gone in the middle of a transaction', () => {
  it('a person ends it with the last reading: the CSMS is told once, and what comes later changes nothing', () => {
    const core = createHarness(depot);
    const old = core.connectStation('CP-02');
    core.says(old, boot);
    core.says(old, start('t1'));
    const [, , { transactionId }] = core.hears(old).find(([, id]) => id === 't1') as [
      number,
      string,
      { transactionId: number },
    ];
    const values = [{ timestamp: '2026-01-15T18:00:01Z', sampledValue: [{ value: '350' }] }];
    core.says(old, [2, 'm1', 'MeterValues', { connectorId: 1, transactionId, meterValue: values }]);
    const end = (): void => {
      const question = { kind: 'endTransactions', station: 'CP-02' as StationId } as const;
      core.driver.offer({ kind: 'ask', ask: 'a1' as never, question });
    };
    const ends = () => core.facts.filter((fact) => fact.kind === 'TransactionEnded');
    end();
    expect(ends()).toEqual([]);
    core.change(replaced);
    end();
    end();
    expect(ends()).toMatchObject([
      { station: 'CP-02', meterStopWh: 350, energyWh: 250, reason: 'Other', endedBy: 'person', evse: 1 },
    ]);
    core.drop(old);
    const told = core.answers(core.connectCsms(), ordinaryCsms());
    const stops = told.filter(([, , action]) => action === 'StopTransaction').map(([, , , payload]) => payload);
    expect(stops).toEqual([
      { transactionId: 5001, meterStop: 350, timestamp: '2026-01-15T18:00:01.000Z', reason: 'Other' },
    ]);
    expect([
      ...core
        .restart()
        .gateway.state.ledger.stations.get('CP-02' as StationId)!
        .transactions.known.values(),
    ]).toMatchObject([{ endedAt: expect.any(Number) as number }]);
  });
});

it('a key that a station shows to whoever asks is not written down (A01.FR.09)', () => {
  const core = createHarness(depot);
  const link = core.connectStation('CP-01');
  core.says(link, boot);
  core.sleep(1000);
  const configurationKey = [
    { key: 'AuthorizationKey', readonly: false, value: 'SECRET-4711' },
    { key: 'HeartbeatInterval', readonly: false, value: '300' },
  ];
  core.answers(link, (action) => (action === 'GetConfiguration' ? { configurationKey } : { status: 'Accepted' }));
  const written = JSON.stringify(core.lines);
  expect(written).toContain('HeartbeatInterval');
  expect(written).not.toContain('SECRET-4711');
});

describe('a station that was enrolled', () => {
  it('is told 0 A, whatever it does, until it is placed', () => {
    const enrolled: Site = {
      ...depot,
      stations: depot.stations.map((station) =>
        station.id === 'CP-02' ? { ...station, fallbackAmps: 0, enrolled: true } : station,
      ),
    };
    const core = createHarness(enrolled);
    const [one, two] = ['CP-01', 'CP-02'].map((id) => core.connectStation(id));
    for (const link of [one!, two!]) {
      core.says(link, boot);
      core.says(link, start(`t-${link}`));
    }
    const told = new Map([one!, two!].map((link): [LinkId, number[]] => [link, []]));
    const charge = (): void => {
      for (let tenSeconds = 0; tenSeconds < 6; tenSeconds += 1) {
        core.sleep(10_000);
        for (const [link, limits] of told)
          for (const [, , action, payload] of core.answers(link, obedient))
            if (action === 'SetChargingProfile')
              limits.push(Number(/"limit":([\d.]+)/.exec(JSON.stringify(payload))?.[1]));
      }
    };
    charge();
    expect(Math.max(...told.get(one!)!)).toBeGreaterThan(6);
    expect(new Set(told.get(two!))).toEqual(new Set([0]));
    core.change(depot);
    // It was Pending until it was placed, and boots again.
    core.says(two!, [2, 'placed', 'BootNotification', boot[3]]);
    core.says(two!, start('placed-start'));
    charge();
    expect(Math.max(...told.get(two!)!)).toBeGreaterThan(6);
  });
});

describe('a station that leaves the site file', () => {
  it('is cut off, and so is one that has to prove more than before', () => {
    const core = createHarness(depot);
    const [one, two] = ['CP-01', 'CP-02'].map((id) => core.connectStation(id));
    core.change({ ...depot, name: 'Another name' });
    expect([core.hears(one!), core.hears(two!)]).toEqual([[], []]);
    const stations = depot.stations.map((station) =>
      station.id === 'CP-01'
        ? { ...station, security: { profile: 1 } as const }
        : { ...station, state: 'retired' as const },
    );
    core.change({ ...depot, stations });
    expect(core.hears(one!)).toEqual([[0, 'close', 1008]]);
    expect(core.hears(two!)).toEqual([[0, 'close', 1008]]);
  });

  it('a number that the file cannot have is an alarm, and the ledger stays as it is', () => {
    const core = createHarness(depot);
    const stations = depot.stations.map((station) =>
      station.id === 'CP-01'
        ? { ...station, evses: station.evses.map((evse) => ({ ...evse, upstreamEvse: 9 })) }
        : station,
    );
    core.change({ ...depot, stations });
    const { alarms, ledger } = core.gateway.state;
    expect(alarms.get('BB_NUMBER_KEPT:CP-01/1')).toContain('knows it as EVSE 1');
    expect(ledger.gateway.numbering.get('CP-01/1' as never)).toBe(1);
    core.change(depot);
    expect(alarms.size).toBe(0);
  });
});
