// `busbar modbus read|write` against slaves that are written by hand.

import { expect, it, onTestFinished } from 'vitest';
import { readValues, writeValues } from '../../src/cli/modbus-command.ts';
import { bothOrders, valueTypes, widthOf, wordsOf } from '../../src/cli/modbus-values.ts';
import { busFor, line, read } from './modbus-here.ts';
import type { Answering, Framing, Slave } from './modbus-slave.ts';
import { answerWell, frame, goodReply, openSlave } from './modbus-slave.ts';
import { openSerialUnits } from './modbus-terminal.ts';

async function slaveFor(answer: Answering = answerWell, framing: Framing = 'tcp'): Promise<Slave> {
  const slave = await openSlave(framing, answer);
  onTestFinished(() => slave.close());
  return slave;
}

const usual = {
  baud: '9600',
  parity: 'none',
  stopBits: '1',
  unit: '1',
  timeout: '3000',
  fn: '3',
  type: 'u16',
} as const;
const at = ({ port }: Slave) => ({ ...usual, tcp: `127.0.0.1:${port}` });
const saying =
  (...words: number[]): Answering =>
  (ask, socket) =>
    void socket.write(frame(ask, [ask.fn, 2 * words.length, ...words.flatMap((word) => [word >> 8, word & 0xff])]));

async function readIt(address: string, count: string, options: Parameters<typeof readValues>[2]) {
  const said: string[] = [];
  const code = await readValues(address, count, options, (text) => said.push(text));
  return { code, said };
}

it('shows both word orders', async () => {
  const slave = await slaveFor(saying(0x4366, 0x8000));
  expect(await readIt('0x1388', '1', { ...at(slave), type: 'f32', fn: '4' })).toEqual({
    code: 0,
    said: [' 5000 0x1388  0x4366 0x8000  230.5 (high word first)   -2.4178e-41 (low word first)'],
  });
  expect(slave.asks[0]).toMatchObject({ unit: 1, fn: 4, address: 5000, count: 2 });
});

it('reads texts, bits and negative numbers, and RTU over TCP', async () => {
  const text = await slaveFor(saying(0x4265, 0x6e64, 0x6500));
  expect((await readIt('0', '3', { ...at(text), type: 'string' })).said[1]!.trim()).toBe('"Bende."');
  const minus = await slaveFor(saying(0xfffe), 'rtu');
  const { said } = await readIt('9', '1', { ...at(minus), type: 's16', rtuOverTcp: true });
  expect(said).toEqual(['    9 0x0009  0xfffe  -2']);
  const bits = await slaveFor((ask, socket) => void socket.write(frame(ask, [2, 1, 0b101])));
  expect((await readIt('8', '3', { ...at(bits), fn: '2' })).said.map((one) => one.slice(-1))).toEqual(['1', '0', '1']);
});

it('reads again and again on one connection', async () => {
  const slave = await slaveFor();
  const { said, code } = await readIt('1', '1', { ...at(slave), every: '0.05', times: '3' });
  expect([code, said.length, slave.asks.length, slave.connections()]).toEqual([0, 6, 3, 1]);
});

it.each<[string, Answering, RegExp]>([
  ['silence', () => undefined, /^BB_MODBUS_NO_ANSWER .*unit id.*A and B/],
  ['an exception', (ask, socket) => void socket.write(frame(ask, [0x83, 2])), /^BB_MODBUS_EXCEPTION .*take 1.*away/],
  ['rubbish', (_, socket) => void socket.write('ERROR\r\n'), /^BB_MODBUS_GARBLED .*--rtu-over-tcp/],
  ['a hang-up', (_, socket) => void socket.destroy(), /^BB_MODBUS_NO_CONNECTION .*one client/],
])('%s: exit 1 and what to check', async (_what, answer, told) => {
  const { code, said } = await readIt('1', '1', { ...at(await slaveFor(answer)), timeout: '300' });
  expect([code, said.length]).toEqual([1, 1]);
  expect(said[0]).toMatch(told);
});

it.each<[object, RegExp]>([
  [{ tcp: undefined }, /--tcp host:port or --serial/],
  [{ tcp: 'a:b:c' }, /host:port/],
  [{ unit: '256' }, /--unit is 256: give a whole number from 0 to 255/],
  [{ tcp: undefined, serial: '/dev/x', parity: 'odd ' }, /none, even or odd/],
  [{ every: 'x' }, /--every/],
])('options that mean nothing: %j', async (wrong, told) => {
  const { code, said } = await readIt('1', '1', { ...usual, tcp: '127.0.0.1:1', ...wrong });
  expect(code).toBe(1);
  expect(said[0]).toMatch(told);
});

it('writes only what was confirmed, says what that is, and reads it back', async () => {
  const slave = await slaveFor();
  const said: string[] = [];
  const options = { ...usual, tcp: at(slave).tcp, fn: undefined as never };
  const writeIt = (values: string[], more: object, yes: boolean) =>
    writeValues(
      '5004',
      values,
      { ...options, ...more },
      (text) => said.push(text),
      () => Promise.resolve(yes),
    );
  expect(await writeIt(['10000'], {}, false)).toBe(1);
  expect(said[0]).toContain('Writes 10000 (0x2710) to holding register 5004 of unit 1');
  expect(said.at(-1)).toBe('Nothing was written.');
  expect(slave.asks).toHaveLength(0);
  expect(await writeIt(['10000'], {}, true)).toBe(0);
  expect(said.at(-1)).toMatch(/^Read back: 5004 0x138c/);
  expect(await writeIt(['16'], { type: 'f32' }, true)).toBe(1);
  expect(said.at(-1)).toContain('--word-order');
  expect(await writeIt(['16'], { type: 'f32', wordOrder: 'lo' }, true)).toBe(0);
  expect(await writeIt(['1'], { fn: '5' }, true)).toBe(0);
  expect(slave.asks.filter(({ fn }) => fn > 4).map(({ bytes }) => bytes.toString('hex').slice(14))).toEqual([
    '06138c2710',
    '10138c00020400004180',
    '05138cff00',
  ]);
});

it('a value comes back as it was written, whatever its type and order', () => {
  const samples = { u: ['0', '1', '255'], s: ['-1', '0', '127'], f: ['230.5', '-0.25'], b: ['0000000000000101'] };
  for (const type of valueTypes.filter((one) => one !== 'string'))
    for (const text of samples[type[0] as 'u'])
      for (const order of ['hi', 'lo'] as const) {
        const words = wordsOf(type === 'bits16' ? `0b${text}` : text, type, order) as number[];
        expect(words).toHaveLength(widthOf(type));
        expect(bothOrders(words, type)[order]).toBe(text);
      }
  for (const [text, type] of [
    ['70000', 'u16'],
    ['-1', 'u32'],
    ['1.5', 's16'],
    ['x', 'f32'],
    ['', 'u16'],
    ['1e60', 'f32'],
  ] as const)
    expect(typeof wordsOf(text, type, 'hi')).toBe('string');
});

it('a serial port that the gateway holds is not opened a second time', async (ctx) => {
  const units = await openSerialUnits((ask, say) => say(goodReply(ask)));
  if (units === undefined) return ctx.skip('SKIPPED: there is no python3 with pseudo terminals on this host');
  onTestFinished(() => units.end());
  const endpoint = { kind: 'rtu', path: units.path, baud: 9600, parity: 'none', stopBits: 1 } as const;
  const { ask } = busFor({ line, endpoint, connectDelayMs: 0, reconnectHoldoffMs: 0 });
  expect(await ask(read(1, 1))).toMatchObject({ kind: 'words' });
  const { code, said } = await readIt('1', '1', { ...usual, serial: units.path });
  expect(code).toBe(1);
  expect(said[0]).toMatch(/^BB_MODBUS_NO_CONNECTION .*another program holds the port, maybe the gateway/);
});
