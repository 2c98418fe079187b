import { expect, it } from 'vitest';
import { keyedDoor } from './keyed-door.ts';
import { knockText, statusOf, visit } from './knocking.ts';

const many = (count: number, of: (at: number) => string): string[] => Array.from({ length: count }, (_, at) => of(at));

const absurd: readonly (readonly [string, string, readonly number[]])[] = [
  [
    '2 000 headers',
    knockText(
      '/CP-01',
      many(2000, (at) => `a${at}:`),
    ),
    [431],
  ],
  [
    '200 short headers',
    knockText(
      '/CP-01',
      many(200, () => 'a:'),
    ),
    [431],
  ],
  ['a header of 64 KB', knockText('/CP-01', [`X-Long: ${'x'.repeat(65_536)}`]), [431]],
  ['a URL of 100 KB', knockText(`/${'x'.repeat(100_000)}`), [431, 414]],
  ['a subprotocol header of 8 000 parts', knockText('/CP-01', [], ','.repeat(8000)), [400]],
  ['a thousand subprotocols', knockText('/CP-01', [], many(1000, (at) => `ocpp${at}`).join(',')), [400]],
  ['subprotocols in bytes that are no text', knockText('/CP-01', [], 'ocpp1.6\u00ff\u00fe'), [400]],
  ['a subprotocol with a control character', knockText('/CP-01', [], 'ocpp\u00011.6'), [400]],
  ['no HTTP at all', '\u0000\u0001\u0002\r\n\r\n', [400]],
];

it('F059 absurd requests → 431 or 400 before anybody is looked at, in less than 5 ms of CPU', async () => {
  const door = await keyedDoor();
  for (const [what, bytes, statuses] of absurd) {
    const cost: number[] = [];
    const said = new Set<number>();
    for (let times = 0; times < 9; times += 1) {
      const { answer, socket } = visit(door.port, Buffer.from(bytes, 'latin1'));
      const before = process.cpuUsage();
      const status = statusOf(await answer);
      const { user, system } = process.cpuUsage(before);
      cost.push((user + system) / 1000);
      // The line may be cut before all of it was sent.
      expect([what, status]).toEqual([what, expect.toSatisfy((one: number) => [...statuses, 0].includes(one))]);
      said.add(status);
      socket.destroy();
    }
    expect([what, [...said].some((one) => one > 0)]).toEqual([what, true]);
    // The client in this process is among it.
    expect([what, cost.sort((a, b) => a - b)[4]! < 5]).toEqual([what, true]);
  }
  expect(door.came).toEqual([]);
  expect(statusOf(await visit(door.port, knockText('/CP-01')).answer)).toBe(401);
});
