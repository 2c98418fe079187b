// One EVSE explained: why it may draw what it may draw, and how its station and vehicle take that.

import type { Load } from '../../control/envelope.ts';
import { inForce } from '../../control/envelope.ts';
import { leastPauseMs } from '../../control/turns.ts';
import type { BehaviourView, SeenAtEvse } from '../../local/behaviour.ts';
import { behaviourView } from '../../local/behaviour.ts';
import { explain } from '../../local/explain.ts';
import type { Explanation } from '../../local/explanation.ts';
import type { Utc } from '../../model/time.ts';
import { utc } from '../../model/time.ts';
import { openAt } from '../../site/transaction.ts';
import { slotName } from '../../site/live.ts';
import { linesAllowed, readingOnLines } from '../limits/drawn.ts';
import { vehicleView } from '../limits/vehicles.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { circumstancesOf } from './moment.ts';
import type { Moment } from './moment.ts';

/** Meter values come so much later than they should. */
const lateMs = 5000;

export interface Explained {
  readonly why?: Explanation;
  readonly behaviour?: BehaviourView;
}

export function explainEvse(moment: Moment, load: Load, evse: number): Explained {
  const why = whyOf(moment, load);
  const behaviour = load.station.state === 'installed' ? behaviourView(seenAt(moment, load, evse)) : undefined;
  return { ...(why !== undefined && { why }), ...(behaviour !== undefined && { behaviour }) };
}

/** Undefined before anything was worked out. */
function whyOf(moment: Moment, load: Load): Explanation | undefined {
  const { state, now } = moment;
  const allocation = state.allocations.get(load.key);
  if (allocation === undefined) return undefined;
  const { amps, reason } = allocation;
  return explain(reason, {
    ...circumstancesOf(moment, reason, load.hold.holding === 'hold'),
    ...(reason.kind === 'justPaused' && pauseOf(moment, load)),
    // What nobody bounded counts at its rating.
    amps: Math.min(amps, load.maxAmps),
    minAmps: load.minAmps,
    maxAmps: load.maxAmps,
    fallbackAmps: state.fallback.get(load.key) ?? 0,
    clock: { timezone: siteOf(state).timezone, now: now.utc },
  });
}

function pauseOf({ state: { ledger } }: Moment, { station, evses }: Load): { readonly until?: Utc } {
  const turn = ledger.stations.get(station.id)?.limits.turns.get(evses.length > 1 ? 0 : evses[0]!.id);
  return turn === undefined ? {} : { until: utc(turn.since + leastPauseMs) };
}

function seenAt({ state, now }: Moment, load: Load, evse: number): SeenAtEvse {
  const { id } = load.station;
  const live = state.live.stations.get(id);
  const part = state.ledger.stations.get(id);
  const limitAmps = Math.min(load.maxAmps, inForce(state.ledger, load));
  const one = state.obedience.get(load.key);
  const lines = live?.connected === true ? freshReading(state, load, now) : undefined;
  const allowed = linesAllowed(load, limitAmps);
  // Who was lowered a moment ago has time to follow.
  const overAmps =
    lines === undefined || one?.releasing !== undefined
      ? undefined
      : Math.max(...lines.amps.map((amps, line) => amps - allowed[line]!));
  const refusedAmps = refusedBy(live?.slots, load, evse);
  const vehicle = vehicleView(state, load, now);
  return {
    isReachable: live?.connected === true && live.callableFrom <= now.mono,
    takesLimits: load.hold.rung !== 'none',
    isCharging: part !== undefined && openAt(part.transactions, evse) !== undefined,
    isIgnoring: one?.overSince !== undefined,
    limitAmps,
    ...(refusedAmps !== undefined && { refusedAmps }),
    ...(lines !== undefined && { measuredAmps: Math.max(...lines.amps) }),
    ...(overAmps !== undefined && { overAmps }),
    ...(vehicle !== undefined && { vehicle }),
  };
}

/** What is older says nothing of now. */
function freshReading(state: State, load: Load, now: Now): { amps: readonly number[] } | undefined {
  const lines = readingOnLines(state, load);
  const freshMs = 2000 * load.station.sampleSeconds + lateMs;
  return lines !== undefined && now.mono - lines.readAt <= freshMs ? lines : undefined;
}

/** In any of the places that matter for this EVSE. */
function refusedBy(
  slots: ReadonlyMap<string, { readonly refusedAmps: number | undefined }> | undefined,
  { hold: { rung } }: Load,
  evse: number,
): number | undefined {
  if (rung === 'none') return undefined;
  const names =
    rung === 'tx' ? [slotName('tx', evse), slotName('default', evse)] : [slotName(rung, evse), slotName(rung, 0)];
  return names.map((name) => slots?.get(name)?.refusedAmps).find((amps) => amps !== undefined);
}
