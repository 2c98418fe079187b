// Reads every point of the Modbus devices of a site, and its inputs, once, over lines of its own. Nothing here can write: only reads leave.

import { createModbusBus } from '../../adapters/modbus-bus/bus.ts';
import type { BusResult, LineId, WantedLine } from '../model/bus.ts';
import type { InputLive } from '../core/inputs/live.ts';
import type { SerialBus } from '../model/config/site.ts';
import { mono } from '../model/time.ts';
import type { Advice } from '../modbus/advice.ts';
import { adviceOn } from '../modbus/advice.ts';
import { sharedLine, unitAt, wantedLineOf } from '../modbus/line.ts';
import type { PlacedDevice } from '../modbus/placed.ts';
import { paramsOf } from '../modbus/placed.ts';
import type { ReadOnce } from '../modbus/read-once.ts';
import { finish, heardOf, newReadOnce, nextOf } from '../modbus/read-once.ts';
import type { AskRead } from './doctor-inputs.ts';
import { examineInput } from './doctor-inputs.ts';
import type { Examined } from '../local/doctor-report.ts';
import { pointViews } from '../local/doctor-report.ts';

/** A request that got lost is sent once more: some devices swallow the first one after they were connected. */
const tries = 2;

/** One result for each charging point, and for each input. Lines are read beside each other, the devices of one line one after the other. */
export async function readDevices(
  devices: readonly PlacedDevice[],
  buses: readonly SerialBus[],
  inputs: readonly InputLive[] = [],
  inputLines: ReadonlyMap<LineId, WantedLine> = new Map(),
): Promise<readonly Examined[]> {
  const points = devices.flatMap((device) =>
    Array.from({ length: device.connectors }, (_, at) => {
      const wanted = wantedLineOf(buses, device.driver.connection, device.access, at + 1);
      return wanted === undefined ? [] : [{ device, connector: at + 1, wanted }];
    }).flat(),
  );
  const lines = new Map(inputLines);
  for (const { wanted } of points) lines.set(wanted.line, sharedLine(wanted, lines.get(wanted.line)));
  const { ask, close } = openLines([...lines.values()]);
  const turns = new Map<LineId, Promise<unknown>>();
  try {
    const inTurn = <One>(line: LineId, look: () => Promise<One>): Promise<One> => {
      const turn = (turns.get(line) ?? Promise.resolve()).then(look);
      turns.set(line, turn);
      return turn;
    };
    return await Promise.all([
      ...points.map(({ device, connector, wanted }) =>
        inTurn(wanted.line, () => examine(device, connector, wanted, ask)),
      ),
      ...inputs.map((input) => inTurn(input.line, () => examineInput(input, ask))),
    ]);
  } finally {
    await close();
  }
}

/** Each is opened when the first request for it comes. */
function openLines(lines: readonly WantedLine[]): { ask: AskRead; close: () => Promise<void> } {
  const waiting = new Map<string, (result: BusResult) => void>();
  const silent = { info: () => undefined, warn: () => undefined };
  const bus = createModbusBus({
    log: silent,
    take({ request, result }) {
      waiting.get(request)?.(result);
      waiting.delete(request);
    },
  });
  bus.want(lines);
  let asked = 0;
  const ask: AskRead = (line, { unit, fn, address, count }, timing) =>
    new Promise((resolve) => {
      const id = String((asked += 1));
      waiting.set(id, resolve);
      bus.send(line, {
        id,
        unit,
        action: { kind: 'read', fn, address, count },
        lane: 'slow',
        timing,
      });
    });
  return { ask, close: () => bus.close() };
}

/** Exported for whoever has no bus. */
export async function examine(
  device: PlacedDevice,
  connector: number,
  { line, endpoint }: WantedLine,
  ask: AskRead,
): Promise<Examined> {
  const { driver, access, what, connectors } = device;
  const name = connectors > 1 ? `${what} EVSE ${connector}` : what;
  const unit = unitAt(driver.connection, access);
  const once = newReadOnce({
    id: name,
    driver,
    connector,
    params: paramsOf(device),
    lane: 'fast',
    unit,
  });
  for (let read = nextOf(once); read !== undefined; read = nextOf(once)) {
    const { timing } = driver.connection;
    let result = await ask(line, read, timing);
    for (let time = 1; time < tries && isWorthAgain(result); time += 1) result = await ask(line, read, timing);
    heardOf(once, result, mono(performance.now()));
  }
  finish(once, mono(performance.now()));
  const place = endpoint.kind === 'rtu' ? endpoint.path : `${endpoint.host}:${endpoint.port}`;
  return {
    title: `${name} (${driver.id}, unit ${unit} at ${place})`,
    findings: once.hasAnswered ? adviceOn(once) : [silence(once, endpoint)],
    points: once.hasAnswered ? pointViews(once.device, once.readings.values()) : [],
  };
}

const isWorthAgain = (result: BusResult): boolean =>
  result.kind === 'lost' && (result.why === 'timeout' || result.why === 'closed');

/** It has said nothing at all. */
function silence({ lost }: ReadOnce, endpoint: WantedLine['endpoint']): Advice {
  const isSerial = endpoint.kind === 'rtu';
  const why = lost?.why ?? 'refused';
  const detail = (lost?.detail ?? 'there is nothing to read').replace(/; (tried|asked) again.*/, '');
  const wrong = (code: string, text: string, remedy: string): Advice => ({
    level: 'wrong',
    about: 'answers',
    code,
    text,
    remedy,
  });
  if (why === 'unreachable' || why === 'closed')
    return wrong(
      'BB_MODBUS_NO_CONNECTION',
      `no connection: ${detail}`,
      isSerial
        ? 'Does the port exist (ls /dev/tty*), may this user open it (group dialout), and does no other program hold it?'
        : 'Is the device on, are address and port right, is Modbus TCP switched on in it, and does no other client hold it?',
    );
  if (why === 'garbled')
    return wrong(
      'BB_MODBUS_GARBLED',
      `what comes is no answer: ${detail}`,
      isSerial
        ? 'Check baud and parity of the bus, whether two devices have one unit id, whether another master is on the line, and the terminators.'
        : 'Check whether this port speaks Modbus TCP; a converter that passes bytes on as they are needs "transport: rtuOverTcp".',
    );
  return wrong(
    'BB_MODBUS_NO_ANSWER',
    `it says nothing: ${detail}`,
    isSerial
      ? 'Is it on, are A and B not swapped, is its unit id right, are baud and parity those of the bus, are both ends terminated?'
      : 'Check the unit id, and whether Modbus is switched on in the device; behind a converter also its baud and parity, and A and B.',
  );
}
