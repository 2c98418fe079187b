// DECIDE: what an MQTT uplink ordered is done as if a central system, or the API, had ordered it.

import { stationOf } from '../../model/config/site.ts';
import type { EvseKey, StationId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import { readNeeds } from '../../model/needs.ts';
import { isoOf } from '../../model/time.ts';
import type { LocalListEntry } from '../../ocpp/order.ts';
import { listVersionOf } from '../../site/tokens-part.ts';
import { unbound } from '../../site/uplink-part.ts';
import type { TokenEntry, UplinkCommand } from '../../uplink/mqtt/command.ts';
import type { CommandAnswer } from '../../uplink/mqtt/command-answer.ts';
import { answerOf, refusedWith } from '../../uplink/mqtt/command-answer.ts';
import type { Decided, Wish } from '../heard.ts';
import { serveChangeAvailability, serveStationAvailability } from '../orders/availability.ts';
import { serveSendLocalList } from '../orders/local-list.ts';
import { serveRemoteStart, serveRemoteStop, serveStopAt } from '../orders/remote.ts';
import { serveCancelReservation, serveReserveNow } from '../orders/reservation.ts';
import { resetStations } from '../orders/reset-station.ts';
import { serveReset } from '../orders/reset.ts';
import { serveUnlock } from '../orders/unlock.ts';
import { passOn } from '../orders/context.ts';
import { clearNeeds, setNeeds } from '../plan/serve-needs.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { serves } from '../uplink/live.ts';
import { numbersFor } from '../uplink/numbers.ts';
import { obeyConfiguration } from './obey-configuration.ts';
import { obeyLimit } from './obey-limit.ts';
import { setPrices } from './obey-prices.ts';
import type { Obeying } from './obeying.ts';
import { respond } from './obeying.ts';

export function obey(state: State, wish: Extract<Wish, { kind: 'command' }>, decided: Decided, now: Now): void {
  const { uplink: id, link, key, command } = wish;
  const uplink = state.uplinks.get(id);
  if (uplink === undefined) return;
  const asker = { link, idText: '"-"', told: { uplink: id, key } };
  const obeying: Obeying = { state, decided, now, uplink, key, from: { kind: 'csms', uplink: id, asker } };
  const refusal = notOurs(obeying, command);
  if (refusal !== undefined) return respond(obeying, refusal);
  carryOut(obeying, command);
}

function carryOut(obeying: Obeying, command: UplinkCommand): void {
  const numberAt = (evse: EvseKey): number => numbersFor(obeying.state, obeying.uplink).get(evse)!;
  switch (command.kind) {
    case 'start': {
      const { kind: _, evse, ...start } = command;
      return serveRemoteStart(obeying, { kind: 'remoteStart', evse: numberAt(evse), ...start });
    }
    case 'stop':
      if (command.evse !== undefined) return serveStopAt(obeying, command.evse);
      return serveRemoteStop(obeying, { kind: 'remoteStop', number: unbound, transaction: command.transaction! });
    case 'limit':
      return obeyLimit(obeying, command);
    case 'availability': {
      const { evse, station, operative } = command;
      if (station !== undefined) return serveStationAvailability(obeying, station, operative);
      const number = evse === undefined ? 0 : numberAt(evse);
      return serveChangeAvailability(obeying, { kind: 'changeAvailability', evse: number, operative });
    }
    case 'unlock': {
      const { kind: _, evse, ...plug } = command;
      return serveUnlock(obeying, { kind: 'unlockConnector', evse: numberAt(evse), ...plug });
    }
    case 'reset': {
      const type = command.when === 'now' ? 'Immediate' : 'OnIdle';
      if (command.station !== undefined) return resetStations(obeying, { kind: 'reset', type }, [command.station]);
      return serveReset(obeying, { kind: 'reset', type, evse: numberAt(command.evse!) });
    }
    case 'reserve': {
      const { kind: _, evse, until, ...reservation } = command;
      return serveReserveNow(obeying, { kind: 'reserveNow', evse: numberAt(evse), expiresAt: until, ...reservation });
    }
    case 'cancel':
      return serveCancelReservation(obeying, { kind: 'cancelReservation', reservation: command.reservation });
    case 'tokens':
      return changeTokens(obeying, command);
    case 'needs':
      return sayNeeds(obeying, command);
    case 'prices':
      return respond(obeying, setPrices(obeying, command.prices));
    case 'configuration':
      return obeyConfiguration(obeying, command);
    case 'trigger':
      return trigger(obeying, command);
  }
}

/** What is not there, or not its own, it has no say over. */
function notOurs(obeying: Obeying, command: UplinkCommand): CommandAnswer | undefined {
  const { state, uplink } = obeying;
  const { evse, station, transaction } = command as {
    readonly evse?: EvseKey;
    readonly station?: StationId;
    readonly transaction?: string;
  };
  if (evse !== undefined && !isThere(obeying, evse))
    return refusedWith('BB_EVSE_UNKNOWN', `There is no EVSE "${evse.slice(0, 60)}" at this site.`);
  if (station !== undefined && !isStation(obeying, station))
    return refusedWith('BB_STATION_UNKNOWN', `There is no station "${station.slice(0, 60)}" at this site.`);
  const of = station ?? (evse === undefined ? stationWith(state, transaction) : evseOf(evse).station);
  if (of === undefined || serves(uplink, of)) return undefined;
  return refusedWith('BB_COMMAND_NOT_OURS', `${of} belongs to another uplink: this one has no say over it.`);
}

function isThere({ state, uplink }: Obeying, key: EvseKey): boolean {
  const { station, evse } = evseOf(key);
  const config = stationOf(siteOf(state), station);
  const isKnown = config?.state === 'installed' && config.evses.some(({ id }) => id === evse);
  return isKnown && numbersFor(state, uplink).has(key);
}

const isStation = ({ state }: Obeying, station: StationId): boolean =>
  stationOf(siteOf(state), station)?.state === 'installed';

function stationWith(state: State, transaction: string | undefined): StationId | undefined {
  if (transaction === undefined) return undefined;
  for (const [station, { transactions }] of state.ledger.stations)
    if (transactions.known.has(transaction as never)) return station;
  return undefined;
}

function changeTokens(
  obeying: Obeying,
  { version, update, entries }: Extract<UplinkCommand, { kind: 'tokens' }>,
): void {
  const { state, uplink, decided } = obeying;
  const order = {
    kind: 'sendLocalList',
    version,
    update: update === 'full' ? 'Full' : 'Differential',
    entries: entries.map(entryOf),
  } as const;
  const answers: Decided = { facts: decided.facts, commands: [] };
  serveSendLocalList({ ...obeying, decided: answers }, order);
  const [first] = answers.commands;
  if (first?.kind !== 'answerOrder') return;
  const isDone = first.answer.status === 'Accepted';
  const listVersion = isDone ? version : listVersionOf(state.ledger.tokens, uplink.config.id);
  respond(obeying, answerOf({ ...first.answer, listVersion }));
}

const entryOf = ({ token, status, expiresAt, parent }: TokenEntry): LocalListEntry =>
  status === undefined
    ? { token }
    : {
        token,
        verdict: {
          status,
          by: 'list',
          ...(expiresAt !== undefined && { expiresAt: isoOf(expiresAt) }),
          ...(parent !== undefined && { parent }),
        },
      };

/** The departure, the energy and the priority of the session at an EVSE, or of the next one. */
function sayNeeds(obeying: Obeying, { evse, needs }: Extract<UplinkCommand, { kind: 'needs' }>): void {
  const { state, uplink, decided, now } = obeying;
  if (needs === null) {
    clearNeeds(state, evse, 'uplink', decided.facts, now);
    return respond(obeying, { status: 'accepted' });
  }
  const read = readNeeds(needs, state.clock.trusted ? now.utc : undefined);
  if (typeof read === 'string') return respond(obeying, refusedWith('BB_NEEDS', read));
  setNeeds(state, evse, { by: 'uplink', csms: uplink.config.id }, read, decided.facts, now);
  respond(obeying, { status: 'accepted' });
}

/** What comes of it is told like anything else that the station says. */
function trigger(obeying: Obeying, { message, evse, station }: Extract<UplinkCommand, { kind: 'trigger' }>): void {
  const at = evse === undefined ? undefined : evseOf(evse);
  const order = { kind: 'trigger', message, ...(at !== undefined && { evse: at.evse }) } as const;
  passOn(obeying, order, [{ station: (station ?? at?.station)!, order }]);
}
