// Events, orders and minutes as the API shows them.

import type { EventEntry } from '../../adapters/history/event-entry.ts';
import type { MinuteEntry } from '../../adapters/history/minute-entry.ts';
import type { EventLogs } from '../../adapters/http/history-routes.ts';
import { eventWords } from '../local/event-words.ts';
import { isoOf } from '../model/time.ts';
import type { Store } from './store.ts';

export const eventLogsIn = (store: Pick<Store, 'events' | 'minutes'>): EventLogs => ({
  events: async (query) => (await store.events(query)).map(eventView),
  minutes: async (query) => (await store.minutes(query)).map(minuteView),
});

const eventView = ({ at, ...entry }: EventEntry): object => ({
  ...entry,
  at: isoOf(at),
  text: eventWords(entry.kind, entry.about),
});

const minuteView = ({ at, ...entry }: MinuteEntry): object => ({ at: isoOf(at), ...entry });
