// Rules of the stream to MQTT brokers, each broken on purpose.

import type { Mutant } from './mutant.ts';

const stream = 'src/core/feed/stream.ts';

export const feedMutants: readonly Mutant[] = [
  {
    rule: 'a record has arrived when the broker says so, not when it left',
    file: stream,
    find: '  feed.inFlight.add(at);\n',
    put: '  feed.inFlight.add(at);\n  feed.arrived.add(at);\n',
  },
  {
    rule: 'a record names the one before it, arrived or not',
    file: stream,
    find: 'entries[at - 1]?.row ?? beforeAll(feeding)',
    put: 'beforeAll(feeding)',
  },
  {
    rule: 'after a break of the connection everything goes again that has not arrived',
    file: stream,
    find: '  feed.inFlight.clear();\n',
    put: '  feed.inFlight.clear();\n  if (feed.leftThrough > feed.lastRow) return;\n',
  },
  {
    rule: 'a gap is told to the subscriber',
    file: stream,
    find: 'publish(feeding, gap.through, gapTextOf(gap, feeding.gatewayId));',
    put: 'feed.lastRow = gap.through;',
  },
  {
    rule: 'what follows a gap names it',
    file: stream,
    find: 'Math.max(feeding.feed.lastRow, gapsOf(feeding).at(-1)?.through ?? 0)',
    put: 'feeding.feed.lastRow',
  },
  {
    rule: 'a gap has a number of its own',
    file: 'src/core/housekeeping.ts',
    find: 'feed === undefined ? half : rowBetween(outbox, from, half)',
    put: 'half',
  },
  {
    rule: 'after a restart the stream knows what stands before it',
    file: 'src/site/uplink-part.ts',
    find: 'if (last !== undefined && part.gaps.at(-1)?.through !== last) part.lastRow = last;',
    put: 'void last;',
  },
  {
    rule: 'where somebody keeps the stream, the word of the broker ends nothing',
    file: stream,
    find: "  if (uplink.config.feed!.acknowledgedBy === 'application') return;\n",
    put: '',
  },
  {
    rule: 'whoever keeps the stream and says nothing is told again',
    file: 'src/core/timeouts.ts',
    find: 'if (feed.inFlight.size === 0) return streamAgain(feed, now.mono);',
    put: 'if (feed.inFlight.size === 0) return;',
  },
];
