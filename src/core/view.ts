// The present as people and tools see it: plain data, made when somebody asks.

import { envelopeOf } from '../control/envelope.ts';
import type { UplinkId } from '../model/ids.ts';
import { isoOf } from '../model/time.ts';
import type { EvseView, SiteView, StationView, UplinkView } from '../local/site-view.ts';
import { openAt } from '../site/transaction.ts';
import type { Load } from '../control/envelope.ts';
import type { LetterQuestion } from './letters.ts';
import type { Now, Question } from './ports.ts';
import type { State } from './state.ts';
import { siteOf } from './state.ts';

export function viewOf(state: State, question: Exclude<Question, LetterQuestion>, now: Now): unknown {
  switch (question.kind) {
    case 'site':
      return siteView(state, now);
    case 'abandon':
      return { abandoned: question.uplink };
  }
}

export function siteView(state: State, now: Now): SiteView {
  const site = siteOf(state);
  return {
    id: site.id,
    name: site.name,
    at: isoOf(now.utc),
    epoch: state.ledger.gateway.epoch,
    disk: state.live.disk,
    ...(state.safeMode !== undefined && { safeMode: state.safeMode }),
    alarms: [...state.alarms].map(([code, text]) => ({ code: code.split(':')[0]!, text })),
    circuits: site.circuits.map((circuit) => ({
      id: circuit.id,
      ...(circuit.parent !== undefined && { parent: circuit.parent }),
      limitAmps: circuit.limitAmps,
      worstCaseAmps:
        circuit.worstCaseBaseAmps +
        state.loads
          .filter((load) => load.path.some((above) => above.id === circuit.id))
          .reduce((sum, load) => sum + envelopeOf(state.ledger, load), 0),
    })),
    stations: site.stations.map((station) => stationView(state, station.id)),
    uplinks: [...state.uplinks.keys()].map((id) => uplinkView(state, id)),
  };
}

function stationView(state: State, id: Load['station']['id']): StationView {
  const part = state.ledger.stations.get(id);
  const live = state.live.stations.get(id);
  const booted = part?.booted;
  return {
    id,
    connected: live?.connected ?? false,
    ...(booted !== undefined && { vendor: booted.vendor, model: booted.model }),
    ...(booted?.firmware !== undefined && { firmware: booted.firmware }),
    evses: state.loads.filter((load) => load.station.id === id).map((load) => evseView(state, load)),
  };
}

function evseView(state: State, load: Load): EvseView {
  const part = state.ledger.stations.get(load.station.id);
  const measured = state.live.stations.get(load.station.id)?.measured.get(load.evse.id);
  const open = part === undefined ? undefined : openAt(part.transactions, load.evse.id);
  const status = part?.statuses.get(load.evse.id);
  const last = part?.limits.get(load.evse.id)?.at(-1);
  const number = state.ledger.gateway.numbering.get(load.key);
  return {
    id: load.evse.id,
    envelopeAmps: envelopeOf(state.ledger, load),
    ...(number !== undefined && { number }),
    ...(status !== undefined && { status: status.native }),
    ...(open !== undefined && { transaction: open.transaction }),
    ...(last !== undefined && { limitAmps: last.amps, limitState: last.state, reason: last.reason }),
    ...(measured?.amps !== undefined && { measuredAmps: measured.amps }),
    ...(measured?.energyWh !== undefined && { energyWh: measured.energyWh }),
  };
}

function uplinkView(state: State, id: UplinkId): UplinkView {
  const live = state.uplinks.get(id)!;
  const part = state.ledger.uplinks.get(id);
  return {
    id,
    role: live.config.role,
    connected: live.link !== undefined,
    accepted: live.accepted,
    /** Rows that the uplink has not taken, at most. */
    rowsBehind: state.ledger.head - (part?.watermark ?? state.ledger.head),
    waiting: live.outbox.entries.length,
    parked: part?.parked.length ?? 0,
    gaps: part?.gaps ?? [],
  };
}
