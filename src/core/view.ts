// The present as people and tools see it: plain data, made when somebody asks.

import { drawn, inForce, linesAt, sumsIn } from '../control/envelope.ts';
import { inAlarmKey } from '../model/alarm.ts';
import { lineCount } from '../model/electric.ts';
import type { TransactionId } from '../model/ids.ts';
import { evseKey } from '../model/ids.ts';
import { isoOf } from '../model/time.ts';
import type { CircuitView, EvseView, SiteView, StationView, TokensView } from '../local/site-view.ts';
import type { Held, Limits } from '../site/limits.ts';
import { slotsOf } from '../site/limits.ts';
import { knocksView, openStations, standingView } from './door/view.ts';
import { listSizeOf, listVersionOf } from '../site/tokens-part.ts';
import { openAt } from '../site/transaction.ts';
import type { Load } from '../control/envelope.ts';
import { uplinksView } from './uplink/view.ts';
import type { LetterQuestion } from './uplink/letters.ts';
import { explainEvse } from './explain/evse.ts';
import type { Moment } from './explain/moment.ts';
import { momentOf } from './explain/moment.ts';
import { gridView } from './outside/grid.ts';
import { circuitNow } from './outside/view.ts';
import { needsView, planOfEvse, planView } from './plan/view.ts';
import type { Now, Question } from './ports.ts';
import { costView } from './prices/view.ts';
import type { NeedsQuestion } from './ports/needs.ts';
import type { OutsideQuestion } from './ports/outside.ts';
import { brokersView } from './brokers/link.ts';
import { inputsView } from './inputs/orders.ts';
import { chargingOnLines } from './limits/charging-on-lines.ts';
import { vehicleView } from './limits/vehicles.ts';
import { metersView } from './meters/readings.ts';
import { phasesAt } from './modbus/phases.ts';
import type { State } from './state.ts';
import { siteOf } from './state.ts';

export function viewOf(
  state: State,
  question: Exclude<
    Question,
    | LetterQuestion
    | NeedsQuestion
    | OutsideQuestion
    | {
        kind:
          | 'startCharging'
          | 'stationCertificates'
          | 'stopCharging'
          | 'switchPhases'
          | 'registers'
          | 'imagine'
          | 'why'
          | 'plan'
          | 'openSessions'
          | 'stationDetail'
          | 'prove'
          | 'findPhases'
          | 'release'
          | 'endRelease';
      }
  >,
  now: Now,
): unknown {
  switch (question.kind) {
    case 'site':
      return siteView(state, now);
    case 'abandon':
      return { abandoned: question.uplink };
    case 'knocks':
      return knocksView(state);
    case 'numbers':
      return [...state.ledger.gateway.numbering];
    case 'station':
    case 'readmit':
    case 'endTransactions':
    case 'changeKey':
      return standingView(state, question.station);
  }
}

export function siteView(state: State, now: Now): SiteView {
  const site = siteOf(state);
  const counted = sumsIn(site.circuits, state.loads, (load) => inForce(state.ledger, load));
  const moment = momentOf(state, now);
  const { outside } = moment;
  const { releasedAt } = state.ledger.gateway;
  const bases = moment.bases();
  const grid = gridView(state, now);
  const charging = chargingOnLines(state);
  return {
    id: site.id,
    name: site.name,
    timezone: site.timezone,
    at: isoOf(now.utc),
    epoch: state.ledger.gateway.epoch,
    disk: state.live.disk,
    ...(state.safeMode !== undefined && { safeMode: state.safeMode }),
    ...(releasedAt !== undefined && { releasedAt: isoOf(releasedAt) }),
    alarms: [...state.alarms].map(([key, text]) => ({ ...inAlarmKey(key), text })),
    warnings: openStations(site),
    circuits: site.circuits.map((circuit, at) => {
      const base = bases.get(circuit.id);
      const onLines = linesAt(counted, at, lineCount[site.supply]).map((amps, line) =>
        tidy((base?.[line] ?? circuit.worstCaseBaseAmps) + amps),
      );
      return {
        id: circuit.id,
        ...(circuit.parent !== undefined && { parent: circuit.parent }),
        limitAmps: circuit.limitAmps,
        ...(circuit.meter !== undefined && { meter: circuit.meter }),
        worstCaseAmps: Math.max(...onLines),
        worstCaseAmpsOnLines: onLines,
        ...(base !== undefined && { baseAmpsOnLines: base.map(tidy) }),
        ...chargingOf(charging.get(circuit.id), lineCount[site.supply]),
        ...circuitNow(state, circuit.id, outside),
      };
    }),
    stations: site.stations.map((station) => stationView(moment, station)),
    meters: metersView(state, now),
    inputs: inputsView(state, now),
    ...(grid !== undefined && { grid }),
    plan: planView(state, now),
    brokers: brokersView(state),
    uplinks: uplinksView(state),
    tokens: tokensView(state),
  };
}

const chargingOf = (amps: readonly number[] | undefined, lines: number): Partial<CircuitView> =>
  amps === undefined ? {} : { chargingAmpsOnLines: amps.slice(0, lines).map(tidy) };

/** Without what adding up in binary leaves behind. */
const tidy = (amps: number): number => Math.round(amps * 1000) / 1000;

export function stationView(moment: Moment, { id, circuit }: Load['station']): StationView {
  const { state } = moment;
  const part = state.ledger.stations.get(id);
  const live = state.live.stations.get(id);
  const booted = part?.booted;
  return {
    id,
    circuit,
    connected: live?.connected ?? false,
    ...(booted !== undefined && { vendor: booted.vendor, model: booted.model }),
    ...(booted?.firmware !== undefined && { firmware: booted.firmware }),
    evses: (state.loadsOfStation.get(id) ?? []).flatMap((load) =>
      load.evses.map((evse) => evseView(moment, load, evse.id)),
    ),
  };
}

export function evseView(moment: Moment, load: Load, evse: number): EvseView {
  const { state, now } = moment;
  const { id } = load.station;
  const key = evseKey(id, evse);
  const part = state.ledger.stations.get(id);
  const measured = state.live.stations.get(id)?.measured.get(evse);
  const open = part === undefined ? undefined : openAt(part.transactions, evse);
  const status = part?.statuses.get(evse);
  const number = state.ledger.gateway.numbering.get(key);
  const allocation = state.allocations.get(load.key);
  const vehicle = vehicleView(state, load, now);
  const phases = phasesAt(state, key);
  const plan = open === undefined ? undefined : planOfEvse(state, key, open, now);
  const told = part === undefined ? undefined : toldLast(load, evse, part.limits, open?.transaction);
  return {
    id: evse,
    // A load of several EVSEs may spend all of it on one.
    envelopeAmps: tidy(Math.max(0, ...load.cells.map((cell) => drawn(cell, inForce(state.ledger, load))))),
    fallbackAmps: state.fallback.get(load.key) ?? 0,
    takesLimits: load.hold.rung,
    holding: load.hold.holding,
    ...(number !== undefined && { number }),
    ...(status !== undefined && { status: status.native }),
    ...(open !== undefined && { transaction: open.transaction }),
    ...(told !== undefined && { limitAmps: told.amps, limitState: told.state }),
    ...(allocation !== undefined && { allocatedAmps: allocation.amps, reason: allocation.reason }),
    ...(measured?.amps !== undefined && { measuredAmps: measured.amps }),
    ...(measured?.energyWh !== undefined && { energyWh: measured.energyWh }),
    ...(open !== undefined && costView(state, open)),
    ...(vehicle !== undefined && { vehicle }),
    ...(phases !== undefined && { phases }),
    ...explainEvse(moment, load, evse),
    ...(open !== undefined && { needs: needsView(state, key, open, now) }),
    ...(plan !== undefined && { plan }),
  };
}

/** What was told last of that which counts now. */
export function toldLast(
  load: Load,
  evse: number,
  limits: Limits,
  transaction: TransactionId | undefined,
): Held | undefined {
  const { rung } = load.hold;
  const own = rung === 'tx' ? limits.tx.get(evse)?.findLast((held) => held.transaction === transaction) : undefined;
  if (own !== undefined) return own;
  const slots = slotsOf(limits, rung === 'tx' || rung === 'none' ? 'default' : rung);
  return slots.get(rung === 'default0' || rung === 'max' ? 0 : evse)?.at(-1);
}

function tokensView({ ledger: { tokens }, uplinks }: State): TokensView {
  return {
    site: tokens.reduce((sum, { site }) => sum + site.size, 0),
    cached: tokens.reduce((sum, { cache }) => sum + cache.accepted.size + cache.refused.size, 0),
    lists: [...uplinks.keys()]
      .map((uplink) => ({ uplink, version: listVersionOf(tokens, uplink), tokens: listSizeOf(tokens, uplink) }))
      .filter((list) => list.tokens > 0),
  };
}
