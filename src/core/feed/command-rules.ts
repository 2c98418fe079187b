// What must hold of a command before it is carried out: whether it has to expire, and what it is about.

import type { UplinkId } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import type { LimitCommand, UplinkCommand } from '../../uplink/mqtt/command.ts';
import type { State } from '../state.ts';
import { profileIdOf } from './limit-ids.ts';

/** Circuit, EVSE, station or transaction; nothing of a token. */
export function aboutOf(command: UplinkCommand): string | undefined {
  const { circuit, evse, station, transaction, site, reservation } = command as Readonly<
    Record<string, string | number | true | undefined>
  >;
  const named = circuit ?? evse ?? station ?? transaction ?? reservation;
  return named === undefined ? (site === true ? 'site' : undefined) : String(named);
}

/** What starts, raises, opens or restarts something is not done when nobody wants it any more. */
export function mustExpire(state: State, uplink: UplinkId, command: UplinkCommand, now: { utc: Utc }): boolean {
  switch (command.kind) {
    case 'stop':
    case 'cancel':
    case 'trigger':
    // They are of certain hours.
    case 'prices':
      return false;
    case 'limit':
      return raises(state, uplink, command, now);
    case 'availability':
      return command.operative;
    case 'needs':
      return command.needs !== null;
    case 'configuration':
      return command.set !== undefined;
    case 'start':
    case 'unlock':
    case 'reset':
    case 'reserve':
    case 'tokens':
      return true;
  }
}

/** Against the limit of its kind that is there now. */
function raises(
  state: State,
  uplink: UplinkId,
  { circuit, evse, site, amps }: LimitCommand,
  now: { utc: Utc },
): boolean {
  const before =
    circuit !== undefined
      ? state.ledger.outside.temporary.get(circuit as never)?.amps
      : profileAmps(state, uplink, site === true ? 'site' : evse!, now);
  return before !== undefined && (amps === null || amps > before);
}

function profileAmps(state: State, uplink: UplinkId, place: Parameters<typeof profileIdOf>[1], now: { utc: Utc }) {
  const id = profileIdOf(state, place);
  const stored = id === undefined ? undefined : state.ledger.profiles.stored.get(uplink)?.get(id);
  const { validTo = Infinity, schedule } = stored?.profile ?? {};
  return validTo > now.utc ? schedule?.periods[0]?.limit : undefined;
}
