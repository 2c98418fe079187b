// GetConfiguration and ChangeConfiguration: the site's own keys, keys that go to every station, and keys of one station.

import type { StationId } from '../../model/ids.ts';
import type { OrderAnswer, OrderOf, Setting } from '../../ocpp/order.ts';
import { isSecretKey, mostKeysAsked } from '../../uplink/device-keys.ts';
import { judgeChange, showAll, showOne, stationKey } from '../../uplink/device-model.ts';
import { itemsPerMessage, piecesOf } from '../../uplink/place-settings.ts';
import type { State } from '../state.ts';
import { dialectOfStation } from '../station-dialect.ts';
import type { OrderContext } from './context.ts';
import { answerNow, passOn, uplinkOf } from './context.ts';
import { deviceOf } from './device.ts';
import { changeEverywhere } from './fan-out.ts';
import { isTaken, learned } from './learned.ts';
import type { StationAnswer } from './ticket.ts';

export function serveGetSettings(context: OrderContext, order: OrderOf<'getSettings'>): void {
  const { state, decided, from, now } = context;
  const uplink = uplinkOf(context);
  if (uplink === undefined) return answerNow(context, order, { status: 'NotSupported' });
  if (order.keys.length > mostKeysAsked && from.kind === 'csms') {
    const text = `At most ${mostKeysAsked} keys are asked for at once (GetConfigurationMaxKeys).`;
    return void decided.commands.push({
      kind: 'refuse',
      asker: from.asker,
      code: 'OccurrenceConstraintViolation',
      text,
    });
  }
  const device = deviceOf(state, uplink, now);
  if (order.keys.length === 0) return answerNow(context, order, { status: 'Accepted', settings: showAll(device) });
  const settings: Setting[] = [];
  const unknownKeys: string[] = [];
  const ofStations = new Map<StationId, string[]>();
  for (const name of new Set(order.keys)) {
    const own = showOne(device, name);
    const of = own === undefined ? stationKey(device, name) : undefined;
    if (own !== undefined) settings.push(own);
    else if (of === undefined) unknownKeys.push(name);
    else ofStations.set(of.station, [...(ofStations.get(of.station) ?? []), of.key]);
  }
  if (ofStations.size === 0) return answerNow(context, order, { status: 'Accepted', settings, unknownKeys });
  const orders = [...ofStations].flatMap(([station, all]) =>
    piecesFor(state, station, all).map((keys) => ({ station, order: { kind: 'getSettings', keys } as const })),
  );
  passOn(context, order, orders, (answers) => gather(state, { status: 'Accepted', settings, unknownKeys }, answers));
}

/** A station of 2.x says how much it takes in one message. */
export function piecesFor(state: State, station: StationId, keys: readonly string[]): string[][] {
  if (dialectOfStation(state, station).version === '1.6') return [[...keys]];
  const { settings } = state.ledger.stations.get(station)?.capabilities ?? {};
  return piecesOf(keys, itemsPerMessage(settings, 'GetVariables'));
}

/** Keys of stations under the names by which they were asked; of one that says nothing, what it showed before. */
function gather(state: State, own: OrderAnswer, answers: readonly StationAnswer[]): OrderAnswer {
  const settings = [...(own.settings ?? [])];
  const unknownKeys = [...(own.unknownKeys ?? [])];
  for (const { station, order, answer } of answers) {
    const isSilent = answer.settings === undefined && order.kind === 'getSettings';
    const shown = isSilent ? remembered(state, station, order.keys) : (answer.settings ?? []);
    settings.push(...shown.map((one) => ({ ...one, key: `${station}.${one.key}` })));
    const asked = order.kind === 'getSettings' ? order.keys : [];
    const missing = asked.filter((key) => !shown.some((one) => one.key.toLowerCase() === key.toLowerCase()));
    unknownKeys.push(...missing.map((key) => `${station}.${key}`));
  }
  return { ...own, settings, unknownKeys };
}

function remembered(state: State, station: StationId, keys: readonly string[]): Setting[] {
  const known = state.ledger.stations.get(station)?.capabilities.settings ?? {};
  return keys.flatMap((key) => {
    const setting = known[key];
    return setting === undefined ? [] : [{ key, ...setting }];
  });
}

export function serveChangeSetting(context: OrderContext, order: OrderOf<'changeSetting'>): void {
  const { state, decided, now } = context;
  const uplink = uplinkOf(context);
  if (uplink === undefined) return answerNow(context, order, { status: 'NotSupported' });
  const { value } = order;
  const change = judgeChange(deviceOf(state, uplink, now), order.key, value);
  const { id } = uplink.config;
  switch (change.kind) {
    case 'refused':
      return answerNow(context, order, { status: change.status });
    case 'own':
      decided.facts.push({ kind: 'SettingChanged', uplink: id, key: change.key, value, happenedAt: now.utc });
      return answerNow(context, order, { status: 'Accepted' });
    case 'fanOut':
      return changeEverywhere(context, order, id, change.key);
    case 'station': {
      const { station, key } = change;
      const changed = { kind: 'SettingChanged', uplink: id, of: station, key, value } as const;
      return passOn(context, order, [{ station, order: { kind: 'changeSetting', key, value } }], {
        fold: ([only]) => only!.answer,
        note: ([only], at) =>
          isTaken(only!) && !isSecretKey(key) ? [{ ...changed, happenedAt: at }, learned(only!)] : [],
      });
    }
  }
}
