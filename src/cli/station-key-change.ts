// New keys of stations: typed in by a person, or told over OCPP.

import type { StationKeys } from '../../adapters/files/station-keys.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { Outcome } from '../local/problem.ts';
import { done } from '../local/problem.ts';
import type { ShownKey } from '../local/station-console.ts';
import type { StationId } from '../model/ids.ts';
import type { OrderAnswer } from '../ocpp/order.ts';
import type { Core } from './core-asks.ts';
import * as say from './station-words.ts';

const hint =
  'Set it as AuthorizationKey in the station (OCPP 2.x: BasicAuthPassword), with security profile 1. It is shown this once.';

export const makeKey = async (keys: StationKeys, station: StationId): Promise<ShownKey> => ({
  key: await keys.make(station),
  hint,
});

/** The central system of the station gave it this key. The station that does not take it comes with the old one as before. */
export async function passKeyDown(
  keys: StationKeys,
  core: Core,
  log: Pick<Log, 'info' | 'warn'>,
  station: StationId,
  key: string,
): Promise<void> {
  const outcome = keys.isManaged(station)
    ? await changeKeyOf(keys, core, station, key).catch((error: Error) => say.keyNotChanged(station, error))
    : say.keyInFile(station);
  if (outcome.ok) log.info('BB_STATION_KEY_CHANGED', outcome.value);
  else log.warn(outcome.problem.code, outcome.problem.detail);
}

/** A station gets its time to answer, and the gateway its own to notice that it does not. */
const answerWithinMs = 40_000;

/**
 * The station is told a new key (A01). It is kept beside the old one before it leaves, so that whatever happens the station
 * comes in with one of them.
 */
export async function changeKeyOf(
  keys: StationKeys,
  core: Core,
  station: StationId,
  given?: string,
): Promise<Outcome<string>> {
  const key = await keys.change(station, given);
  if (key === undefined) return say.keyChanging(station);
  let status: string;
  try {
    status = ((await core({ kind: 'changeKey', station, key }, answerWithinMs)) as OrderAnswer).status;
  } catch {
    return say.keyUnanswered(station);
  }
  switch (status) {
    case 'Accepted':
      await keys.settle(station, 'taken');
      return done(say.keyTaken(station));
    case 'RebootRequired':
      await keys.settle(station, 'afterReboot');
      return done(say.keyAfterReboot(station));
    case 'Offline':
      await keys.settle(station, 'refused');
      return say.notReady(station);
    case 'Unanswered':
      return say.keyUnanswered(station);
    default:
      await keys.settle(station, 'refused');
      return say.keyRefused(station, status);
  }
}
