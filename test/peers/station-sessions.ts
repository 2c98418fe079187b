// What happens at the sockets of a simulated charge point: vehicles come and go, and their transactions are told.

import type { SimEvse } from './station-evse.ts';
import { meterValue } from './station-evse.ts';
import type { Outbox } from './station-outbox.ts';
import type { At, StationOptions, StationRecord } from './station-types.ts';
import type { Vehicle } from './vehicle.ts';

export interface Sessions {
  readonly records: readonly StationRecord[];
  plug(number: number, vehicle: Vehicle, now: At): void;
  unplug(number: number, now: At): void;
  start(evse: SimEvse, now: At): void;
  stop(evse: SimEvse, reason: string, now: At): void;
  /** Takes the readings that are due, and ends what has its energy. */
  due(now: At): void;
  sayStatus(evse: SimEvse, now: At): void;
}

export function newSessions(
  options: StationOptions,
  evses: readonly SimEvse[],
  outbox: Outbox,
  isBooted: () => boolean,
): Sessions {
  const records: StationRecord[] = [];
  let sessions = 0;

  function plug(number: number, vehicle: Vehicle, now: At): void {
    const evse = evses[number - 1];
    if (evse === undefined || evse.vehicle !== undefined) return;
    evse.vehicle = vehicle;
    status(evse, 'Preparing', now);
    if (isBooted()) outbox.say('Authorize', { idTag: vehicle.token }, evse);
    else start(evse, now);
  }

  function unplug(number: number, now: At): void {
    const evse = evses[number - 1];
    if (evse?.vehicle === undefined) return;
    if (evse.session !== undefined) stop(evse, 'EVDisconnected', now);
    evse.vehicle = undefined;
    status(evse, 'Available', now);
  }

  function start(evse: SimEvse, now: At): void {
    if (evse.vehicle === undefined || evse.session !== undefined) return;
    evse.session = `${options.id}#${(sessions += 1)}`;
    evse.transactionId = undefined;
    evse.sampleAt = now.mono + options.sampleSeconds * 1000;
    book('StartTransaction', evse, {
      connectorId: evse.evse,
      idTag: evse.vehicle.token,
      meterStart: Math.round(evse.registerWh),
      timestamp: new Date(now.utc).toISOString(),
    });
    status(evse, 'Charging', now);
  }

  function stop(evse: SimEvse, reason: string, now: At): void {
    book('StopTransaction', evse, {
      meterStop: Math.round(evse.registerWh),
      timestamp: new Date(now.utc).toISOString(),
      reason,
      ...(evse.vehicle !== undefined && { idTag: evse.vehicle.token }),
    });
    evse.session = undefined;
    status(evse, 'Finishing', now);
  }

  function due(now: At): void {
    for (const evse of evses) {
      if (evse.session === undefined) continue;
      if (now.mono >= evse.sampleAt) sample(evse, now);
      if (evse.vehicle !== undefined && evse.vehicle.wantedWh <= 0) stop(evse, 'Local', now);
    }
  }

  function sample(evse: SimEvse, now: At): void {
    evse.sampleAt = now.mono + options.sampleSeconds * 1000;
    book('MeterValues', evse, { connectorId: evse.evse, meterValue: [meterValue(evse, now.utc)] });
  }

  function book(action: StationRecord['action'], evse: SimEvse, payload: Record<string, unknown>): void {
    const record: StationRecord = {
      station: options.id,
      evse: evse.evse,
      session: evse.session!,
      action,
      payload,
      acknowledged: false,
      messageId: '',
    };
    if (options.forgetful !== true) records.push(record);
    outbox.keep(record, evse);
  }

  function status(evse: SimEvse, text: string, now: At): void {
    evse.status = text;
    if (isBooted()) sayStatus(evse, now);
  }

  const sayStatus = (evse: SimEvse, now: At): void =>
    outbox.say('StatusNotification', {
      connectorId: evse.evse,
      errorCode: 'NoError',
      status: evse.status,
      timestamp: new Date(now.utc).toISOString(),
    });

  return { records, plug, unplug, start, stop, due, sayStatus };
}
