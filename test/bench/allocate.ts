// How long one round of the allocator takes, in depots of 50, 500 and 5000 EVSEs; and the whole decision about limits when
// something changed: 100 EVSEs on 10 circuits, all charging, wired in every way, with profiles of their central system.

import { createGateway } from '../../src/core/gateway.ts';
import { reallocate } from '../../src/core/limits/reallocate.ts';
import { newLedger } from '../../src/site/ledger.ts';
import type { Evse, Site } from '../../src/model/config/site.ts';
import type { Fact } from '../../src/model/fact/fact.ts';
import type { CircuitId, StationId } from '../../src/model/ids.ts';
import { evseKey, row } from '../../src/model/ids.ts';
import { mono, utc } from '../../src/model/time.ts';
import { foldFact } from '../../src/site/ledger.ts';
import { stationLive } from '../../src/site/live.ts';
import { plainSealing } from '../sim/plain-seal.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import { roundMs } from './allocate-tree.ts';
import type { Bench } from './figures.ts';
import { percentile, rounded } from './figures.ts';

const evses = 100;
const circuits = 10;
const runs = 2000;
/** EVSEs, and rounds that are timed. */
const sizes = [
  [50, 5000],
  [500, 2000],
  [5000, 400],
] as const;
const wiring: readonly Evse['phases'][] = ['L1L2L3', 'L2L3L1', 'unknown', 'L2', 'L3'];

function bigSite(): Site {
  const site = smallDepot(evses, 900, [uplink('csms', 'control')]);
  const main = { ...site.circuits[0]!, limitAmps: 900 };
  const rows = Array.from({ length: circuits - 1 }, (_, at) => ({
    id: `row-${at}` as CircuitId,
    parent: main.id,
    limitAmps: 160,
    worstCaseBaseAmps: 0,
  }));
  return {
    ...site,
    circuits: [main, ...rows],
    stations: site.stations.map((station, at) => ({
      ...station,
      circuit: rows[at % rows.length]!.id,
      evses: [{ ...station.evses[0]!, phases: wiring[at % wiring.length]! }],
    })),
  };
}

export function allocation(): Promise<Bench> {
  const site = bigSite();
  const at = { mono: mono(1_000_000), utc: utc(Date.UTC(2026, 0, 15, 18)), durable: row(0) };
  const ledger = newLedger();
  const random = { fraction: () => 0, uuid: () => 'x' };
  const identity = { epoch: 0, numbersBelow: 0, numbering: [] };
  const boot = {
    ledger,
    identity,
    snapshotRows: new Map(),
    random,
    firmware: 'bench',
    disk: 'ok',
    sealing: plainSealing,
  };
  const { state, ...gateway } = createGateway(boot as never);
  gateway.start(site, at);
  const record = (fact: object): void => foldFact(ledger, row(ledger.head + 1), fact as Fact);
  for (const [index, { id }] of site.stations.entries()) charge(id, index);
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now();
    reallocate(state, { facts: [], commands: [] }, at);
    times.push(performance.now() - startedAt);
  }
  const { user, system } = process.cpuUsage(cpu);
  const given = [...state.allocations.values()].filter(({ amps }) => amps > 0).length;
  const figures: Record<string, number> = {};
  for (const [size, rounds] of sizes) {
    const { p50Ms, p99Ms, cpuP99Ms } = roundMs(size, rounds);
    Object.assign(figures, { [`p50Ms${size}`]: p50Ms, [`p99Ms${size}`]: p99Ms, [`cpuP99Ms${size}`]: cpuP99Ms });
  }
  return Promise.resolve({
    figures: {
      ...figures,
      evses,
      circuits,
      given,
      decisionP50Ms: rounded(percentile(times, 0.5)),
      decisionCpuMs: rounded((user + system) / 1000 / runs),
      decisionP99Ms: rounded(percentile(times, 0.99)),
    },
    goals: { p99Ms50: { atMost: 1 }, p99Ms500: { atMost: 5 }, p99Ms5000: { atMost: 20 } },
  });

  function charge(station: StationId, index: number): void {
    Object.assign(stationLive(state.live, station), { connected: true, callableFrom: 0, mayBegin: true });
    const transaction = `T${index}`;
    const times = { happenedAt: at.utc, receivedAt: at.utc, delivery: { messageId: transaction, payloadHash: '' } };
    const evse = evseKey(station, 1);
    const about = { station, evse: 1, transaction };
    record({
      kind: 'TransactionStarted',
      ...about,
      number: index + 1,
      token: 'A',
      meterStartWh: 0,
      startKey: '',
      ...times,
    });
    record({ kind: 'TransactionJudged', ...about, verdict: { status: 'Accepted', by: 'free' } });
    for (const [rung, amps] of [
      ['default', 6],
      ['tx', 8],
    ] as const) {
      const command = `${rung}${index}`;
      record({
        kind: 'LimitCommanded',
        command,
        station,
        evse,
        rung,
        amps,
        transaction,
        reason: { kind: 'idle' },
        ...times,
      });
      record({ kind: 'CommandSettled', command, station, outcome: 'accepted' });
    }
    record({
      kind: 'ProfileStored',
      csms: 'csms',
      evse,
      profile: {
        id: index,
        stackLevel: 0,
        purpose: 'TxDefaultProfile',
        kind: 'Recurring',
        recurrency: 'Daily',
        schedule: {
          unit: 'A',
          startAt: 0,
          periods: Array.from({ length: 96 }, (_, quarter) => ({
            startSeconds: quarter * 900,
            limit: 8 + (quarter % 9),
          })),
        },
      },
      happenedAt: at.utc,
    });
  }
}
