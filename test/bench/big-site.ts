// A site of many EVSEs that all charge, second by second: what a dashboard is told.

import type { CurvePointView } from '../../src/local/session-views.ts';
import type { CircuitView, EvseView, SiteView, StationView } from '../../src/local/site-view.ts';
import type { CircuitId, StationId, TransactionId } from '../../src/model/ids.ts';

const perRow = 25;
const startedAt = Date.UTC(2026, 0, 15, 18);

const rowOf = (at: number): string => `row-${String(Math.floor(at / perRow) + 1).padStart(2, '0')}`;

/** Each EVSE draws something else each second; energy and costs rise, and every tenth has another reason. */
export function bigSite(evses: number, second: number): SiteView {
  const rows = Array.from({ length: Math.ceil(evses / perRow) }, (_, row) =>
    circuit(rowOf(row * perRow), second, 'main'),
  );
  const quiet = { disk: 'ok', alarms: [], warnings: [], inputs: [], brokers: [] };
  return {
    ...{
      id: 'big',
      name: 'Big depot',
      timezone: 'Europe/Berlin',
      at: new Date(startedAt + second * 1000).toISOString(),
    },
    ...{ epoch: 1, ...quiet },
    circuits: [circuit('main', second), ...rows],
    stations: Array.from({ length: evses }, (_, at) => station(at, second)),
    meters: [
      {
        id: 'grid',
        source: 'modbus',
        quality: 'good',
        ageMs: 500,
        amps: [1, 2, 3].map((line) => wave(second, line, 3000)),
      },
    ],
    plan: { state: 'none' },
    uplinks: [
      {
        id: 'csms',
        role: 'control',
        connected: true,
        accepted: true,
        rowsBehind: second % 7,
        waiting: 0,
        parked: 0,
        gaps: [],
      },
    ] as unknown as SiteView['uplinks'],
    tokens: { site: evses, cached: 0, lists: [] },
  };
}

const wave = (second: number, phase: number, most: number): number =>
  Math.round(most * (0.75 + Math.sin(second / 5 + phase) / 4) * 10) / 10;

const circuit = (id: string, second: number, parent?: string): CircuitView => {
  const limitAmps = parent === undefined ? 4000 : 250;
  const lines = [0, 1, 2].map((line) => wave(second, line, limitAmps));
  return {
    id: id as CircuitId,
    ...(parent === undefined ? { meter: 'grid' } : { parent: parent as CircuitId }),
    limitAmps,
    worstCaseAmps: Math.max(...lines),
    worstCaseAmpsOnLines: lines,
    chargingAmpsOnLines: lines.map((amps) => amps * 0.8),
  };
};

function station(at: number, second: number): StationView {
  return {
    id: `CP-${String(at + 1).padStart(3, '0')}` as StationId,
    circuit: rowOf(at) as CircuitId,
    connected: true,
    ...{ vendor: 'Simulated', model: 'AC22', firmware: '1.0.0' },
    evses: [evse(at, second)],
  };
}

function evse(at: number, second: number): EvseView {
  const row = rowOf(at);
  const limitAmps = 10 + ((at + Math.floor(second / 10)) % 7);
  const drawn = wave(second, at, limitAmps);
  return {
    ...{ id: 1, number: at + 1, status: 'Charging', transaction: `t-${at}` as TransactionId },
    ...{ limitAmps, limitState: 'confirmed', allocatedAmps: limitAmps, fallbackAmps: 6, envelopeAmps: limitAmps },
    ...{ takesLimits: 'tx', holding: 'hold' },
    reason: { kind: 'circuit', circuit: row as CircuitId, line: 0, sharedBy: perRow },
    measuredAmps: [drawn, drawn, drawn],
    energyWh: 10_000 + second * 3 + at,
    needs: {
      vehicle: `Van ${at + 1}`,
      deliveredKwh: Math.round((second * 3 + at) / 10) / 100,
      priority: 5,
      noPause: false,
    },
    why: {
      kind: 'circuit',
      text: `${limitAmps} A: circuit ${row}, L1 is full (250 A); ${perRow} vehicles share it. More is free when one of them is full.`,
      circuit: row as CircuitId,
      ...{ line: 'L1', limitAmps: 250, baseAmps: 0, base: 'worstCase', sharedBy: perRow },
    },
    behaviour: { kind: 'follows', text: `It follows its limit of ${limitAmps} A.` },
  };
}

/** An hour, a point a second. */
export const longCurve = (points: number): CurvePointView[] =>
  Array.from({ length: points }, (_, second) => ({
    at: new Date(startedAt + second * 1000).toISOString(),
    powerW: wave(second, 0, 22_000),
    amps: [1, 2, 3].map((line) => wave(second * line, line, 32)),
    limitAmps: 10 + (Math.floor(second / 60) % 22),
    energyWh: second * 6,
  }));
