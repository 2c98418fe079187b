// What a change of the site file means, in figures and in sentences that a fleet manager understands.

import { round } from './check-words.ts';

/** One EVSE, or several under one limit, as it is and as it would be; absent where it does not count. */
export interface ImaginedEvse {
  readonly station: string;
  readonly evse: number;
  readonly charging: boolean;
  readonly before?: EvseFigures;
  readonly after?: EvseFigures;
  /** Why it would have what it would have. */
  readonly why?: string;
}

export interface EvseFigures {
  readonly limitAmps: number;
  readonly fallbackAmps: number;
  /** With less its vehicle does not charge. */
  readonly minAmps: number;
  readonly circuit: string;
}

/** What the running gateway makes of another site file. */
export interface ImaginedView {
  readonly evses: readonly ImaginedEvse[];
}

/** Of a circuit, from the file alone: what holds at the worst. */
export interface CircuitEffect {
  readonly limitAmps: number;
  readonly worstCaseBaseAmps: number;
  /** What all below it draw without the gateway, and at most, on the fullest line. */
  readonly fallbackAmps: number;
  readonly ratingAmps: number;
  /** What stays free for sudden steps of other load; absent where nothing is measured. */
  readonly reserveAmps?: number;
}

export interface EffectView {
  readonly circuits: readonly {
    readonly id: string;
    readonly before?: CircuitEffect;
    readonly after?: CircuitEffect;
  }[];
  readonly evses: readonly {
    readonly station: string;
    readonly evse: number;
    readonly before?: Partial<EvseFigures>;
    readonly after?: Partial<EvseFigures>;
    readonly why?: string;
  }[];
  /** Vehicles that charge now and would have more or less; absent where no gateway could be asked. */
  readonly sessionsAffected?: number;
  /** Keys of the file that change at the next start only. */
  readonly restartNeeded: readonly string[];
  readonly words: readonly string[];
}

export interface EffectParts {
  readonly circuits: EffectView['circuits'];
  /** From the file alone. */
  readonly fallbacks: readonly {
    readonly station: string;
    readonly evse: number;
    readonly before?: number;
    readonly after?: number;
  }[];
  /** Undefined where no gateway could be asked. */
  readonly live: ImaginedView | undefined;
  readonly restartNeeded: readonly string[];
  /** Stations whose way to prove who they are changes. */
  readonly reconnecting: readonly string[];
}

/** Less is no change that anybody notices. */
const worthAmps = 0.1;
/** A list longer than this is a number. */
const mostNamed = 6;

export function effectOf(parts: EffectParts): EffectView {
  const { circuits, live, restartNeeded } = parts;
  const changed = live?.evses.filter(isChanged);
  const evses = changed ?? parts.fallbacks.filter(({ before, after }) => before !== after).map(byFile);
  const affected = changed?.filter(({ charging, before, after }) => charging && differs(before, after));
  const words = [
    ...circuits.flatMap(({ id, before, after }) => circuitWords(id, before, after)),
    ...stationWords(parts),
    ...(live === undefined ? [] : sessionWords(live)),
    ...fallbackWords(parts),
    ...reconnectWords(parts.reconnecting),
    ...restartWords(restartNeeded),
  ];
  return {
    circuits,
    evses: evses.map(({ station, evse, before, after, ...rest }) => ({
      station,
      evse,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      ...('why' in rest && rest.why !== undefined && { why: rest.why }),
    })),
    ...(affected !== undefined && { sessionsAffected: affected.length }),
    restartNeeded,
    words: words.length > 0 ? words : ['Nothing changes for stations and vehicles.'],
  };
}

const byFile = ({ station, evse, before, after }: EffectParts['fallbacks'][number]) => ({
  station,
  evse,
  ...(before !== undefined && { before: { fallbackAmps: before } }),
  ...(after !== undefined && { after: { fallbackAmps: after } }),
});

const differs = (before: EvseFigures | undefined, after: EvseFigures | undefined): boolean =>
  Math.abs((before?.limitAmps ?? 0) - (after?.limitAmps ?? 0)) >= worthAmps;

const isChanged = ({ before, after }: ImaginedEvse): boolean =>
  before === undefined ||
  after === undefined ||
  differs(before, after) ||
  before.fallbackAmps !== after.fallbackAmps ||
  before.circuit !== after.circuit;

function circuitWords(id: string, before: CircuitEffect | undefined, after: CircuitEffect | undefined): string[] {
  if (before === undefined) return [`${id} is a new circuit with ${round(after?.limitAmps ?? 0)} A.`];
  if (after === undefined) return [`${id} is no circuit any more.`];
  const words: string[] = [];
  const { limitAmps, worstCaseBaseAmps, reserveAmps } = after;
  if (limitAmps !== before.limitAmps)
    words.push(`${id} may draw ${round(limitAmps)} A instead of ${round(before.limitAmps)} A.`);
  if (worstCaseBaseAmps !== before.worstCaseBaseAmps)
    words.push(
      `On ${id}, ${round(worstCaseBaseAmps)} A instead of ${round(before.worstCaseBaseAmps)} A are kept for other load.`,
    );
  if (reserveAmps !== before.reserveAmps)
    words.push(
      `On ${id}, ${round(reserveAmps ?? 0)} A instead of ${round(before.reserveAmps ?? 0)} A stay free for sudden steps of other load.`,
    );
  return words;
}

function stationWords({ fallbacks, live }: EffectParts): string[] {
  const names = (which: (one: EffectParts['fallbacks'][number]) => boolean): string[] => [
    ...new Set(fallbacks.filter(which).map(({ station }) => station)),
  ];
  const fresh = names(({ before }) => before === undefined);
  const gone = names(({ after }) => after === undefined);
  const charging = new Set(live?.evses.filter((one) => one.charging).map(({ station }) => station));
  const kept = gone.filter((station) => charging.has(station));
  return [
    ...(fresh.length > 0 ? [`${named(fresh, 'stations')} ${are(fresh)} new.`] : []),
    ...(gone.length > 0 ? [`${named(gone, 'stations')} ${are(gone)} not counted any more.`] : []),
    ...(kept.length > 0
      ? [`A vehicle charges at ${named(kept, 'of these stations')}: what it draws counts until it leaves.`]
      : []),
  ];
}

function sessionWords({ evses }: ImaginedView): string[] {
  const sessions = evses.filter(({ charging }) => charging);
  const of = (which: (before: EvseFigures, after: EvseFigures) => boolean): string[] =>
    sessions.flatMap(({ station, evse, before, after }) =>
      before !== undefined && after !== undefined && differs(before, after) && which(before, after)
        ? [nameOf(evses, station, evse)]
        : [],
    );
  const waits = of((before, after) => after.limitAmps < after.minAmps && before.limitAmps >= before.minAmps);
  const slower = of((before, after) => after.limitAmps < before.limitAmps && after.limitAmps >= after.minAmps);
  const starts = of((before, after) => before.limitAmps < before.minAmps && after.limitAmps >= after.minAmps);
  const faster = of((before, after) => after.limitAmps > before.limitAmps && before.limitAmps >= before.minAmps);
  const parts = [
    ...(slower.length > 0 ? [`${slower.length} of ${vehicles(sessions.length)} ${charge(slower)} slower`] : []),
    ...(faster.length > 0 ? [`${faster.length} of ${vehicles(sessions.length)} ${charge(faster)} faster`] : []),
    ...(waits.length > 0 ? [`${named(waits, 'vehicles')} ${waits.length === 1 ? 'waits' : 'wait'}`] : []),
    ...(starts.length > 0 ? [`${named(starts, 'vehicles')} ${starts.length === 1 ? 'waits' : 'wait'} no longer`] : []),
  ];
  if (parts.length > 0) return [`${parts.join('; ')}.`];
  if (sessions.length === 0) return ['No vehicle charges now.'];
  return sessions.length === 1
    ? ['The vehicle that charges now goes on as it does.']
    : [`All ${sessions.length} vehicles that charge now go on as they do.`];
}

function fallbackWords({ fallbacks }: EffectParts): string[] {
  const both = fallbacks.filter(({ before, after }) => before !== undefined && after !== undefined);
  const goOn = (amps: number | undefined): boolean => (amps ?? 0) > 0;
  const before = fallbacks.filter((one) => goOn(one.before)).length;
  const after = fallbacks.filter((one) => goOn(one.after)).length;
  if (before !== after) return [`Without the gateway, ${after} EVSEs instead of ${before} go on charging.`];
  const others = both.filter((one) => one.before !== one.after);
  if (others.length === 0) return [];
  const names = [...new Set(others.map(({ station }) => station))];
  return [`What ${named(names, 'stations')} ${names.length === 1 ? 'draws' : 'draw'} without the gateway changes.`];
}

const reconnectWords = (stations: readonly string[]): string[] =>
  stations.length === 0
    ? []
    : [
        `${named(stations, 'stations')} ${stations.length === 1 ? 'has' : 'have'} to prove anew who ${stations.length === 1 ? 'it is' : 'they are'}, and ${stations.length === 1 ? 'connects' : 'connect'} again.`,
      ];

const restartWords = (keys: readonly string[]): string[] =>
  keys.length === 0 ? [] : [`What changes under ${keys.join(', ')} counts from the next start of the gateway on.`];

/** A station with one EVSE goes by its own name. */
function nameOf(evses: readonly ImaginedEvse[], station: string, evse: number): string {
  return evses.filter((one) => one.station === station).length > 1 ? `${station}/${evse}` : station;
}

const named = (names: readonly string[], what: string): string => {
  if (names.length > mostNamed) return `${names.length} ${what}`;
  const [last = ''] = names.slice(-1);
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
};

const vehicles = (count: number): string => (count === 1 ? '1 vehicle' : `${count} vehicles`);
const charge = (names: readonly string[]): string => (names.length === 1 ? 'charges' : 'charge');
const are = (names: readonly string[]): string => (names.length === 1 ? 'is' : 'are');
