// What came of a command, as it is written on the topic `answers/<id>`.

import type { OrderAnswer } from '../../ocpp/order.ts';

/**
 * `accepted`: done, or on its way. `scheduled`: it will be done. `rejected`: whoever was asked said no. `failed`: nobody knows
 * whether it was done. `refused`: nothing of it was done.
 */
export type AnswerStatus = 'accepted' | 'scheduled' | 'rejected' | 'failed' | 'refused';

export interface CommandAnswer {
  readonly status: AnswerStatus;
  /** Of everything but `accepted` and `scheduled`. */
  readonly code?: string;
  readonly text?: string;
  /** JSON. */
  readonly data?: object;
}

export const refusedWith = (code: string, text: string): CommandAnswer => ({ status: 'refused', code, text });

/** `data` of a record of the journal: text of JSON. */
export const answerText = (id: string | undefined, { status, code, text, data }: CommandAnswer): string =>
  JSON.stringify({
    id: id ?? null,
    status,
    ...(code !== undefined && { code }),
    ...(text !== undefined && { text }),
    ...(data !== undefined && { data }),
  });

/** Words of stations and of the gateway that are a yes. */
const good: ReadonlySet<string> = new Set(['Accepted', 'Unlocked', 'RebootRequired']);

const others: Readonly<Record<string, Omit<CommandAnswer, 'data'>>> = {
  Scheduled: { status: 'scheduled' },
  Offline: {
    status: 'failed',
    code: 'BB_COMMAND_STATION_AWAY',
    text: 'The station is not connected. Nothing was done; send the command anew, under another id, when it is.',
  },
  Unanswered: {
    status: 'failed',
    code: 'BB_COMMAND_STATION_SILENT',
    text: 'The station did not answer in time: it may or may not have followed. Look at its state before you order more.',
  },
  NotSupported: {
    status: 'rejected',
    code: 'BB_COMMAND_NOT_SUPPORTED',
    text: 'The station has no such message, or no room for this in its version.',
  },
  VersionMismatch: {
    status: 'rejected',
    code: 'BB_COMMAND_LIST_VERSION',
    text: 'The list is as new already. "data.listVersion" is the version that is there: send a newer one, or the full list.',
  },
};

/** An answer in the canonical words of OCPP. */
export function answerOf(answer: OrderAnswer): CommandAnswer {
  const { status, settings, unknownKeys, listVersion, transaction } = answer;
  const data = {
    answer: status,
    ...(settings !== undefined && { settings }),
    ...(unknownKeys !== undefined && { unknownKeys }),
    ...(listVersion !== undefined && { listVersion }),
    ...(transaction !== undefined && { transaction }),
    ...(answer.reasonCode !== undefined && { reason: answer.reasonCode }),
  };
  if (good.has(status)) return { status: 'accepted', data };
  const known = Object.hasOwn(others, status) ? others[status] : undefined;
  if (known !== undefined) return { ...known, data };
  const text = `The answer is "${status.slice(0, 50)}".`;
  return { status: 'rejected', code: 'BB_COMMAND_REJECTED', text, data };
}
