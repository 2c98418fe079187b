// Commands that are remembered: bounded, and none is forgotten that could come again while another can go.

import { expect, it } from 'vitest';
import type { UplinkId } from '../../../src/model/ids.ts';
import { row } from '../../../src/model/ids.ts';
import { utc } from '../../../src/model/time.ts';
import { foldFact, newLedger, restorePart, savePart } from '../../../src/site/ledger.ts';
import type { KnownCommands } from '../../../src/site/uplink-commands.ts';
import { commandsKept, foldCommand, hasRoomFor } from '../../../src/site/uplink-commands.ts';
import { smallDepot, uplink } from '../../sim/site.ts';

const taken = (key: string, until?: number, at = 0) =>
  ({
    kind: 'UplinkCommanded',
    uplink: 'fleet' as UplinkId,
    key,
    id: key,
    what: 'stop',
    mark: key,
    ...(until !== undefined && { until: utc(until) }),
    happenedAt: utc(at),
  }) as const;

it('forgets what cannot come again first, and never more than it must', () => {
  let known: KnownCommands | undefined;
  for (let at = 0; at < commandsKept - 1; at += 1) known = foldCommand(known, taken(`live-${at}`, 5000));
  known = foldCommand(known, taken('without'));
  expect([known?.size, hasRoomFor(known, utc(0))]).toEqual([commandsKept, true]);
  known = foldCommand(known, taken('more', 5000));
  expect([known?.size, known?.has('without'), known?.has('live-0')]).toEqual([commandsKept, false, true]);
  expect([hasRoomFor(known, utc(4999)), hasRoomFor(known, utc(5000))]).toEqual([false, true]);
  known = foldCommand(known, taken('later', 9000, 6000));
  expect([known?.size, known?.has('live-0'), known?.has('live-1')]).toEqual([commandsKept, false, true]);
});

it('is in the snapshot of its uplink, and a snapshot of before knows none', () => {
  const ledger = newLedger();
  foldFact(ledger, row(1), {
    kind: 'SiteChanged',
    site: smallDepot(1, 60, [uplink('fleet', 'control')]),
    happenedAt: utc(0),
  });
  const before = savePart(ledger, 'uplink:fleet')!;
  expect(before).not.toContain('commands');
  foldFact(ledger, row(2), taken('a', 5000));
  const after = savePart(ledger, 'uplink:fleet')!;
  const read = (json: string): KnownCommands | undefined => {
    const other = newLedger();
    restorePart(other, 'uplink:fleet', json);
    foldFact(other, row(3), { ...taken('b'), kind: 'UplinkCommandAnswered', key: 'a', status: 'accepted' });
    return other.uplinks.get('fleet' as UplinkId)?.commands;
  };
  expect(read(before)).toBeUndefined();
  expect(read(after)?.get('a')).toMatchObject({ id: 'a', until: 5000, answer: { status: 'accepted' } });
});
