// What the retained topics of circuits, stations and EVSEs say, in the words of the API, and what of it is news.

import { lineCount } from '../../model/electric.ts';
import type { Load } from '../../control/envelope.ts';
import { explain } from '../../local/explain.ts';
import type { Evse, Site, Station } from '../../model/config/site.ts';
import type { Reason } from '../../model/reason.ts';
import { reasonMark } from '../../model/reason-mark.ts';
import { isoOf } from '../../model/time.ts';
import type { StationPart } from '../../site/station-part.ts';
import type { Transaction } from '../../site/transaction.ts';
import type { Deadband } from '../../uplink/mqtt/change.ts';
import { circumstancesOf } from '../explain/moment.ts';
import type { Moment } from '../explain/moment.ts';
import { circuitNow } from '../outside/view.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { evseView, toldLast } from '../view.ts';
import type { CircuitSeen, EvseSeen, TopicSeen } from './seen.ts';

export interface EvseThere {
  readonly seen: EvseSeen;
  readonly load: Load;
  readonly evse: Evse;
  readonly part: StationPart | undefined;
  readonly open: Transaction | undefined;
  /** On each line of the site. */
  readonly lines: readonly number[] | undefined;
}

/** Amps as they are told. */
export const tidy = (amps: number): number => Math.round(amps * 10) / 10;

/** What flows in a circuit moves all the time: less of a change is no news. */
const inCircuit: readonly Deadband[] = Array.from({ length: 6 }, () => ({ least: 2, share: 0.05, when: 'soon' }));

export function circuitTopic(
  moment: Moment,
  circuit: Site['circuits'][number],
  { amps, unreadEvses }: CircuitSeen,
): TopicSeen {
  const { state, outside, now } = moment;
  const { id, parent, limitAmps } = circuit;
  const limited = circuitNow(state, id, outside);
  const base = moment.bases().get(id)?.map(tidy);
  const figures = onLines(state, amps, base);
  const mark = limited.reason === undefined ? '' : markOf(limited.reason);
  return {
    of: { circuit: id },
    shown: {
      now: [limitAmps, limited.limitNowAmps, mark, limited.lockedOut?.since].join('|'),
      soon: String(unreadEvses),
      figures,
      deadbands: inCircuit,
    },
    body: () => ({
      at: isoOf(now.utc),
      id,
      ...(parent !== undefined && { parent }),
      limitAmps,
      ...limited,
      ...(limited.reason !== undefined && { why: wordsOf(moment, limited.reason) }),
      ...(amps !== undefined && { drawnAmpsOnLines: amps, measured: circuit.meter !== undefined }),
      ...(unreadEvses > 0 && { unreadEvses }),
      ...(base !== undefined && { baseAmpsOnLines: base }),
    }),
  };
}

/** As many whatever is known. */
function onLines(state: State, ...all: readonly (readonly number[] | undefined)[]): (number | undefined)[] {
  const lines = lineCount[siteOf(state).supply];
  return all.flatMap((amps) => Array.from({ length: lines }, (_, line) => amps?.[line]));
}

const wordsOf = (moment: Moment, reason: Reason): string =>
  explain(reason, {
    ...circumstancesOf(moment, reason, false),
    clock: { timezone: siteOf(moment.state).timezone, now: moment.now.utc },
  }).text;

export function stationTopic(state: State, { id, state: inFile, circuit, modbus }: Station, now: Now): TopicSeen {
  const booted = state.ledger.stations.get(id)?.booted;
  const connected = state.live.stations.get(id)?.connected ?? false;
  const version = modbus === undefined ? booted?.protocol : undefined;
  const shown = {
    now: `${connected}|${inFile}|${circuit}|${version}|${booted?.vendor}|${booted?.model}|${booted?.serial}|${booted?.firmware}`,
    figures: [],
    deadbands: [],
  };
  return {
    of: { station: id },
    shown,
    ...(connected && { isHere: true as const }),
    body: () => ({
      at: isoOf(now.utc),
      id,
      connected,
      state: inFile,
      circuit,
      ...(booted !== undefined && { vendor: booted.vendor, model: booted.model }),
      ...(booted?.serial !== undefined && { serial: booted.serial }),
      ...(booted?.firmware !== undefined && { firmware: booted.firmware }),
      ...(version !== undefined && { version }),
      ...(modbus !== undefined && { modbus: modbus.device }),
    }),
  };
}

/** Of the limit that was told, of what it should have, of what flows, and of what flowed in its session. */
const ofEvse: readonly Deadband[] = [
  { least: 0.5, share: 0, when: 'now' },
  { least: 1, share: 0.1, when: 'soon' },
  { least: 1, share: 0.1, when: 'soon' },
  { least: 500, share: 0.1, when: 'soon' },
  { least: 1000, share: 0, when: 'late' },
];

/** Between two times that room is shared out a reason is the same object. */
const marks = new WeakMap<Reason, string>();

function markOf(reason: Reason): string {
  let mark = marks.get(reason);
  if (mark === undefined) marks.set(reason, (mark = reasonMark(reason)));
  return mark;
}

export function evseTopic(moment: Moment, there: EvseThere): TopicSeen {
  const { state } = moment;
  const { seen, load, evse, part, open } = there;
  const told = part === undefined ? undefined : toldLast(load, evse.id, part.limits, open?.transaction);
  const allocation = state.allocations.get(load.key);
  const sessionWh = open === undefined ? undefined : sessionEnergyWh(open);
  return {
    of: { station: seen.station, evse: seen.key },
    shown: {
      now: `${part?.statuses.get(evse.id)?.native}|${open?.transaction}`,
      soon: `${told?.state}|${allocation === undefined ? '' : markOf(allocation.reason)}`,
      figures: [
        told?.amps,
        allocation === undefined ? undefined : Math.min(allocation.amps, load.maxAmps),
        seen.amps,
        seen.powerW,
        sessionWh,
      ],
      deadbands: ofEvse,
    },
    body: () => evseBody(moment, there, sessionWh),
  };
}

function evseBody(moment: Moment, { seen, load, evse, open }: EvseThere, sessionWh: number | undefined): object {
  const view = evseView(moment, load, evse.id);
  const { number, status, transaction, limitAmps, limitState, allocatedAmps, reason, why, fallbackAmps } = view;
  return {
    at: isoOf(moment.now.utc),
    station: seen.station,
    evse: evse.id,
    ...(number !== undefined && { number }),
    ...(status !== undefined && { status }),
    ...(transaction !== undefined && open !== undefined && { transaction, startedAt: isoOf(open.startedAt) }),
    ...(limitAmps !== undefined && { limitAmps, limitState }),
    ...(allocatedAmps !== undefined && { allocatedAmps: tidy(Math.min(allocatedAmps, load.maxAmps)), reason }),
    ...(why !== undefined && { why: why.text, ...(why.advice !== undefined && { advice: why.advice }) }),
    fallbackAmps,
    ...(view.measuredAmps !== undefined &&
      seen.amps !== undefined && {
        measuredAmps: view.measuredAmps.map((one) => (one === undefined ? null : tidy(one))),
      }),
    ...(seen.powerW !== undefined && { powerW: Math.round(seen.powerW) }),
    ...(sessionWh !== undefined && { sessionEnergyWh: Math.round(sessionWh) }),
    ...(view.cost !== undefined && { cost: view.cost }),
  };
}

/** Undefined before its first meter value. */
const sessionEnergyWh = ({ registerWh, believedStartWh, meterStartWh }: Transaction): number | undefined =>
  registerWh === undefined ? undefined : Math.max(0, registerWh - (believedStartWh ?? meterStartWh));
