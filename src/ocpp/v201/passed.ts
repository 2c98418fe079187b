// Messages that concern the central system and the station only: they go on as they came, with the numbers of the other side,
// and without what its version does not know.

import type { ToCsms } from '../dialect.ts';
import type { FromStation } from '../heard.ts';
import type { OrderAnswer, OrderOf, OrderWords, Passage, PassedKind } from '../order.ts';
import { collectLosses, withLosses } from '../loss.ts';
import { numbersIn, renumbered } from '../passage.ts';
import { actionsOf, withoutSurplus } from '../schema.ts';
import { nearestNeeds } from './charging-notices.ts';
import type { Words } from './words.ts';

/**
 * One message that is passed on. `statuses` are the words of its answer, that for "no" last; without any the answer says
 * nothing, or nothing that the gateway could say in the place of a station.
 */
export const passedOrder = <Kind extends PassedKind>(
  { version }: Words,
  action: string,
  kind: Kind,
  statuses: readonly string[] = [],
): OrderWords<OrderOf<PassedKind>> => ({
  action,
  kind,
  read: (payload: Passage) => ({ kind, payload, ...numbersIn(action, payload) }),
  answer: ({ status, passage }: OrderAnswer) => {
    if (passage !== undefined) return withoutSurplus(version, action, 'answer', passage);
    if (statuses.includes(status)) return { status };
    if (statuses.length === 0) return status === 'Accepted' ? {} : undefined;
    return status === 'NotSupported' ? undefined : { status: statuses.at(-1) };
  },
  say: ({ payload, evse, transaction, request }, lose) =>
    withoutSurplus(
      version,
      action,
      'call',
      renumbered(action, payload, {
        ...(evse !== undefined && { evse: () => evse }),
        ...(transaction !== undefined && { transaction: () => transaction }),
        ...(request !== undefined && { request: () => request }),
      }),
      lose,
    ),
  readAnswer: (payload: Passage) => ({
    status: typeof payload['status'] === 'string' ? payload['status'] : 'Accepted',
    passage: payload,
  }),
});

/** Messages of 2.0.1 that are passed on. */
export const passedOrders201 = (words: Words): readonly Pick<OrderWords, 'action' | 'kind'>[] => [
  passedOrder(words, 'ClearDisplayMessage', 'clearDisplayMessage', ['Accepted', 'Unknown']),
  passedOrder(words, 'CostUpdated', 'costUpdated'),
  passedOrder(words, 'CustomerInformation', 'customerInformation', ['Accepted', 'Invalid', 'Rejected']),
  passedOrder(words, 'GetDisplayMessages', 'getDisplayMessages', ['Accepted', 'Unknown']),
  passedOrder(words, 'SetDisplayMessage', 'setDisplayMessage', [
    'Accepted',
    'NotSupportedMessageFormat',
    'NotSupportedPriority',
    'NotSupportedState',
    'UnknownTransaction',
    'Rejected',
  ]),
];

/** A question for the central system. */
export const readQuestion =
  (action: string) =>
  (payload: Passage): FromStation => {
    const { evse } = numbersIn(action, payload);
    return { kind: 'question', action, payload, ...(evse !== undefined && { evse }) };
  };

/** What a station was asked to report, perhaps in parts. */
export const readPassedReport =
  (action: string) =>
  (payload: Passage): FromStation => ({
    kind: 'passedReport',
    action,
    payload,
    request: numbersIn(action, payload).request ?? 0,
    more: payload['tbc'] === true,
  });

/** A payload of a station with the numbers of the central system, where its version has such a message. */
export const sayPassed =
  (words: Words): ToCsms['passed'] =>
  (action, payload, by) => {
    const { version } = words;
    if (!actionsOf(version).has(action)) return undefined;
    const { losses, lose } = collectLosses();
    const said = renumbered(action, payload, by);
    const near = action === 'NotifyEVChargingNeeds' ? nearestNeeds(words, said, lose) : said;
    return withLosses({ action, payload: withoutSurplus(version, action, 'call', near, lose) }, losses);
  };
