// What `busbar check` prints of a device file that was read: what is read how often, what a limit does, and what happens when
// nobody speaks to the device.

import type { Control, Driver, Heartbeat, Point } from '../modbus/driver.ts';
import type { Read } from '../modbus/plan.ts';
import { staticReads } from '../modbus/static-reads.ts';

/** All of it as text. */
export function describeDriver(driver: Driver): string {
  return [
    `${driver.id} ${driver.version}: ${driver.title} (${driver.class}, ${verified(driver)})`,
    ...describeConnection(driver),
    '',
    ...describeReads(driver),
    ...describeControl(driver),
    ...describeLoss(driver),
    ...driver.variants.flatMap(describeVariant),
  ].join('\n');
}

/** In short: how often and how many, not each request. */
const describeVariant = ({ match, driver }: Driver['variants'][number]): string[] => [
  '',
  `Where ${match.text}:`,
  ...[...describeReads(driver), ...describeControl(driver)]
    .filter((line) => !line.startsWith('  ') && line !== '')
    .map((line) => `  ${line}`),
];

const verified = ({ verified: { level, firmware } }: Driver): string =>
  firmware.length === 0 ? level : `${level} with ${firmware.join(', ')}`;

function describeConnection({ connection }: Driver): string[] {
  const { transports, tcp, rtu, unit, connectors, timing } = connection;
  const ways = transports.map((transport) =>
    transport === 'tcp'
      ? `tcp port ${tcp.port}`
      : transport === 'rtu' && rtu !== undefined
        ? `rtu ${rtu.baud} 8${rtu.parity}${rtu.stopBits}`
        : transport,
  );
  const clients =
    tcp.maxClients === 0 ? '' : `, at most ${tcp.maxClients} ${tcp.maxClients === 1 ? 'client' : 'clients'}`;
  const points = connectors.max === 1 ? '' : `, up to ${connectors.max} charging points`;
  return [
    `  ${ways.join(', ')}; unit ${unit}${clients}${points}`,
    `  timeout ${timing.timeoutMs} ms, gap ${timing.minGapMs} ms, after a write ${timing.writeGapMs} ms; after a timeout: ${timing.afterTimeout}`,
  ];
}

/** The poll classes in the order of their pace. */
const pollClasses = ['fast', 'slow', 'once'] as const;
export type PollClass = (typeof pollClasses)[number];

/** What one cycle of a class asks of the first charging point, everything that may be there counted. */
export const readsOf = (driver: Driver, poll: Point['poll']): readonly Read[] => staticReads(driver, poll);

function describeReads(driver: Driver): string[] {
  const lines = pollClasses.flatMap((poll) => {
    const reads = readsOf(driver, poll);
    if (reads.length === 0) return [];
    const registers = reads.reduce((sum, { count }) => sum + count, 0);
    const every =
      poll === 'once'
        ? 'once a connection'
        : `every ${(poll === 'fast' ? driver.poll.fastMs : driver.poll.slowMs) / 1000} s`;
    const line = `Read ${every} (${poll}): ${reads.length} ${reads.length === 1 ? 'request' : 'requests'}, ${registers} registers${onLine(driver, reads)}`;
    return [line, ...reads.map(describeRead)];
  });
  return lines.length === 0 ? ['Nothing is read again and again.'] : lines;
}

const describeRead = ({ unit, fn, address, count, points }: Read): string =>
  `  unit ${unit}  function ${fn}  ${address} to ${address + count - 1} (${count}): ${[...new Set(points.map(({ name }) => name))].join(', ')}`;

/** Bytes of a request, bytes of an answer besides the registers, bits of a byte on the line, silence in characters. */
const requestBytes = 8;
const answerBytes = 5;
const bitsOfByte = 11;
const silence = 7;

/** How long the requests take on the serial line, the pace of the device included. */
function onLine({ connection: { rtu, timing } }: Driver, reads: readonly Read[]): string {
  if (rtu === undefined) return '';
  const characters = reads.reduce((sum, { count }) => sum + requestBytes + answerBytes + 2 * count + silence, 0);
  const seconds = (characters * bitsOfByte) / rtu.baud + (reads.length * timing.minGapMs) / 1000;
  return `, ${seconds.toFixed(2)} s of a line at ${rtu.baud} baud`;
}

function describeControl({ control }: Driver): string[] {
  if (control === undefined) return [];
  const { limit } = control;
  const unit = limit.quantity === 'current' ? 'A' : 'W';
  return [
    '',
    `Limit: "${limit.point}", ${limit.min} to ${limit.max} ${unit} in steps of ${limit.step} ${unit}; ${zeroMeans(limit)}`,
    `  in force when ${confirmed(limit.confirm)}`,
    `  paused by ${paused(control)}`,
    `  phases: ${control.phases === undefined ? 'not switched' : `switched by ${control.phases.kind}`}`,
  ];
}

function zeroMeans({ zero, pauseValue }: Control['limit']): string {
  if (zero === 'pause') return '0 pauses';
  const instead = pauseValue === undefined ? '' : `, register value ${pauseValue} pauses`;
  return zero === 'no-limit' ? `0 would release it and is never written${instead}` : `0 is refused${instead}`;
}

function confirmed(confirm: Control['limit']['confirm']): string {
  switch (confirm.kind) {
    case 'readback':
      return `"${confirm.point}" says so, looked at for ${confirm.withinMs / 1000} s`;
    case 'measured':
      return `the measured current is below it, looked at for ${confirm.withinMs / 1000} s`;
    case 'none':
      return `${confirm.worstCaseMs / 1000} s have passed: nothing shows it`;
  }
}

function paused({ enable }: Control): string {
  switch (enable.kind) {
    case 'limit-zero':
      return 'the limit';
    case 'sequence':
      return `the sequence ${enable.off}`;
    case 'register':
    case 'coil':
      return `"${enable.point}" = ${String(enable.off)}`;
  }
}

const onLossText = {
  device: 'falls to its own current',
  'holds-last': 'keeps its last limit: it counts at that while it is away',
  unknown: 'is unknown: it counts at its rating while it is away',
};

function describeLoss({ heartbeats, failsafe }: Driver): string[] {
  const beats = heartbeats.map(
    (one) => `  ${one.kind}${one.point === undefined ? '' : ` "${one.point}"`}, ${howOften(one)}`,
  );
  if (failsafe === undefined) return beats.length === 0 ? [] : ['', 'Watchdog:', ...beats];
  const { onLoss, current, timeout, trip } = failsafe;
  const points = [current && `current in "${current}"`, timeout && `timeout in "${timeout}"`].filter(
    (one) => one !== undefined,
  );
  return [
    '',
    `When nobody speaks to it, it ${onLossText[onLoss]}${points.length === 0 ? '' : ` (${points.join(', ')})`}`,
    ...(trip === undefined ? [] : [`  ${trip}`]),
    beats.length === 0 ? '  no heartbeat' : 'Heartbeat:',
    ...beats,
  ];
}

const howOften = ({ every }: Heartbeat): string =>
  typeof every === 'number'
    ? `every ${every / 1000} s`
    : `every ${every.factor} of "${every.point}", at least ${every.minMs / 1000} s`;
