import { expect, it } from 'vitest';
import { fieldOf2 } from '../conversations/field-2x.ts';
import { createChance } from '../sim/schedule.ts';
import { fuzzed } from './fuzz-frames.ts';
import { openDoor, talk } from './station-door.ts';

type Expected = readonly [number, string, string] | undefined;

it.each<readonly [string, string, Expected, Expected]>([
  ['no array', '{}', undefined, undefined],
  ['no JSON', '[2,"x","Heartbeat",{', [4, 'x', 'FormatViolation'], [4, 'x', 'FormatViolation']],
  ['too long', '[2,"x","Heartbeat",{},{}]', [4, 'x', 'FormatViolation'], [4, 'x', 'FormatViolation']],
  ['no action', '[2,"x"]', [4, 'x', 'FormatViolation'], [4, 'x', 'FormatViolation']],
  ['an unknown action', '[2,"x","Nonsense",{}]', [4, 'x', 'NotImplemented'], [4, 'x', 'NotImplemented']],
  ['an action of 1.6', '[2,"x","StartTransaction",{}]', [4, 'x', 'NotImplemented'], [4, 'x', 'NotImplemented']],
  ['an action of the other side', '[2,"x","ClearCache",{}]', [4, 'x', 'NotSupported'], [4, 'x', 'NotSupported']],
  ['type 7', '[7,"x","Heartbeat",{}]', [4, 'x', 'MessageTypeNotSupported'], undefined],
  ['an empty id', '[2,"","Heartbeat",{}]', [4, '-1', 'RpcFrameworkError'], [4, '-1', 'RpcFrameworkError']],
  ['an id of null', '[2,null,"Heartbeat",{}]', [4, '-1', 'RpcFrameworkError'], [4, '-1', 'RpcFrameworkError']],
  ['a result of an empty id', '[3,"",{}]', undefined, undefined],
  ['a list for a payload', '[2,"x","Heartbeat",[]]', [4, 'x', 'FormatViolation'], [4, 'x', 'FormatViolation']],
  [
    'a payload that lacks something',
    '[2,"x","TransactionEvent",{"eventType":"Started"}]',
    [4, 'x', 'OccurrenceConstraintViolation'],
    [4, 'x', 'OccurrenceConstraintViolation'],
  ],
])('F070 %s', async (_, text, in201, in21) => {
  const door = await openDoor();
  for (const [version, expected] of [
    ['2.0.1', in201],
    ['2.1', in21],
  ] as const) {
    const station = await talk(door, version === '2.1' ? 'CP-01' : 'CP-02', true, version);
    station.socket.send(text);
    await station.ask('[2,"h","Heartbeat",{}]', 'h');
    const answers = station.heard.filter(([, id]) => id !== 'boot' && id !== 'h');
    expect([version, answers.map((answer) => answer.slice(0, 3))]).toEqual([
      version,
      expected === undefined ? [] : [expected],
    ]);
  }
});

it('F070 an id that is a number, or longer than the standard says, is answered as it was written', async () => {
  const door = await openDoor();
  const station = await talk(door, 'CP-01', true, '2.1');
  expect(await station.ask('[2,4711,"Heartbeat",{}]', 4711)).toMatchObject([3, 4711, {}]);
  const long = 'x'.repeat(200);
  expect(await station.ask(`[2,"${long}","Heartbeat",{}]`, long)).toMatchObject([3, long, {}]);
});

it.each(['2.0.1', '2.1'] as const)(
  'F070 3 000 frames that are nearly right in %s: none stumbles, none is repeated',
  (south) => {
    const field = fieldOf2({ south });
    const chance = createChance(south === '2.1' ? 73 : 72);
    for (let count = 0; count < 3000; count += 1) {
      field.depot.writes(field.link, fuzzed(chance));
      if (count % 50 === 0) field.passes(1);
    }
    expect(field.depot.failures).toEqual([]);
    expect(field.depot.gateway.state.counters.get('stumbles')).toBeUndefined();
    expect(field.depot.gateway.state.quarantined.size).toBe(0);
  },
);
