// `busbar modbus read|write`: one device, asked by the installer at the cabinet.

import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Command, Option } from 'commander';
import type { BusAction } from '../model/bus.ts';
import { troubleOf } from './modbus-advice.ts';
import type { DeviceLine, LineOptions } from './modbus-line.ts';
import { WrongOption, openLine, wholeNumber } from './modbus-line.ts';
import type { ValueType, WordOrder } from './modbus-values.ts';
import { bothOrders, textOf, valueTypes, widthOf, wordsOf } from './modbus-values.ts';

const examples = `
Addresses are those of the protocol, from 0, decimal or as 0x1388. A data sheet that says 40001 means 0 with --fn 3, and one that
says 30001 means 0 with --fn 4.

Examples:
  The voltages of a meter at a serial port, in both word orders, every two seconds:
    busbar modbus read 0 3 --serial /dev/ttyUSB0 --baud 9600 --unit 1 --fn 4 --type f32 --every 2
  The state of a wall box:
    busbar modbus read 1000 --tcp 10.0.0.7:502 --unit 255 --type u32
  A current limit of 10 A:
    busbar modbus write 5004 10000 --tcp 10.0.0.7 --unit 255

A device that the gateway serves is the gateway's: a serial port cannot be opened twice, and many devices on TCP take one
client only.`;

export function modbusCommand(): Command {
  const modbus = new Command('modbus').description('read and write the registers of one Modbus device, by hand');
  const command = (words: string, what: string): Command =>
    modbus
      .command(words)
      .description(what)
      .option('--tcp <host:port>', 'a device or a converter in the network; port 502 when left out')
      .option('--rtu-over-tcp', 'the converter passes the bytes of the serial line on as they are')
      .option('--serial <port>', 'a device at a serial port of this computer')
      .option('--baud <baud>', 'of the serial port', '9600')
      .addOption(new Option('--parity <parity>', 'of the serial port').choices(['none', 'even', 'odd']).default('none'))
      .option('--stop-bits <n>', 'of the serial port', '1')
      .option('--unit <id>', 'the device behind the line', '1')
      .option('--timeout <ms>', 'how long it may take to answer', '1000')
      .addOption(new Option('--type <type>', 'how registers are read').choices(valueTypes).default('u16'))
      .addHelpText('after', examples);
  command('read <address> [count]', 'read so many values (default 1)')
    .addOption(
      new Option('--fn <n>', '1 coils, 2 inputs, 3 holding, 4 input registers')
        .choices(['1', '2', '3', '4'])
        .default('3'),
    )
    .option('--every <seconds>', 'again and again; Ctrl-C ends it')
    .addOption(new Option('--times <n>', 'and so many times').hideHelp())
    .action(async (address: string, count: string | undefined, options: ReadOptions) => {
      process.exitCode = await readValues(address, count ?? '1', options, console.log);
    });
  command('write <address> <values...>', 'write values, after it was said what that does')
    .addOption(
      new Option('--fn <n>', '5 or 15 coils, 6 or 16 registers (default: 6 for one register, else 16)').choices([
        '5',
        '6',
        '15',
        '16',
      ]),
    )
    .addOption(
      new Option('--word-order <order>', 'which word of a long value comes first: hi or lo').choices(['hi', 'lo']),
    )
    .option('--yes', 'do not ask')
    .action(async (address: string, values: string[], options: WriteOptions) => {
      process.exitCode = await writeValues(address, values, options, console.log, confirm);
    });
  return modbus;
}

export interface ReadOptions extends LineOptions {
  readonly fn: string;
  readonly type: ValueType;
  readonly every?: string;
  readonly times?: string;
}

export interface WriteOptions extends LineOptions {
  readonly fn?: string;
  readonly type: ValueType;
  readonly wordOrder?: WordOrder;
  readonly yes?: boolean;
}

type Print = (line: string) => void;

/** Returns the exit code: 0 when the last reading succeeded. */
export async function readValues(address: string, count: string, options: ReadOptions, print: Print): Promise<number> {
  return withLine(options, print, async (line) => {
    const action = readAction(address, count, options);
    const everyMs = options.every === undefined ? undefined : 1000 * Number(options.every);
    if (everyMs !== undefined && !(everyMs >= 50)) throw new WrongOption('--every is in seconds, at least 0.05.');
    const times = everyMs === undefined ? 1 : Number(options.times ?? Infinity);
    for (let time = 1; ; time += 1) {
      const since = performance.now();
      const result = await line.ask(action);
      const ms = performance.now() - since;
      const trouble = troubleOf(result, line.wire, line.unit);
      if (everyMs !== undefined) print(`${new Date().toISOString()}  ${ms.toFixed(1)} ms`);
      if (trouble !== undefined) print(trouble);
      if (result.kind === 'words') for (const text of describe(action, result.words, options.type)) print(text);
      if (time >= times) return trouble === undefined ? 0 : 1;
      await pause(Math.max(0, everyMs! - ms));
    }
  });
}

type ReadAction = BusAction & { kind: 'read' };

function readAction(address: string, count: string, { fn, type }: ReadOptions): ReadAction {
  const isBits = fn === '1' || fn === '2';
  const width = isBits ? 1 : widthOf(type);
  const values = wholeNumber(count, 'count', 1, isBits ? 2000 : Math.floor(125 / width));
  const first = wholeNumber(address, 'address', 0, 0x10000 - values * width);
  return { kind: 'read', fn: Number(fn) as 1 | 2 | 3 | 4, address: first, count: values * width };
}

function describe({ fn, address }: ReadAction, words: readonly number[], type: ValueType): string[] {
  if (fn <= 2) return words.map((bit, at) => `${placeOf(address + at)}  ${bit}`);
  if (type === 'string') return [`${placeOf(address)}  ${hexOf(words)}`, `${' '.repeat(16)}"${textOf(words)}"`];
  const width = widthOf(type);
  return Array.from({ length: words.length / width }, (_, at) => {
    const own = words.slice(at * width, (at + 1) * width);
    const { hi, lo } = bothOrders(own, type);
    const value = width === 1 ? hi : `${hi} (high word first)   ${lo} (low word first)`;
    return `${placeOf(address + at * width)}  ${hexOf(own)}  ${value}`;
  });
}

const hex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
const placeOf = (address: number): string => `${String(address).padStart(5)} ${hex(address)}`;
const hexOf = (words: readonly number[]): string => words.map(hex).join(' ');

/** Returns the exit code: 0 when the device said that it has taken it. */
export async function writeValues(
  address: string,
  values: readonly string[],
  options: WriteOptions,
  print: Print,
  mayGoOn: () => Promise<boolean>,
): Promise<number> {
  return withLine(options, print, async (line) => {
    const action = writeAction(address, values, options);
    print(sentence(action, values, line.name));
    if (options.yes !== true && !(await mayGoOn())) {
      print('Nothing was written.');
      return 1;
    }
    const trouble = troubleOf(await line.ask(action), line.wire, line.unit);
    if (trouble !== undefined) {
      print(trouble);
      print('Whether the device has taken it is not known: read it back.');
      return 1;
    }
    print('The device says that it has taken it.');
    await readBack(line, action, options.type, print);
    return 0;
  });
}

type WriteAction = BusAction & { kind: 'write' };

function writeAction(address: string, values: readonly string[], options: WriteOptions): WriteAction {
  const { type, wordOrder } = options;
  const isCoils = options.fn === '5' || options.fn === '15';
  if (!isCoils && widthOf(type) > 1 && wordOrder === undefined)
    throw new WrongOption(
      `${type} has ${widthOf(type)} words: say with --word-order which comes first, hi or lo. Reading shows both.`,
    );
  const words = values.flatMap((text) => {
    const made = isCoils ? coilOf(text) : wordsOf(text, type, wordOrder ?? 'hi');
    if (typeof made === 'string') throw new WrongOption(made);
    return made;
  });
  const fn = Number(options.fn ?? (words.length === 1 ? 6 : 16)) as 5 | 6 | 15 | 16;
  if ((fn === 5 || fn === 6) && words.length > 1)
    throw new WrongOption(
      `Function ${fn} writes one ${fn === 5 ? 'coil' : 'register'}; for ${words.length} take --fn ${fn + 10}.`,
    );
  return { kind: 'write', fn, address: wholeNumber(address, 'address', 0, 0x10000 - words.length), words };
}

const coilOf = (text: string): readonly number[] | string =>
  text === '0' || text === '1' ? [Number(text)] : `A coil is 0 or 1, not ${text}.`;

function sentence({ fn, address, words }: WriteAction, values: readonly string[], name: string): string {
  const what = fn === 5 || fn === 15 ? 'coil' : 'holding register';
  const where = words.length === 1 ? `${what} ${address}` : `${what}s ${address} to ${address + words.length - 1}`;
  return (
    `Writes ${values.join(', ')} (${hexOf(words)}) to ${where} of ${name}, with function ${fn}.\n` +
    'The device acts on it at once. A wrong register may change its limits, its protection or its address, some of them for good.'
  );
}

async function readBack(
  line: DeviceLine,
  { fn, address, words }: WriteAction,
  type: ValueType,
  print: Print,
): Promise<void> {
  const action: ReadAction = { kind: 'read', fn: fn === 5 || fn === 15 ? 1 : 3, address, count: words.length };
  const result = await line.ask(action);
  if (result.kind === 'words')
    for (const text of describe(action, result.words, type)) print(`Read back: ${text.trim()}`);
  else print('It cannot be read back; some registers are only written.');
}

async function withLine(
  options: LineOptions,
  print: Print,
  work: (line: DeviceLine) => Promise<number>,
): Promise<number> {
  let line: DeviceLine | undefined;
  try {
    line = openLine(options);
    return await work(line);
  } catch (error) {
    if (!(error instanceof WrongOption)) throw error;
    print(`BB_MODBUS_OPTIONS  ${error.message}`);
    return 1;
  } finally {
    await line?.close();
  }
}

async function confirm(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    console.log('Nobody can be asked here: give --yes if it is meant.');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Write it? [y/N] ');
  terminal.close();
  return /^(y|yes)$/i.test(answer.trim());
}
