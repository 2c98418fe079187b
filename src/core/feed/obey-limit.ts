// Limits for a while: of a circuit as over the API, of an EVSE and of all that the uplink has to do with as charging profiles
// of it. They only lower what the site allows.

import type { ChargingProfile } from '../../model/charging-profile.ts';
import { profileLimits } from '../../model/charging-profile.ts';
import type { Site } from '../../model/config/site.ts';
import type { CircuitId, EvseKey } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import { utc } from '../../model/time.ts';
import type { LimitCommand } from '../../uplink/mqtt/command.ts';
import type { CommandAnswer } from '../../uplink/mqtt/command-answer.ts';
import { refusedWith } from '../../uplink/mqtt/command-answer.ts';
import { storedOf, storeOrFault } from '../orders/store-profile.ts';
import { serveOutside } from '../outside/serve.ts';
import type { Problem } from '../ports.ts';
import { siteOf } from '../state.ts';
import { serves } from '../uplink/live.ts';
import { profileIdOf } from './limit-ids.ts';
import type { Obeying } from './obeying.ts';
import { respond } from './obeying.ts';

export function obeyLimit(obeying: Obeying, command: LimitCommand): void {
  const { until, durationSeconds, amps } = command;
  if (until !== undefined && durationSeconds !== undefined)
    return respond(obeying, refusedWith('BB_COMMAND_FORM', 'Only one of "until" and "durationSeconds" is there.'));
  const { circuit } = command;
  if (circuit !== undefined) return respond(obeying, ofCircuit(obeying, command, circuit as CircuitId));
  respond(obeying, amps === null ? take(obeying, command.evse) : ofPlace(obeying, command, amps));
}

function ofCircuit(obeying: Obeying, command: LimitCommand, circuit: CircuitId): CommandAnswer {
  const { state, uplink, decided, now } = obeying;
  const site = siteOf(state);
  const others = stationsOn(site, circuit).filter(({ id }) => !serves(uplink, id));
  if (others.length > 0)
    return refusedWith(
      'BB_COMMAND_NOT_OURS',
      `Circuit ${circuit} also feeds ${others[0]!.id}, which belongs to another uplink. Limit the EVSEs of your own instead.`,
    );
  const { amps, until, durationSeconds, reason } = command;
  const view = serveOutside(
    state,
    amps === null
      ? { kind: 'clearCircuitLimit', circuit }
      : {
          kind: 'setCircuitLimit',
          circuit,
          amps,
          ...(until !== undefined && { until }),
          ...(durationSeconds !== undefined && { durationMs: durationSeconds * 1000 }),
          reason: reason ?? `ordered by ${uplink.config.id}`,
        },
    decided.facts,
    now,
  ) as Problem | object;
  if ('problem' in view) return refusedWith(view.problem.code, view.problem.detail);
  return { status: 'accepted', data: view };
}

/** Those below it, too. */
function stationsOn({ circuits, stations }: Site, circuit: CircuitId): Site['stations'] {
  const parents = new Map(circuits.map(({ id, parent }) => [id, parent]));
  const isBelow = (id: CircuitId | undefined): boolean =>
    id !== undefined && (id === circuit || isBelow(parents.get(id)));
  return stations.filter((station) => isBelow(station.circuit));
}

function ofPlace(obeying: Obeying, command: LimitCommand, amps: number): CommandAnswer {
  const { state, now } = obeying;
  const { evse, durationSeconds } = command;
  const until = command.until ?? (durationSeconds === undefined ? undefined : utc(now.utc + durationSeconds * 1000));
  if (until !== undefined && !state.clock.trusted)
    return refusedWith(
      'BB_COMMAND_CLOCK',
      'The clock of the gateway is not known to be right, so nobody knows when this would end. Send it without an end, and take it back.',
    );
  if (until !== undefined && until <= now.utc)
    return refusedWith('BB_LIMIT_OVER', 'This limit would have ended already. Check "until" and its offset.');
  const id = profileIdOf(state, evse ?? 'site');
  if (id === undefined) return refusedWith('BB_EVSE_UNKNOWN', 'This EVSE has no number by which it could be limited.');
  const fault = storeOrFault(obeying, profileOf(id, evse, amps, until), evse);
  return fault === undefined
    ? { status: 'accepted' }
    : refusedWith('BB_COMMAND_LIMIT', `The limit cannot be kept (${fault}): take back others first.`);
}

/** It begins in the past, so that a clock that is set back ends nothing. */
const profileOf = (id: number, evse: EvseKey | undefined, amps: number, until: Utc | undefined): ChargingProfile => ({
  id,
  stackLevel: profileLimits.maxStackLevel,
  purpose: evse === undefined ? 'ChargingStationMaxProfile' : 'TxDefaultProfile',
  kind: 'Absolute',
  ...(until !== undefined && { validTo: until }),
  schedule: { startAt: utc(0), unit: 'A', periods: [{ startSeconds: 0, limit: amps }] },
});

function take({ state, uplink, decided, now }: Obeying, evse: EvseKey | undefined): CommandAnswer {
  const csms = uplink.config.id;
  const id = profileIdOf(state, evse ?? 'site');
  if (id !== undefined && storedOf(state, csms).has(id))
    decided.facts.push({ kind: 'ProfilesCleared', csms, ids: [id], happenedAt: now.utc });
  return { status: 'accepted' };
}
