// Enrolment: strangers with a key of their own get an entry in the site file, and no current.

import type { Edit, Value } from '../../adapters/config-file/edit-yaml.ts';
import { addStation, standingOf } from '../../adapters/config-file/site-edits.ts';
import type { StationKeys } from '../../adapters/files/station-keys.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { EnrolBody } from '../local/station-console.ts';
import type { StationId } from '../model/ids.ts';
import type { Plan, SiteKeeper } from './site-keeper.ts';

/** The lines of the file that open or end it, and what is said of it. */
export function planEnrolment({ minutes, template, circuit }: EnrolBody, now: number): { plan: Plan; text: string } {
  const until = minutes === 0 ? null : `${new Date(now + minutes * 60_000).toISOString().slice(0, 19)}Z`;
  const keys: { [key: string]: Value } = {
    until,
    ...(template !== undefined && { template }),
    ...(circuit !== undefined && { circuit }),
  };
  const plan: Plan = ({ file }) => {
    if (file.enrolment === undefined)
      return until === null ? [] : [{ kind: 'set', path: ['enrolment'], value: keys } satisfies Edit];
    return Object.entries(keys).map(([key, value]): Edit => ({ kind: 'set', path: ['enrolment', key], value }));
  };
  const text =
    until === null
      ? 'Unknown stations are refused again.'
      : `Unknown stations that send a key are let in until ${until} (${minutes} minutes). They get no current until they are placed: "busbar stations approve <station> --circuit <circuit>".`;
  return { plan, text };
}

/** More strangers than one evening brings; whoever makes names up ends here. */
const mostEnrolled = 100;

export interface Enroller {
  /** Takes a stranger in with the key that it came with, one character a byte. */
  enrol(station: string, key: string): void;
}

export function createEnroller(keeper: SiteKeeper, keys: StationKeys, log: Log): Enroller {
  const underWay = new Set<string>();
  const plan =
    (station: string): Plan =>
    ({ file }) => {
      if (standingOf(file, station) !== undefined) return [];
      const enrolled = file.stations.filter(({ state }) => state === 'enrolled').length;
      if (enrolled >= mostEnrolled)
        return {
          status: 409,
          code: 'BB_ENROLMENT_FULL',
          detail: `${enrolled} stations are enrolled and wait for their place, and no more are taken. Place or remove them first.`,
        };
      const { template, circuit } = file.enrolment ?? {};
      const options = { ...(template !== undefined && { template }), ...(circuit !== undefined && { circuit }) };
      return addStation(file, station, options, 'enrolled');
    };

  async function take(station: string, key: string): Promise<void> {
    // The key is there before the station is: it cannot come in without one.
    await keys.adopt(station as StationId, key);
    const outcome = await keeper.change(plan(station));
    if (outcome.ok)
      log.info(
        'BB_STATION_ENROLLED',
        `${station} is enrolled with the key that it came with. It gets no current until it is placed: "busbar stations approve ${station} --circuit <circuit>".`,
      );
    else {
      await keys.drop(station as StationId);
      log.warn(outcome.problem.code, `${station} could not be enrolled. ${outcome.problem.detail}`);
    }
  }

  return {
    enrol(station, key) {
      if (underWay.has(station)) return;
      underWay.add(station);
      take(station, key)
        .catch((error: unknown) =>
          log.error('BB_ENROLMENT_FAILED', `${station} could not be enrolled: ${(error as Error).message}.`),
        )
        .finally(() => underWay.delete(station));
    },
  };
}
