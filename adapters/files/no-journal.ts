// The journal of safe mode: it keeps nothing, and says so at once.

import type { Journal, JournalEvents } from '../../src/core/ports/journal.ts';

export const noJournal = (events: JournalEvents): Journal => ({
  commit: () => queueMicrotask(() => events.onDurable()),
  read: () => undefined,
  close: () => Promise.resolve(),
});
