// Streams of values of OCPP 2.1. A station may open one; the gateway opens none upstream.

import type { FromStation } from '../heard.ts';
import type { OrderOf, OrderWords } from '../order.ts';

/** AdjustPeriodicEventStream: there is no stream that it could mean. */
export const adjustEventStream: OrderWords<OrderOf<'adjustEventStream'>> = {
  action: 'AdjustPeriodicEventStream',
  kind: 'adjustEventStream',
  read: () => ({ kind: 'adjustEventStream' }),
  answer: () => ({ status: 'Rejected' }),
  say: () => ({}),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

/** GetPeriodicEventStream: none are open. */
export const getEventStreams: OrderWords<OrderOf<'getEventStreams'>> = {
  action: 'GetPeriodicEventStream',
  kind: 'getEventStreams',
  read: () => ({ kind: 'getEventStreams' }),
  answer: () => ({}),
  say: () => ({}),
  readAnswer: () => ({ status: 'Accepted' }),
};

/** OpenPeriodicEventStream. */
export const readOpenStream = ({ constantStreamData }: { constantStreamData: { id: number } }): FromStation => ({
  kind: 'openStream',
  stream: constantStreamData.id,
});

/** ClosePeriodicEventStream. */
export const readCloseStream = ({ id }: { id: number }): FromStation => ({ kind: 'closeStream', stream: id });
