// The history beside the journal on a real disk: what sessions cost, events and orders, minutes, and how much of it is kept.

import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { auditKinds, eventKinds } from '../../adapters/history/event-entry.ts';
import { openTable } from '../../adapters/history/table.ts';
import { isTold } from '../../adapters/history/told.ts';
import type { StationId } from '../../src/model/ids.ts';
import { utc } from '../../src/model/time.ts';
import type { Running } from './journal-fixture.ts';
import { newDir, run } from './journal-fixture.ts';

const at = Date.UTC(2026, 4, 1);
const minuteMs = 60_000;
const dayMs = 86_400_000;

function open(dir = newDir(), more: object = {}): { journal: Running; dir: string } {
  const journal = run(dir, { ballastBytes: 0, reserveBytes: 0, history: { reopenAfterMs: 500, ...more } });
  onTestFinished(async () => {
    await journal.journal.close();
    rmSync(dir, { recursive: true, force: true });
  });
  return { journal, dir };
}

const fact = (kind: string, more: object): string => JSON.stringify({ kind, ...more, happenedAt: at });
const about = { station: 'CP-1', transaction: 't-1' };
const started = (token: string, more: object = {}): string =>
  fact('TransactionStarted', { ...about, evse: 1, number: 7, token, meterStartWh: 100, receivedAt: at, ...more });
const priced = (cost: number, more: object = {}): string =>
  fact('TransactionPriced', { ...about, energyWh: 2000, cost, currency: 'EUR', ...more });

it('keeps what a session costs by the tariff and by the word of a central system, and whose vehicle it was', async () => {
  const { journal } = open();
  await journal.commit([started('', { vehicle: 'van-1' }), priced(1.5)]);
  await journal.commit([fact('TransactionUpdated', { ...about, evse: 1, token: 'CARD', vehicle: 'van-2' })]);
  // A message that shows nobody changes nobody.
  await journal.commit([fact('TransactionUpdated', { ...about, evse: 1, chargingState: 'SuspendedEV' })]);
  await journal.commit([
    priced(2.25, { energyWh: 3000, isFinal: true }),
    fact('CostTold', { ...about, toldBy: 'csms', cost: 9, isFinal: true }),
    fact('TransactionEnded', {
      ...about,
      number: 7,
      meterStopWh: 3200,
      energyWh: 3100,
      reason: 'Local',
      receivedAt: at,
    }),
  ]);
  expect(await journal.journal.transactions({ limit: 5 })).toEqual([
    {
      ...about,
      row: 1,
      evse: 1,
      number: 7,
      token: 'CARD',
      vehicle: 'van-2',
      startedAt: at,
      endedAt: at,
      receivedAt: at,
      meterStartWh: 100,
      meterStopWh: 3200,
      energyWh: 3100,
      reason: 'Local',
      cost: 2.25,
      currency: 'EUR',
      costIsFinal: 1,
      toldCost: 9,
      toldCostIsFinal: 1,
    },
  ]);
});

it('goes on with a database of an earlier version, whose sessions have no costs', async () => {
  const dir = newDir();
  const old = new Database(join(dir, 'history.db'));
  old.exec(`CREATE TABLE session ("transaction" TEXT PRIMARY KEY, row INTEGER NOT NULL, station TEXT NOT NULL, evse INTEGER,
    number INTEGER, token TEXT, startedAt INTEGER, endedAt INTEGER, meterStartWh REAL, meterStopWh REAL, reason TEXT,
    verdict TEXT, receivedAt INTEGER) WITHOUT ROWID;
    INSERT INTO session ("transaction", row, station) VALUES ('old', 1, 'CP-9');`);
  old.close();
  const { journal } = open(dir);
  await journal.commit([started('CARD'), priced(1)]);
  expect(await journal.journal.transactions({ limit: 5 })).toMatchObject([
    { transaction: 't-1', cost: 1 },
    { transaction: 'old', station: 'CP-9' },
  ]);
});

it('keeps events and who ordered what apart, without tokens, keys and the words of stations', async () => {
  const { journal } = open();
  await journal.commit([
    fact('Started', { epoch: 3, numbersFrom: 1 }),
    fact('StationBooted', { station: 'CP-1', protocol: '1.6', vendor: 'Acme', model: 'One' }),
    fact('RemoteCommanded', { station: 'CP-1', command: 'c', action: 'start', evse: 1, token: '04AABBCCDD' }),
    fact('SettingChanged', { uplink: 'csms', key: 'AuthorizationKey', value: 'topsecret' }),
    fact('SettingChanged', { uplink: 'csms', key: 'HeartbeatInterval', value: '300' }),
    fact('SiteChanged', { site: { id: 'whole' } }),
    fact('SiteTokensChanged', { set: [{ sealed: 'x' }, { sealed: 'y' }], dropped: [] }),
    fact('StatusReported', { station: 'CP-1', evse: 1, status: 'Occupied', native: 'Charging' }),
  ]);
  const all = await journal.journal.events({ limit: 10 });
  expect(all.map(({ row, audit, kind }) => [row, audit, kind])).toEqual([
    [7, true, 'SiteTokensChanged'],
    [6, true, 'SiteChanged'],
    [5, true, 'SettingChanged'],
    [4, true, 'SettingChanged'],
    [3, true, 'RemoteCommanded'],
    [2, false, 'StationBooted'],
    [1, false, 'Started'],
  ]);
  expect(all.map(({ about: said }) => said)).toEqual([
    { setCount: 2, droppedCount: 0 },
    {},
    { uplink: 'csms', key: 'HeartbeatInterval', value: '300' },
    { uplink: 'csms', key: 'AuthorizationKey' },
    { station: 'CP-1', command: 'c', action: 'start', evse: 1, tokenEnd: 'CCDD' },
    { station: 'CP-1', protocol: '1.6', vendor: 'Acme', model: 'One' },
    { epoch: 3, numbersFrom: 1 },
  ]);
  expect(await journal.journal.events({ limit: 10, audit: false, station: 'CP-1' as StationId })).toMatchObject([
    { kind: 'StationBooted' },
  ]);
  expect(await journal.journal.events({ limit: 2, before: all[4]!.id })).toMatchObject([{ row: 2 }, { row: 1 }]);
});

it('keeps minutes of EVSEs, circuits and the site; one that nobody measured is not there', async () => {
  const { journal } = open();
  const amps = [6, 7.52, 16] as const;
  for (const minute of [0, 2])
    journal.journal.keepMinute({
      at: utc(at + minute * minuteMs),
      rows: [
        { of: 'evse', name: 'CP-1/1', seconds: 60, amps, energyWh: 12.34 },
        { of: 'circuit', name: 'row-a', seconds: 55, amps },
        { of: 'site', name: '', seconds: 60, energyWh: 20, gridEnergyWh: 55.5, gridSeconds: 60 },
      ],
    });
  const range = { from: utc(at), to: utc(at + dayMs) };
  const figures = { ampsMinMeanMax: [6, 7.5, 16] };
  expect(await journal.journal.minutes({ of: 'evse', name: 'CP-1/1', ...range })).toEqual([
    { at, seconds: 60, ...figures, energyWh: 12.3 },
    { at: at + 2 * minuteMs, seconds: 60, ...figures, energyWh: 12.3 },
  ]);
  expect(await journal.journal.minutes({ of: 'circuit', name: 'row-a', ...range })).toMatchObject([
    { seconds: 55, ...figures },
    {},
  ]);
  expect(await journal.journal.minutes({ of: 'site', ...range, to: utc(at + minuteMs) })).toEqual([
    { at, seconds: 60, energyWh: 20, gridImportWh: 55.5 },
  ]);
  expect(await journal.journal.minutes({ of: 'evse', name: 'CP-9/1', ...range })).toEqual([]);
});

it('tells quarters of an hour of the site, as means of what is known, also in a database of an earlier version', async () => {
  const dir = newDir();
  const old = new Database(join(dir, 'history.db'));
  old.exec(`CREATE TABLE siteMinute (at INTEGER PRIMARY KEY, seconds INTEGER NOT NULL, least INTEGER, mean INTEGER,
    most INTEGER, energy INTEGER, gridSeconds INTEGER NOT NULL, gridEnergy INTEGER);
    INSERT INTO siteMinute (at, seconds, gridSeconds) VALUES (${at / minuteMs - 20}, 60, 0);`);
  old.close();
  const { journal } = open(dir);
  const minute = (number: number, means: object): void =>
    journal.journal.keepMinute({
      at: utc(at + number * minuteMs),
      rows: [{ of: 'site', name: '', seconds: 60, energyWh: 1, means }],
    });
  minute(0, { limitAmps: 60, chargingAmps: 10, pricePerKwh: 0.125 });
  minute(1, { limitAmps: 30, chargingAmps: 20, baseAmps: 4.2, pricePerKwh: 0.125 });
  minute(15, { limitAmps: 60, chargingAmps: 0 });
  const quarters = await journal.journal.past({
    of: 'quarters',
    query: { from: utc(at - 30 * minuteMs), to: utc(at + 60 * minuteMs) },
  });
  expect(quarters).toEqual([
    { at: at - 30 * minuteMs },
    { at, limitAmps: 45, chargingAmps: 15, baseAmps: 4.2, pricePerKwh: 0.125 },
    { at: at + 15 * minuteMs, limitAmps: 60, chargingAmps: 0 },
  ]);
});

it('forgets minutes by historyDays, and the costs of a session with the session', () => {
  const dir = newDir();
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const table = openTable(join(dir, 'history.db'));
  const old = JSON.parse(started('CARD', { receivedAt: at - 10 * dayMs })) as never;
  const cost = JSON.parse(priced(1)) as never;
  const { receivedAt: _, ...other } = { ...JSON.parse(started('CARD')), transaction: 't-2' } as Record<string, unknown>;
  table.write(
    [
      [1, old],
      [2, cost],
      [3, { ...other, receivedAt: at } as never],
    ],
    3,
  );
  for (const days of [0, 5, 10])
    table.putMinute({
      at: utc(at - days * dayMs),
      rows: [
        { of: 'site', name: '', seconds: 60 },
        { of: 'evse', name: 'CP-1/1', seconds: 60 },
      ],
    });
  const keep = { sessionsMs: 7 * dayMs, limitLogMs: dayMs, minutesMs: 7 * dayMs, mostBytes: 1024 ** 3 };
  table.prune(at, keep);
  expect(table.sessions({ limit: 5 })).toMatchObject([{ transaction: 't-2' }]);
  const range = { from: utc(at - 20 * dayMs), to: utc(at + dayMs) };
  for (const of of ['site', 'evse'] as const) expect(table.minutes({ of, name: 'CP-1/1', ...range })).toHaveLength(2);
  // A clock that leapt ahead by years deletes nothing more.
  table.prune(at + 1000 * dayMs, keep);
  expect(table.minutes({ of: 'site', ...range })).toHaveLength(2);
  table.close();
  const db = new Database(join(dir, 'history.db'));
  expect(db.prepare('SELECT count(*) FROM costPoint').pluck().get()).toBe(0);
  db.close();
});

it('keeps within its size: minutes go first, sessions last, a little at a time', () => {
  const dir = newDir();
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const table = openTable(join(dir, 'history.db'));
  table.write([[1, JSON.parse(started('CARD')) as never]], 1);
  for (let minute = 0; minute < 300; minute += 1)
    table.putMinute({
      at: utc(at + minute * minuteMs),
      rows: Array.from({ length: 100 }, (_, evse) => ({
        of: 'evse',
        name: `CP-${evse}/1`,
        seconds: 60,
        energyWh: 9.9,
      })),
    });
  const keep = { sessionsMs: 9e12, limitLogMs: 9e12, minutesMs: 9e12, mostBytes: 400_000 };
  const before = table.bytes();
  expect(before).toBeGreaterThan(500_000);
  table.prune(at, keep);
  expect(table.bytes()).toBeGreaterThan(400_000);
  for (let times = 0; times < 20; times += 1) table.prune(at, keep);
  expect(table.bytes()).toBeLessThan(400_000);
  const left = table.minutes({ of: 'evse', name: 'CP-5/1', from: utc(at), to: utc(at + dayMs) });
  expect(left.length).toBeGreaterThan(50);
  expect(left.at(-1)!.at).toBe(at + 299 * minuteMs);
  expect(table.sessions({ limit: 5 })).toHaveLength(1);
  // Room that was given back is used again.
  const size = statSync(join(dir, 'history.db')).size;
  for (let minute = 300; minute < 350; minute += 1)
    table.putMinute({ at: utc(at + minute * minuteMs), rows: [{ of: 'circuit', name: 'a', seconds: 60 }] });
  expect(statSync(join(dir, 'history.db')).size).toBe(size);
  table.close();
});

it('is told of every event and every order, and of no other line than it wants', () => {
  const kinds = [
    ...Object.keys(eventKinds),
    ...Object.keys(auditKinds),
    'TransactionPriced',
    'CostTold',
    'TransactionUpdated',
  ];
  for (const kind of kinds) expect(isTold(fact(kind, {})), kind).toBe(true);
  for (const kind of ['TransactionSampled', 'Answered', 'FirstSent', 'StatusReported', 'PricesSets', ''])
    expect(isTold(fact(kind, {})), kind).toBe(false);
  expect(isTold('')).toBe(false);
});
