// Settings of single stations: read but for keys, and changed where nobody is hurt by it.

import type { StationId } from '../../model/ids.ts';
import type { OrderAnswer, Setting } from '../../ocpp/order.ts';
import { isSecretKey } from '../../uplink/device-keys.ts';
import type { UplinkCommand } from '../../uplink/mqtt/command.ts';
import { refusedWith } from '../../uplink/mqtt/command-answer.ts';
import { passOn } from '../orders/context.ts';
import { isTaken, learned } from '../orders/learned.ts';
import { piecesFor } from '../orders/settings.ts';
import type { StationAnswer } from '../orders/ticket.ts';
import type { Obeying } from './obeying.ts';
import { respond } from './obeying.ts';

/**
 * What may be set over MQTT, by its key in OCPP 1.6. Nothing of it lets anybody charge, raises a limit, hides what is measured,
 * or takes a station away from the gateway.
 */
const maySet: ReadonlySet<string> = new Set([
  'BlinkRepeat',
  'ConnectionTimeOut',
  'LightIntensity',
  'MaxEnergyOnInvalidId',
  'ResetRetries',
  'StopTransactionOnEVSideDisconnect',
  'StopTransactionOnInvalidId',
  'UnlockConnectorOnEVSideDisconnect',
]);

type Configuration = Extract<UplinkCommand, { kind: 'configuration' }>;

export function obeyConfiguration(obeying: Obeying, { station, get, set }: Configuration): void {
  if (get !== undefined) return read(obeying, station, [...new Set(get)]);
  if (set === undefined) return;
  if (!maySet.has(set.key))
    return respond(
      obeying,
      refusedWith('BB_COMMAND_SETTING', `"${set.key}" is not set over MQTT. There are ${[...maySet].join(', ')}.`),
    );
  change(obeying, station, set);
}

function read(obeying: Obeying, station: StationId, names: readonly string[]): void {
  const keys = names.filter((key) => !isSecretKey(key));
  const hidden = names.filter((key) => isSecretKey(key));
  const orders = piecesFor(obeying.state, station, keys).map((some) => ({
    station,
    order: { kind: 'getSettings', keys: some } as const,
  }));
  const order = { kind: 'getSettings', keys } as const;
  if (keys.length === 0)
    return respond(obeying, refusedWith('BB_COMMAND_SETTING', 'Keys and passwords are shown to nobody.'));
  passOn(obeying, order, orders, (answers) => gather(answers, hidden));
}

function gather(answers: readonly StationAnswer[], hidden: readonly string[]): OrderAnswer {
  const silent = answers.find(({ answer }) => answer.settings === undefined && answer.status !== 'Accepted');
  if (silent !== undefined) return { status: silent.answer.status };
  const settings: Setting[] = answers.flatMap(({ answer }) => answer.settings ?? []);
  return {
    status: 'Accepted',
    settings: settings.filter(({ key }) => !isSecretKey(key)),
    unknownKeys: [...answers.flatMap(({ answer }) => answer.unknownKeys ?? []), ...hidden],
  };
}

/** It is part of what the gateway wants of this station from now on: one that comes back otherwise is told again. */
function change(obeying: Obeying, station: StationId, { key, value }: NonNullable<Configuration['set']>): void {
  const order = { kind: 'changeSetting', key, value } as const;
  const changed = { kind: 'SettingChanged', uplink: obeying.uplink.config.id, of: station, key, value } as const;
  passOn(obeying, order, [{ station, order }], {
    fold: ([first]) => first!.answer,
    note: ([first], at) =>
      first !== undefined && isTaken(first) ? [{ ...changed, happenedAt: at }, learned(first)] : [],
  });
}
