// What the allocator is asked in a big depot: a tree of three levels that is short of current everywhere, with vehicles of
// every kind.

import type { Demand, Question } from '../../src/control/allocate.ts';
import { allocate } from '../../src/control/allocate.ts';
import { loadsOf, roomOf } from '../../src/control/envelope.ts';
import { fallbacksOf } from '../../src/control/fits.ts';
import type { Circuit, Evse, Site } from '../../src/model/config/site.ts';
import type { CircuitId, EvseKey, TransactionId, UplinkId } from '../../src/model/ids.ts';
import type { Utc } from '../../src/model/time.ts';
import { utc } from '../../src/model/time.ts';
import { percentile, rounded } from './figures.ts';
import { createChance } from '../sim/schedule.ts';

const perRow = 20;
const rowsPerPanel = 10;
const wiring: readonly Evse['phases'][] = ['L1L2L3', 'L2L3L1', 'unknown', 'L1', 'L2', 'L3'];
const now = utc(Date.UTC(2026, 0, 15, 18));

function treeOf(evses: number): Site {
  const rows = Math.ceil(evses / perRow);
  const panels = Math.ceil(rows / rowsPerPanel);
  const circuit = (id: string, limitAmps: number, parent?: string): Circuit => ({
    id: id as CircuitId,
    limitAmps,
    worstCaseBaseAmps: 0,
    ...(parent !== undefined && { parent: parent as CircuitId }),
  });
  return {
    supply: 'tn400',
    circuits: [
      circuit('main', evses * 7),
      ...Array.from({ length: panels }, (_, at) =>
        circuit(`panel-${at}`, (9 + (at % 4)) * perRow * rowsPerPanel, 'main'),
      ),
      ...Array.from({ length: rows }, (_, at) =>
        circuit(`row-${at}`, (6 + (at % 7)) * perRow, `panel-${Math.floor(at / rowsPerPanel)}`),
      ),
    ],
    stations: Array.from({ length: evses }, (_, at) => ({
      id: `CP-${String(at).padStart(4, '0')}`,
      circuit: `row-${Math.floor(at / perRow)}`,
      state: 'installed',
      fallbackAmps: 0,
      evses: [{ id: 1, maxAmps: at % 3 === 0 ? 16 : 32, minAmps: 6, phases: wiring[at % wiring.length]! }],
    })),
  } as unknown as Site;
}

/** Another round each time: vehicles come and go, and what they need changes. */
function questions(evses: number, rounds: number): Question[] {
  const site = treeOf(evses);
  const loads = loadsOf(site);
  const { amps: fallback } = fallbacksOf(site.circuits, loads);
  const { fraction: random } = createChance(evses);
  const books = { held: roomOf(site.circuits), live: roomOf(site.circuits).map((amps) => amps * 0.9) };
  const reason = { kind: 'csms', uplink: 'csms' as UplinkId, scope: 'site' } as const;
  return Array.from({ length: rounds }, (): Question => {
    const charging = new Map<EvseKey, Demand>();
    const fixed = new Map<EvseKey, number>();
    for (const { key } of loads) {
      if (random() < 0.05) fixed.set(key, 6);
      else if (random() < 0.9) charging.set(key, demandOf(key, random));
    }
    const ceilings = [{ reason, amps: evses * 6, stations: undefined }];
    return { circuits: site.circuits, books, loads, fallback, charging, fixed, ceilings, now };
  });
}

function demandOf(key: EvseKey, random: () => number): Demand {
  const transaction = `T${key}` as TransactionId;
  const since = (now - random() * 7_200_000) as Utc;
  const cap = { amps: 6 + Math.floor(random() * 20), reason: { kind: 'vehicle' } } as const;
  return {
    key,
    transaction,
    beganAt: since,
    isIdle: random() < 0.05,
    turn: { transaction, on: random() < 0.7, since, servedMs: 0 },
    priority: Math.floor(random() * 3),
    ...(random() < 0.5 && { laxityHours: random() * 10 - 1 }),
    ...(random() < 0.2 && { cap }),
    ...(random() < 0.2 && { target: Math.floor(random() * 20) }),
  };
}

/**
 * Milliseconds of one round with so many EVSEs: on the clock, and of processor time, which is that of the round alone on a
 * computer that is shared.
 */
export function roundMs(evses: number, rounds: number): { p50Ms: number; p99Ms: number; cpuP99Ms: number } {
  const asked = questions(evses, Math.min(20, rounds));
  for (let warm = 0; warm < Math.min(200, rounds); warm += 1) allocate(asked[warm % asked.length]!);
  const times: number[] = [];
  const cpuTimes: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const cpu = process.cpuUsage();
    const startedAt = performance.now();
    allocate(asked[round % asked.length]!);
    times.push(performance.now() - startedAt);
    const { user, system } = process.cpuUsage(cpu);
    cpuTimes.push((user + system) / 1000);
  }
  return {
    p50Ms: rounded(percentile(times, 0.5)),
    p99Ms: rounded(percentile(times, 0.99)),
    cpuP99Ms: rounded(percentile(cpuTimes, 0.99)),
  };
}
