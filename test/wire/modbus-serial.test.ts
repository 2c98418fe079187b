// A real serial port, as far as the kernel goes: a pseudo terminal, opened by serialport.

import type { TestContext } from 'vitest';
import { expect, it, onTestFinished } from 'vitest';
import type { WantedLine } from '../../src/model/bus.ts';
import { busFor, line, read, write } from './modbus-here.ts';
import type { Ask } from './modbus-slave.ts';
import { frame, goodBody, goodReply, valueAt } from './modbus-slave.ts';
import type { SerialUnits } from './modbus-terminal.ts';
import { openSerialUnits } from './modbus-terminal.ts';

async function unitsFor(
  ctx: TestContext,
  answer: (ask: Ask, say: (bytes: Buffer) => void) => void,
): Promise<SerialUnits> {
  const units = await openSerialUnits(answer);
  if (units === undefined) ctx.skip('SKIPPED: there is no python3 with pseudo terminals on this host');
  onTestFinished(() => units.end());
  return units;
}

const port = (path: string): WantedLine => ({
  line,
  endpoint: { kind: 'rtu', path, baud: 19200, parity: 'none', stopBits: 1 },
  connectDelayMs: 0,
  reconnectHoldoffMs: 0,
});
const value = (unit: number, address: number) => ({ kind: 'words', words: [valueAt(unit, address)] });

it('rtu: reads and writes several units on one port, and nobody else may open it', async (ctx) => {
  const units = await unitsFor(ctx, (ask, say) => say(goodReply(ask)));
  const { ask } = busFor(port(units.path));
  const asked = await Promise.all([1, 2, 3].map((unit) => ask(read(7, 1), { unit })));
  expect(asked).toEqual([1, 2, 3].map((unit) => value(unit, 7)));
  expect(await ask(write(16, 1, 2, 3), { unit: 2 })).toEqual({ kind: 'written' });
  expect(await ask(read(7, 1), { unit: 0 })).toMatchObject({ why: 'refused' });
  const second = busFor(port(units.path));
  expect(await second.ask(read(7, 1))).toMatchObject({
    why: 'unreachable',
    detail: expect.stringContaining('another program holds the port, maybe the gateway') as string,
  });
});

it('F120 rtu: a wrong checksum, a dead unit and a late answer cost their request only', async (ctx) => {
  const at: number[] = [];
  const [garbledMs, deadMs] = [500, 300];
  const units = await unitsFor(ctx, (ask, say) => {
    at.push(performance.now());
    if (ask.number === 1) say(frame(ask, goodBody(ask), { crc: 0x0101 }));
    else if (ask.unit === 9) setTimeout(() => say(goodReply(ask)), deadMs + 50);
    else say(goodReply(ask));
  });
  const { askAll } = busFor(port(units.path));
  const asked = [
    askAll(read(1, 1), { timing: { timeoutMs: garbledMs } }),
    askAll(read(2, 1)),
    askAll(read(3, 1), { unit: 9, timing: { timeoutMs: deadMs } }),
    askAll(read(4, 1)),
    askAll(read(5, 1), { unit: 9, lane: 'slow', timing: { timeoutMs: deadMs } }),
  ];
  const [crc, good, dead, next] = await Promise.all(asked);
  expect(crc).toMatchObject({ connection: 1, result: { why: 'garbled', detail: 'its checksum is wrong' } });
  expect(good).toMatchObject({ connection: 2, result: value(1, 2) });
  expect(dead).toMatchObject({ connection: 2, result: { why: 'timeout' } });
  expect(next).toMatchObject({ connection: 3, result: value(1, 4) });
  expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(0.75 * garbledMs);
  expect(at[3]! - at[2]!).toBeGreaterThanOrEqual(1.5 * deadMs);
});

it('rtu: a port that is not there, and an adapter that is pulled out', async (ctx) => {
  const nowhere = busFor(port('/dev/there-is-no-such-port'));
  expect(await nowhere.ask(read(1, 1))).toMatchObject({ why: 'unreachable' });
  expect(nowhere.said[0]).toMatch(/^BB_BUS_UNREACHABLE .*No such file or directory.*dialout/);
  const units = await unitsFor(ctx, (ask, say) => say(goodReply(ask)));
  const { ask } = busFor(port(units.path));
  expect(await ask(read(1, 1))).toEqual(value(1, 1));
  await units.end();
  expect(await ask(read(1, 1), { timing: { timeoutMs: 100 } })).toMatchObject({ kind: 'lost' });
});
