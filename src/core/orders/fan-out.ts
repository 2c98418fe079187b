// A setting that every station is to have: accepted only when all that have the key accept it. Who is away gets it when it is
// back, because what the CSMS set is part of what the gateway wants of a station.

import type { StationId, UplinkId } from '../../model/ids.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import { isOf16 } from '../../ocpp/setting-names.ts';
import { isSecretKey, isSeenToByGateway } from '../../uplink/device-keys.ts';
import type { State } from '../state.ts';
import { dialectOfStation } from '../station-dialect.ts';
import type { OrderContext } from './context.ts';
import { answerNow, passOn, stationsOf } from './context.ts';
import { isTaken, learned } from './learned.ts';
import type { Ending, StationAnswer, StationOrder } from './ticket.ts';

type Change = OrderOf<'changeSetting'>;

export function changeEverywhere(context: OrderContext, order: Change, uplink: UplinkId, key: string): void {
  const { orders, ending } = planEverywhere(context, uplink, key, order.value);
  if (orders.length > 0) return passOn(context, order, orders, ending);
  rememberOnly(context, uplink, key, order.value);
  answerNow(context, order, { status: 'Accepted' });
}

/** There is no station to tell: those that come are told. */
export function rememberOnly({ decided, now }: OrderContext, uplink: UplinkId, key: string, value: string): void {
  if (!isSecretKey(key)) decided.facts.push({ kind: 'SettingChanged', uplink, key, value, happenedAt: now.utc });
}

/** What stations are told, and how it ends. A station of 1.6 is not asked for what it can have no key for. */
export function planEverywhere(
  context: OrderContext,
  uplink: UplinkId,
  key: string,
  value: string,
): { readonly orders: readonly StationOrder[]; readonly ending: Ending } {
  const { state } = context;
  const stations = stationsOf(context).filter((id) => isOf16(key) || dialectOfStation(state, id).version !== '1.6');
  const changed = { kind: 'SettingChanged', uplink, key, value } as const;
  return {
    orders: stations.map((station) => ({ station, order: { kind: 'changeSetting', key, value } as const })),
    ending: endingOf(changed, before(state, stations, key)),
  };
}

const before = (state: State, stations: readonly StationId[], key: string): ReadonlyMap<StationId, string> =>
  new Map(
    stations.flatMap((station) => {
      const value = state.ledger.stations.get(station)?.capabilities.settings?.[key]?.value;
      return value === undefined ? [] : [[station, value] as const];
    }),
  );

function endingOf(
  changed: { kind: 'SettingChanged'; uplink: UplinkId; key: string; value: string },
  old: ReadonlyMap<StationId, string>,
): Ending {
  const { key, value } = changed;
  const first = (answers: readonly StationAnswer[]) => answers.filter(({ order }) => (order as Change).value === value);
  const isRefused = (answers: readonly StationAnswer[]): boolean =>
    !['Accepted', 'RebootRequired'].includes(statusOf(key, folded(first(answers))));
  return {
    fold: (answers) => ({ status: statusOf(key, folded(first(answers))) }),
    // A secret is passed on and forgotten: who is away then has to be told again.
    note: (answers, at) =>
      isSecretKey(key)
        ? []
        : [...(isRefused(answers) ? [] : [{ ...changed, happenedAt: at }]), ...answers.filter(isTaken).map(learned)],
    // What is refused by one is undone in the others, so that they do not differ for a reason that nobody knows.
    further: (answers) =>
      isRefused(answers) ? answers.filter(isTaken).flatMap((one) => undo(one, key, value, old)) : [],
  };
}

function undo(
  { station }: StationAnswer,
  key: string,
  value: string,
  old: ReadonlyMap<StationId, string>,
): StationOrder[] {
  const was = old.get(station);
  return was === undefined || was === value ? [] : [{ station, order: { kind: 'changeSetting', key, value: was } }];
}

/** What the gateway sees to by itself holds, whether stations know the key or not. */
const statusOf = (key: string, status: string): string =>
  status === 'NotSupported' && isSeenToByGateway(key) ? 'Accepted' : status;

/** Stations that are away do not count, nor do those that say that they have no such key. */
function folded(answers: readonly StationAnswer[]): string {
  const statuses = answers.map(({ answer }) => answer.status).filter((status) => status !== 'Offline');
  const counted = statuses.filter((status) => status !== 'NotSupported');
  if (counted.length === 0) return statuses.length === 0 ? 'Accepted' : 'NotSupported';
  if (counted.some((status) => status !== 'Accepted' && status !== 'RebootRequired')) return 'Rejected';
  return counted.includes('RebootRequired') ? 'RebootRequired' : 'Accepted';
}
