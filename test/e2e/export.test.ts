// `busbar export` as a process of its own: beside whoever writes the history, or alone.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTable } from '../../adapters/history/table.ts';
import type { Table } from '../../adapters/history/table.ts';
import type { ExportOptions } from '../../src/cli/export.ts';
import { openExport } from '../../src/cli/export.ts';
import type { Grouping } from '../../src/local/export-energy.ts';
import type { Fact } from '../../src/model/fact/fact.ts';
import { utc } from '../../src/model/time.ts';
import { compiledEnv } from '../peers/compiled.ts';
import { main, newDir, siteIn } from './export-site.ts';

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

async function busbar(args: readonly string[]): Promise<Said> {
  const child = spawn(process.execPath, [main, ...args], { env: compiledEnv() });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [out, errors] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, errors };
}

/** The same without a process. */
function exported(what: string, config: string, more: Partial<ExportOptions> = {}): Said {
  const opened = openExport(what, { config, format: 'csv', by: 'day', ...more });
  if ('problem' in opened) return { code: 1, out: '', errors: opened.problem };
  const out = [...opened.chunks].join('');
  opened.close();
  return { code: 0, out, errors: opened.notes.join('\n') };
}

const at = (text: string) => utc(Date.parse(text));

/** Facts as the journal has them, as far as the history looks. */
function session(
  id: string,
  {
    station = 'CP-01',
    token = 'NEW-1',
    from,
    to,
    kWh,
    cost,
    more = [],
  }: {
    station?: string;
    token?: string;
    from: string;
    to: string;
    kWh: number;
    cost?: number;
    more?: readonly object[];
  },
): Fact[] {
  const about = { station, transaction: id, number: 1 };
  return [
    {
      kind: 'TransactionStarted',
      ...about,
      evse: 1,
      token,
      meterStartWh: 1000,
      happenedAt: at(from),
      receivedAt: at(from),
    },
    ...more.map((one) => ({ station, transaction: id, currency: 'EUR', ...one })),
    {
      kind: 'TransactionEnded',
      ...about,
      evse: 1,
      meterStopWh: 1000 + kWh * 1000,
      energyWh: kWh * 1000,
      reason: 'Local',
      happenedAt: at(to),
      receivedAt: at(to),
    },
    ...(cost === undefined
      ? []
      : [
          {
            kind: 'TransactionPriced',
            station,
            transaction: id,
            currency: 'EUR',
            energyWh: kWh * 1000,
            cost,
            isFinal: true,
            happenedAt: at(to),
          },
        ]),
  ] as unknown as Fact[];
}

function tableIn(dir: string): Table {
  const table = openTable(join(dir, 'history.db'));
  onTestFinished(() => table.close());
  return table;
}

function write(table: Table, facts: readonly Fact[]): void {
  const before = table.through();
  table.write(
    facts.map((fact, place) => [before + place + 1, fact] as const),
    before + facts.length,
  );
}

/** Over the night in which clocks go back, over two midnights, with a token that is a formula, told by the central system. */
function filled(dir: string): Table {
  const table = tableIn(dir);
  write(table, [
    ...session('t-1', {
      from: '2026-10-24T22:00+02:00',
      to: '2026-10-25T06:00+01:00',
      kWh: 9,
      cost: 2.005,
      more: [{ kind: 'TransactionPriced', energyWh: 2000, cost: 0.5, happenedAt: at('2026-10-25T00:00+02:00') }],
    }),
    ...session('t-2', {
      station: 'CP-02',
      token: '=1+2',
      from: '2026-10-25T02:30+02:00',
      to: '2026-10-25T02:30+01:00',
      kWh: 4,
    }),
    ...session('t-3', {
      station: 'CP-02',
      token: 'X,"y"',
      from: '2026-10-31T12:00+01:00',
      to: '2026-11-01T12:00+01:00',
      kWh: 24,
      cost: 7,
      more: [{ kind: 'CostTold', toldBy: 'csms', cost: 12, isFinal: true, happenedAt: at('2026-11-01T12:00+01:00') }],
    }),
  ]);
  return table;
}

const lines = ({ out }: Said): string[] => out.trimEnd().split('\r\n');

describe('busbar export transactions', () => {
  it('writes a row a session, with times of the site, while somebody else has the database open and writes', async () => {
    const dir = newDir();
    const config = siteIn(dir);
    const table = filled(dir);
    const writing = setInterval(
      () => write(table, session('w', { from: '2020-01-01T00:00Z', to: '2020-01-01T01:00Z', kWh: 1 })),
      5,
    );
    const said = await busbar([
      'export',
      'transactions',
      '--config',
      config,
      '--from',
      '2026-10-24',
      '--to',
      '2026-11-01',
    ]);
    clearInterval(writing);
    expect([said.code, said.errors]).toEqual([0, '']);
    expect(lines(said)).toEqual([
      'transaction,station,evse,number,token,vehicle,startedAt,endedAt,durationSeconds,meterStartWh,meterStopWh,energyKwh,cost,currency,costSource,costIsFinal,stopReason,authorization',
      't-1,CP-01,1,1,NEW-1,van-1,2026-10-24T22:00:00+02:00,2026-10-25T06:00:00+01:00,32400,1000,10000,9,2.01,EUR,tariff,true,Local,',
      "t-2,CP-02,1,1,'=1+2,,2026-10-25T02:30:00+02:00,2026-10-25T02:30:00+01:00,3600,1000,5000,4,,,,,Local,",
      't-3,CP-02,1,1,"X,""y""",,2026-10-31T12:00:00+01:00,2026-11-01T12:00:00+01:00,86400,1000,25000,24,12,EUR,csms,true,Local,',
    ]);
  });

  it('writes JSON as one array, with a token as it is', () => {
    const dir = newDir();
    const config = siteIn(dir);
    filled(dir).close();
    const said = exported('transactions', config, { format: 'json', to: '2026-10-30' });
    const rows = JSON.parse(said.out) as Record<string, unknown>[];
    expect(rows.map(({ transaction, token, cost }) => [transaction, token, cost])).toEqual([
      ['t-1', 'NEW-1', 2.01],
      ['t-2', '=1+2', undefined],
    ]);
    const none = exported('transactions', config, { format: 'json', from: '2027-01-01', to: '2027-01-02' });
    expect([none.code, JSON.parse(none.out)]).toEqual([0, []]);
  });

  it('says what is wrong with a code: no history, no time, an end before the start, a gap', () => {
    const dir = newDir();
    const config = siteIn(dir);
    expect(exported('transactions', config)).toMatchObject({
      code: 1,
      errors: expect.stringContaining('BB_EXPORT_HISTORY: ') as string,
    });
    const table = filled(dir);
    table.noteGap(7, at('2026-10-25T12:00+01:00'));
    for (const wrong of [
      { from: 'yesterday' },
      { from: '2026-02-30' },
      { to: '2026-10-25T12:00' },
      { from: '2026-10-26', to: '2026-10-25' },
    ])
      expect(exported('transactions', config, wrong)).toMatchObject({
        code: 1,
        errors: expect.stringContaining('BB_EXPORT_TIME: ') as string,
      });
    expect(exported('transactions', config)).toMatchObject({
      code: 0,
      errors: expect.stringContaining('BB_EXPORT_GAP: until 2026-10-25T12:00:00+01:00') as string,
    });
    expect(exported('transactions', config, { to: '2026-10-24' }).errors).toBe('');
  });
});

describe('busbar export energy', () => {
  it('sums up by vehicle, token and EVSE whole sessions', () => {
    const dir = newDir();
    const config = siteIn(dir);
    filled(dir).close();
    const by = (group: Grouping) => lines(exported('energy', config, { by: group })).slice(1);
    expect(by('vehicle')).toEqual(['van-1,1,9,2.01,EUR,0', ',2,28,12,EUR,1']);
    expect(by('token')).toEqual(["'=1+2,,1,4,,EUR,1", 'NEW-1,van-1,1,9,2.01,EUR,0', '"X,""y""",,1,24,12,EUR,0']);
    expect(by('evse')).toEqual(['CP-01,1,1,9,2.01,EUR,0', 'CP-02,1,2,28,12,EUR,1']);
  });

  it('by day and month: what was charged on it, over midnight and the change of clocks, and the highest quarter of an hour', () => {
    const dir = newDir();
    const config = siteIn(dir);
    const table = filled(dir);
    // An hour of 12 kW from the grid, in the hour that comes twice, and a quarter of 20 kW of which little was seen.
    for (let minute = 0; minute < 60; minute += 1)
      table.putMinute({
        at: utc(at('2026-10-25T02:00+01:00') + minute * 60_000),
        rows: [
          { of: 'site', name: '', seconds: 60, energyWh: 100, gridEnergyWh: minute < 15 ? 300 : 200, gridSeconds: 60 },
        ],
      });
    table.putMinute({
      at: at('2026-10-27T02:00+01:00'),
      rows: [{ of: 'site', name: '', seconds: 60, energyWh: 100, gridEnergyWh: 900, gridSeconds: 60 }],
    });
    table.close();
    const by = (group: Grouping) => lines(exported('energy', config, { by: group }));
    expect(by('day')).toEqual([
      'day,sessions,energyKwh,cost,currency,unpricedSessions,peakKw,peakAt,chargingPeakKw,measuredHours',
      '2026-10-24,1,2,0.5,EUR,0,,,,0',
      '2026-10-25,1,11,1.51,EUR,1,18,2026-10-25T02:00:00+01:00,6,1',
      '2026-10-27,0,0,0,EUR,0,,,,0.02',
      '2026-10-31,1,12,6,EUR,0,,,,0',
      '2026-11-01,0,12,6,EUR,0,,,,0',
    ]);
    expect(by('month')).toEqual([
      'month,sessions,energyKwh,cost,currency,unpricedSessions,peakKw,peakAt,chargingPeakKw,measuredHours,demandCost',
      '2026-10,3,25,8.01,EUR,1,18,2026-10-25T02:00:00+01:00,6,1.02,180',
      '2026-11,0,12,6,EUR,0,,,,0,',
    ]);
  });
});
