// Rules of what central systems are told, each broken on purpose.

import type { Mutant } from './mutant.ts';

export const upstreamMutants: readonly Mutant[] = [
  {
    rule: 'a message upstream waits for its FirstSent, and for the Answered before it',
    file: 'src/core/driver.ts',
    find: 'isNothingWaiting()',
    put: "(send.kind === 'frame' && send.link.startsWith('u')) || isNothingWaiting()",
  },
  {
    rule: 'the cursor never passes a row that is not done',
    file: 'src/uplink/outbox.ts',
    find: 'row((outbox.entries[0]?.row ?? nextOf(outbox)) - 1)',
    put: 'row(nextOf(outbox) - 1)',
  },
  {
    rule: 'done rows above the watermark are remembered',
    file: 'src/site/uplink-part.ts',
    find: 'part.done.add(done);',
    put: 'void done;',
  },
  {
    rule: 'every repeat carries the same id',
    file: 'src/core/tell/rows.ts',
    find: 'sent?.messageId ?? makeId(state)',
    put: 'makeId(state)',
  },
  {
    rule: 'every repeat carries the same rows',
    file: 'src/uplink/outbox.ts',
    find: 'if (again.length === sent.rows.length) return { sent, entries: again };',
    put: 'if (again.length > 0) return { sent, entries: again.slice(0, 1) };',
  },
  {
    rule: 'a merged message never crosses a start or stop',
    file: 'src/uplink/outbox.ts',
    find: 'if (entry.fact.transaction !== first.fact.transaction) continue;',
    put: "if (entry.fact.kind !== 'TransactionSampled') continue;",
  },
  {
    rule: 'the rows of a refused transaction wait, in order',
    file: 'src/uplink/outbox.ts',
    find: 'if (claimed.has(entry.row)) waiting.add(transaction);',
    put: 'if (claimed.has(entry.row)) void transaction;',
  },
  {
    rule: 'only the outbox retries',
    file: 'src/core/timeouts.ts',
    find: 'loseCall(state, heard, link, call, true, now);',
    put: "if (link.peer.kind === 'station') link.session.waiting.unshift(call);\n    else loseCall(state, heard, link, call, true, now);",
  },
  {
    rule: 'the control cursor pins rows',
    file: 'src/core/housekeeping.ts',
    find: 'through = Math.min(through, part.watermark);',
    put: 'void part;',
  },
  {
    rule: 'an observer that is cut is told of the gap',
    file: 'src/site/uplink-part.ts',
    find: 'part.gaps.push({ from, through, at, ...(last !== undefined && { last }) });',
    put: '',
  },
  {
    rule: 'an uplink with undelivered transactions is dropped only when somebody says so',
    file: 'src/core/site-change.ts',
    find: 'return moved && hasUndelivered(state, old);',
    put: 'return moved && old.id === undefined;',
  },
];
