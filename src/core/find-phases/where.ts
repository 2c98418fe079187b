// Whether an EVSE can show on which lines of the site it is: what must charge, and what must look on.

import type { EvseKey, TransactionId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import { openAt } from '../../site/transaction.ts';
import { readingOf } from '../meters/readings.ts';
import { problem } from '../outside/problem.ts';
import { isTested } from '../prove/prove.ts';
import type { Now, Problem } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { PhaseTest } from './phase-test.ts';

export type Where = Pick<PhaseTest, 'station' | 'evse' | 'circuit' | 'meter' | 'transaction'> & {
  /** The least that a vehicle charges with. */
  readonly minAmps: number;
};

export function whereToLook(state: State, key: EvseKey, now: Now): Where | Problem {
  const { station, evse } = evseOf(key);
  const load = state.loadsOfStation.get(station)?.find(({ evses }) => evses.some(({ id }) => id === evse));
  if (load === undefined)
    return problem(
      404,
      'BB_EVSE_UNKNOWN',
      `There is no EVSE ${key.slice(0, 60)}. It is written station/evse, such as CP-01/1. GET /api/v1/site lists them.`,
    );
  const meter = meterAbove(state, load.station.circuit);
  const why = whyNotHere(state, key, meter?.meter, now);
  if (why !== undefined) return notPossible(why);
  if (load.hold.rung === 'none') return notPossible(`${station} takes no limit, and cannot be stepped.`);
  const transaction = openOf(state, key);
  if (transaction === undefined) return notPossible(`Nobody charges at ${key}. Begin a session first.`);
  return { station, evse, ...meter!, transaction, minAmps: load.minAmps };
}

const notPossible = (why: string): Problem => problem(409, 'BB_FIND_PHASES_NOT_POSSIBLE', why);

function whyNotHere(state: State, key: EvseKey, meter: string | undefined, now: Now): string | undefined {
  const { station } = evseOf(key);
  if (meter === undefined) return `No circuit above ${key} has a meter: nothing shows on which line of the site it is.`;
  const { quality, amps } = readingOf(state, meter, now);
  if (quality !== 'good' || !(amps ?? []).some((one) => one !== null))
    return `Meter ${meter} gives no current now. "busbar doctor" says what is wrong with it.`;
  if (state.live.stations.get(station)?.connected !== true) return `${station} is not connected.`;
  if (state.safeMode !== undefined) return 'The gateway runs in safe mode and gives nothing back. Settle that first.';
  if (isTested(state, station)) return `The fallback of ${station} is tested now. End that test first.`;
  return undefined;
}

function openOf(state: State, key: EvseKey): TransactionId | undefined {
  const { station, evse } = evseOf(key);
  const part = state.ledger.stations.get(station);
  return part === undefined ? undefined : openAt(part.transactions, evse)?.transaction;
}

/** The nearest one with a meter. */
function meterAbove(state: State, circuit: string): { readonly circuit: string; readonly meter: string } | undefined {
  const { circuits } = siteOf(state);
  let here = circuits.find(({ id }) => id === circuit);
  while (here !== undefined && here.meter === undefined) {
    const { parent } = here;
    here = circuits.find(({ id }) => id === parent);
  }
  return here?.meter === undefined ? undefined : { circuit: here.id, meter: here.meter };
}
