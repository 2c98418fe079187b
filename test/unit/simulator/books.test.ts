import { describe, expect, it } from 'vitest';
import { compareBooks } from '../../../adapters/simulator/check-books.ts';
import type { Books } from '../../../adapters/simulator/csms/books.ts';
import type { SimCsms } from '../../../adapters/simulator/csms.ts';
import { createCsms } from '../../../adapters/simulator/csms.ts';
import { createVehicle } from '../../../adapters/simulator/electric-vehicle.ts';
import type { Chance } from '../../../adapters/simulator/random.ts';
import { between, seeded } from '../../../adapters/simulator/random.ts';
import { createStation } from '../../../adapters/simulator/station.ts';
import type { SimStation, StationOptions } from '../../../adapters/simulator/station/types.ts';
import type { Lab } from './lab.ts';
import { createLab } from './lab.ts';

const hour = 3_600_000;
const versions = ['1.6', '2.0.1', '2.1'] as const;

interface Depot {
  readonly lab: Lab;
  readonly csms: SimCsms;
  readonly stations: readonly SimStation[];
  readonly chance: Chance;
}

function depot(seed: number, options: Partial<StationOptions> = {}): Depot {
  const chance = seeded(seed);
  const csms = createCsms({ tokens: [['AA01', { status: 'Accepted' }]] });
  const stations = [1, 2, 3].map((at) =>
    createStation({
      id: `CP-0${at}`,
      evses: at === 3 ? 2 : 1,
      chance,
      sampleSeconds: 300,
      reconnectMs: 5000,
      ...options,
    }),
  );
  return { lab: createLab(stations, csms, chance), csms, stations, chance };
}

function busyHour({ lab, stations, chance }: Depot): void {
  for (const station of stations) {
    const evse = between(chance, 1, station.evses(lab.now()).length);
    const vehicle = createVehicle({
      name: 'Van',
      batteryKwh: between(chance, 5, 60),
      soc: 0.3,
      phases: chance.fraction() < 0.3 ? 1 : 3,
      maxAmps: 16,
      startDelayMs: 10_000,
    });
    if (chance.fraction() < 0.7) lab.event(station, { kind: 'plug', evse, vehicle, token: 'AA01' });
    lab.after(between(chance, 1, hour - 1000), () => lab.event(station, { kind: 'unplug', evse }));
  }
  lab.run(hour);
}

/** Everything that may be acknowledged is. */
function settle({ lab, stations, csms }: Depot): void {
  lab.isUp = true;
  csms.faults.silent = false;
  for (const station of stations)
    for (const { evse } of station.evses(lab.now())) lab.event(station, { kind: 'unplug', evse });
  lab.run(4 * hour);
  for (const station of stations) expect(station.unacknowledged()).toBe(0);
}

describe('station and central system wired together', () => {
  it.each(versions)('%s: a quiet day: books agree, no rule is broken', (version) => {
    const one = depot(1, { version });
    one.csms.faults.answerAfterMs = 100;
    for (let at = 0; at < 24; at += 1) busyHour(one);
    settle(one);
    expect(one.csms.books.transactions.size).toBeGreaterThan(20);
    expect(compareBooks(one.stations, one.csms.books)).toEqual([]);
    expect(one.csms.books.violations).toEqual([]);
    expect(one.stations.flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  it.each([2, 3, 4, 5, 6, 7, 8, 9])(
    'three days of drops, power cuts, silence, refusals and crashes, seed %i',
    (seed) => {
      const version = seed < 6 ? '1.6' : seed < 8 ? '2.0.1' : '2.1';
      const one = depot(seed, { version, afterPowerLoss: seed % 2 === 0 ? 'stop' : 'resume', callTimeoutMs: 30_000 });
      const { lab, stations, csms, chance } = one;
      for (let at = 0; at < 72; at += 1) {
        for (const station of stations) {
          const when = between(chance, 0, hour - 1);
          const what = chance.fraction();
          if (what < 0.3) lab.after(when, () => lab.drop(station, chance.fraction() < 0.5));
          else if (what < 0.4) lab.after(when, () => lab.event(station, { kind: 'powerCycle' }));
          else if (what < 0.45) lab.after(when, () => lab.event(station, { kind: 'reset' }));
          else if (what < 0.55)
            csms.faults.refuse(version === '1.6' ? 'MeterValues' : 'TransactionEvent', 'InternalError', 2);
          else if (what < 0.65)
            csms.faults.crashAfterEffect(
              1,
              version === '1.6' ? ['StartTransaction', 'StopTransaction', 'MeterValues'][at % 3] : 'TransactionEvent',
            );
        }
        csms.faults.silent = chance.fraction() < 0.1;
        csms.faults.answerAfterMs = between(chance, 0, 500);
        lab.isUp = chance.fraction() > 0.15;
        if (!lab.isUp) for (const station of stations) lab.drop(station);
        busyHour(one);
      }
      settle(one);
      const { books } = csms;
      expect(books.transactions.size).toBeGreaterThan(40);
      expect(books.calls.some(({ effect }) => effect === 'repeated')).toBe(true);
      expect(compareBooks(stations, books)).toEqual([]);
      expect(books.violations).toEqual([]);
    },
  );

  it.each([
    ['pipelining', { pipelining: true }, /came while .* was not answered$/],
    ['ids that restart with every boot', { messageIds: 'restarting' }, /was used before, for another message/],
  ] as const)(
    'careless stations, %s: the rule they break is written down, the books agree',
    (_name, options, expected) => {
      const one = depot(21, { ...options, callTimeoutMs: 30_000 });
      one.csms.faults.answerAfterMs = 100;
      for (let at = 0; at < 24; at += 1) {
        one.csms.faults.crashAfterEffect(1, ['StartTransaction', 'MeterValues', 'StopTransaction'][at % 3]);
        for (const station of one.stations)
          one.lab.after(between(one.chance, 0, hour - 1), () => one.lab.event(station, { kind: 'powerCycle' }));
        busyHour(one);
      }
      settle(one);
      expect(compareBooks(one.stations, one.csms.books)).toEqual([]);
      expect(one.csms.books.violations.length).toBeGreaterThan(0);
      for (const violation of one.csms.books.violations) expect(violation).toMatch(expected);
    },
  );

  it('stations that repeat a start under a new id leave ghosts, and they are found', () => {
    const one = depot(22, { newIdOnRetry: true });
    one.csms.faults.crashAfterEffect(2, 'StartTransaction');
    for (let at = 0; at < 3; at += 1) busyHour(one);
    settle(one);
    const differences = compareBooks(one.stations, one.csms.books).join('\n');
    expect(differences).toMatch(/invented or doubled/);
  });

  it('the same seed gives the same books', () => {
    const run = (): string => {
      const one = depot(9);
      for (let at = 0; at < 6; at += 1) busyHour(one);
      return JSON.stringify(one.csms.books.calls);
    };
    expect(run()).toBe(run());
  });
});

/** An afternoon with several transactions, for planting faults into its books. */
function afternoon(): { readonly stations: readonly SimStation[]; readonly books: Books } {
  const one = depot(11);
  for (let at = 0; at < 5; at += 1) busyHour(one);
  settle(one);
  expect(compareBooks(one.stations, one.csms.books)).toEqual([]);
  return { stations: one.stations, books: one.csms.books };
}

const long = (books: Books) => [...books.transactions.values()].find(({ readings }) => readings.length > 3)!;

const planted: readonly [string, (books: Books) => void, RegExp][] = [
  ['a lost stop', (books) => void (long(books).stop = undefined), /the stop of .* was acknowledged and lost/],
  [
    'a doubled sample',
    (books) => void long(books).readings.splice(2, 0, long(books).readings[1]!),
    /a reading of .* was doubled/,
  ],
  ['a lost sample', (books) => void long(books).readings.splice(1, 1), /9 acknowledged values of .* were lost/],
  ['swapped samples', (books) => void long(books).readings.reverse(), /out of order/],
  [
    'a lost start',
    (books) => void books.transactions.delete(long(books).id),
    /the start of .* was acknowledged and lost/,
  ],
  [
    'an invented transaction',
    (books) => {
      const { start } = long(books);
      const payload = { ...start.payload, meterStart: 7 };
      books.transactions.set(9, { ...long(books), id: 9, start: { ...start, payload } });
    },
    /transaction 9 was invented or doubled/,
  ],
  [
    'a ghost: the same start twice',
    (books) => void books.transactions.set(9, { ...long(books), id: 9, readings: [] }),
    /invented or doubled/,
  ],
  [
    'a reading that nobody took',
    (books) => {
      const one = long(books).readings[1]!;
      const sampledValue = [{ value: '1' }];
      long(books).readings[1] = { ...one, meterValue: { ...one.meterValue, sampledValue } };
    },
    /was invented/,
  ],
  [
    'another energy at the end',
    (books) => {
      const { stop } = long(books);
      long(books).stop = { ...stop!, payload: { ...stop!.payload, meterStop: 1 } };
    },
    /says meterStop 1, not \d+/,
  ],
  [
    'another token',
    (books) => {
      const one = long(books);
      const start = { ...one.start, payload: { ...one.start.payload, idTag: 'BB' } };
      books.transactions.set(one.id, { ...one, start });
    },
    /acknowledged and lost/,
  ],
  [
    'a reading after the stop',
    (books) => {
      const one = long(books);
      one.stop = { ...one.stop!, order: one.readings[1]!.order };
    },
    /came after its stop/,
  ],
  [
    'a message without its transaction',
    (books) => void books.orphans.push({ ...long(books).stop!, payload: { transactionId: 77 } }),
    /came without a transaction/,
  ],
];

describe('compareBooks finds what is planted', () => {
  it.each(planted)('%s', (_name, plant, expected) => {
    const { stations, books } = afternoon();
    plant(books);
    expect(compareBooks(stations, books).join('\n')).toMatch(expected);
  });

  it('takes merged and split lists, and other spellings of a moment, for what they are', () => {
    const { stations, books } = afternoon();
    const { readings } = long(books);
    const [first, ...rest] = readings;
    const [one, ...others] = first!.meterValue['sampledValue'] as unknown[];
    const timestamp = String(first!.meterValue['timestamp']).replace('Z', '+00:00');
    const split = [[one], others].map((sampledValue) => ({ ...first!, meterValue: { timestamp, sampledValue } }));
    readings.splice(0, readings.length, ...split, ...rest);
    expect(compareBooks(stations, books)).toEqual([]);
  });

  it('follows a numbering', () => {
    const { stations, books } = afternoon();
    const elsewhere = (station: string, evse: number) => ({ identity: station, connectorId: evse + 1 });
    expect(compareBooks(stations, books, elsewhere)).not.toEqual([]);
    for (const one of books.transactions.values()) {
      const connectorId = (one.start.payload['connectorId'] as number) + 1;
      books.transactions.set(one.id, {
        ...one,
        start: { ...one.start, payload: { ...one.start.payload, connectorId } },
      });
    }
    expect(compareBooks(stations, books, elsewhere)).toEqual([]);
  });

  it('forgives what was never acknowledged, but not twice', () => {
    const { stations, books } = afternoon();
    const last = stations.map(({ id, journal }) => ({
      id,
      journal: journal.map(({ acknowledgedAt: _at, ...record }) => record),
    }));
    long(books).readings.pop();
    expect(compareBooks(last, books)).toEqual([]);
    long(books).readings.push(long(books).readings[0]!);
    expect(compareBooks(last, books).join()).toMatch(/doubled/);
  });
});
