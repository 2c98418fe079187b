// Payloads of 2.x that are passed on between a central system and a station: whatever is in them stays, but for the numbers by
// which each side knows EVSEs, transactions and requests.

import type { Passage } from './order.ts';

/** Where a message has such numbers, as paths; `*` is each item of a list. */
interface Places {
  readonly evse?: string;
  readonly transaction?: string;
  readonly request?: string;
}

/** What each number is on the other side. One for which there is none is left out. */
export interface Renumber {
  readonly evse?: (evse: number) => number | undefined;
  readonly transaction?: (transaction: string) => string | undefined;
  readonly request?: (request: number) => number | undefined;
  /** Of a report in parts: whether others follow. */
  readonly more?: boolean;
}

const display = { evse: 'display.evse.id', transaction: 'transactionId' } as const;
const within = (path: string): Places => ({
  evse: `${path}.${display.evse}`,
  transaction: `${path}.${display.transaction}`,
});

const places: Readonly<Record<string, Places>> = {
  ChangeTransactionTariff: { transaction: 'transactionId' },
  ClearTariffs: { evse: 'evseId' },
  CostUpdated: { transaction: 'transactionId' },
  CustomerInformation: { request: 'requestId' },
  GetDisplayMessages: { request: 'requestId' },
  GetTariffs: { evse: 'evseId' },
  NotifyAllowedEnergyTransfer: { transaction: 'transactionId' },
  NotifyCustomerInformation: { request: 'requestId' },
  NotifyEVChargingNeeds: { evse: 'evseId' },
  NotifyEVChargingSchedule: { evse: 'evseId' },
  NotifyPriorityCharging: { transaction: 'transactionId' },
  NotifyDisplayMessages: { request: 'requestId', ...within('messageInfo.*') },
  NotifySettlement: { transaction: 'transactionId' },
  NotifyWebPaymentStarted: { evse: 'evseId' },
  SetDefaultTariff: { evse: 'evseId' },
  SetDisplayMessage: within('message'),
  VatNumberValidation: { evse: 'evseId' },
};

const none: Places = {};

/** The numbers in a payload: those of whoever wrote it. */
export function numbersIn(
  action: string,
  payload: Passage,
): { readonly evse?: number; readonly transaction?: string; readonly request?: number } {
  const { evse, transaction, request } = places[action] ?? none;
  const found = {
    evse: valueAt(payload, evse),
    transaction: valueAt(payload, transaction),
    request: valueAt(payload, request),
  };
  return {
    ...(typeof found.evse === 'number' && { evse: found.evse }),
    ...(typeof found.transaction === 'string' && { transaction: found.transaction }),
    ...(typeof found.request === 'number' && { request: found.request }),
  };
}

function valueAt(payload: unknown, path: string | undefined): unknown {
  if (path === undefined || path.includes('*')) return undefined;
  let at = payload;
  for (const name of path.split('.')) at = (at as Passage | undefined)?.[name];
  return at;
}

/** A copy with the numbers of the other side. */
export function renumbered(action: string, payload: Passage, by: Renumber): Passage {
  const { evse, transaction, request } = places[action] ?? none;
  let copy: unknown = payload;
  if (evse !== undefined && by.evse !== undefined) copy = changed(copy, evse.split('.'), by.evse as Change);
  if (transaction !== undefined && by.transaction !== undefined)
    copy = changed(copy, transaction.split('.'), by.transaction as Change);
  if (request !== undefined && by.request !== undefined) copy = changed(copy, request.split('.'), by.request as Change);
  if (by.more === undefined) return copy as Passage;
  const { tbc: _, ...rest } = copy as Passage;
  return { ...rest, ...(by.more && { tbc: true }) };
}

type Change = (value: unknown) => unknown;

/** What stands at the path is replaced; what is not there stays away. */
function changed(value: unknown, [name, ...rest]: readonly string[], change: Change): unknown {
  if (name === undefined) return change(value);
  if (name === '*') return Array.isArray(value) ? value.map((one) => changed(one, rest, change)) : value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return value;
  const { [name]: before, ...others } = value as Passage;
  const after = changed(before, rest, change);
  return after === undefined ? others : { ...others, [name]: after };
}
