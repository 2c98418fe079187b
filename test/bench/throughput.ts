// What a message costs: operations per second of server CPU (all threads, journal included) against a bare ws server that
// sends each frame back unparsed, in the same run, in turns.

import type { Bench } from './figures.ts';
import { median, percentile, rounded } from './figures.ts';
import type { Client, Server } from './load.ts';
import { call, connectAll, judgeKept, pace, saturate, startServer } from './load.ts';

const connections = 200;
const roundMs = 3000;
const rounds = 5;
/** Stations of the site that is started, and how often. */
const configured = 100;
const starts = 5;

export async function throughput(): Promise<Bench> {
  const busbar = await startServer('busbar', connections);
  const echo = await startServer('echo', connections);
  const mine = await connectIdle(busbar);
  const bare = await connectIdle(echo);
  for (const client of mine.clients) await begin(client);

  const heartbeats = await compare([busbar, mine.clients], [echo, bare.clients], heartbeat);
  const meterValues = await compare([busbar, mine.clients], [echo, bare.clients], meterValue);
  const events = await compareEvents(echo, bare.clients);
  const waits = await pace(mine.clients, meterValue, 1000, 5000);
  const { judged, faults } = judgeKept([...mine.clients, ...events.clients]);
  for (const fault of faults.slice(0, 5)) console.log(fault);
  busbar.stop();
  echo.stop();
  return {
    figures: {
      heartbeatRatio: rounded(heartbeats.ratio),
      meterValuesRatio: rounded(meterValues.ratio),
      transactionEventRatio: rounded(events.ratio),
      readyMs: await readyMs(),
      p99Ms: rounded(percentile(waits, 0.99), 2),
      idleKiBPerStation: rounded((mine.bytes - bare.bytes) / 1024, 1),
      heartbeatsPerCpuSecond: Math.round(heartbeats.mine),
      meterValuesPerCpuSecond: Math.round(meterValues.mine),
      transactionEventsPerCpuSecond: Math.round(events.mine),
      echoesPerCpuSecond: Math.round(heartbeats.bare),
      judgedFrames: judged,
      wrongFrames: faults.length,
      transactionEventBytes: Buffer.byteLength(transactionEvent({ ...mine.clients[0]!, messages: 0 })),
      meterValueBytes: Buffer.byteLength(meterValue({ ...mine.clients[0]!, messages: 0 })),
    },
    goals: {
      heartbeatRatio: { atLeast: 0.55 },
      meterValuesRatio: { atLeast: 0.3 },
      transactionEventRatio: { atLeast: 0.25 },
      readyMs: { atMost: 2000 },
      p99Ms: { atMost: 10 },
      idleKiBPerStation: { atMost: 20 },
      wrongFrames: { atMost: 0 },
    },
  };
}

async function begin(client: Client): Promise<void> {
  await call(client, 'BootNotification', { chargePointVendor: 'Bench', chargePointModel: 'Bench' });
  const start = { connectorId: 1, idTag: 'BENCH', meterStart: 0, timestamp: new Date().toISOString() };
  client.transaction = (await call(client, 'StartTransaction', start))['transactionId'] as number;
}

/** The same values from stations of 2.0.1, at a gateway of their own. */
async function compareEvents(echo: Server, bare: readonly Client[]) {
  const server = await startServer('busbar', connections);
  const clients = await connectAll(server, connections, '2.0.1');
  for (const client of clients) await begin201(client);
  const found = await compare([server, clients], [echo, bare], transactionEvent);
  server.stop();
  return { ...found, clients };
}

async function begin201(client: Client): Promise<void> {
  await call(client, 'BootNotification', {
    reason: 'PowerUp',
    chargingStation: { vendorName: 'Bench', model: 'Bench' },
  });
  await call(client, 'TransactionEvent', {
    eventType: 'Started',
    timestamp: new Date().toISOString(),
    triggerReason: 'Authorized',
    seqNo: 0,
    transactionInfo: { transactionId: client.id },
    evse: { id: 1, connectorId: 1 },
    idToken: { idToken: 'BENCH', type: 'Central' },
  });
}

/** Milliseconds from the start of a process until stations of a site of a hundred can connect; the median of some. */
async function readyMs(): Promise<number> {
  const took: number[] = [];
  for (let at = 0; at < starts; at += 1) {
    const startedAt = performance.now();
    const server = await startServer('busbar', configured);
    took.push(performance.now() - startedAt);
    server.stop();
  }
  return Math.round(median(took));
}

/** Connects everybody, and measures what one idle connection costs, in bytes. */
async function connectIdle(server: Server): Promise<{ clients: Client[]; bytes: number }> {
  const before = await server.memory();
  const clients = await connectAll(server, connections);
  await new Promise((resolve) => setTimeout(resolve, 500));
  return { clients, bytes: ((await server.memory()) - before) / connections };
}

async function compare(
  mine: readonly [Server, readonly Client[]],
  bare: readonly [Server, readonly Client[]],
  next: (client: Client) => string,
): Promise<{ ratio: number; mine: number; bare: number }> {
  const ratios: number[] = [];
  const ours: number[] = [];
  const theirs: number[] = [];
  await saturate(...mine, next, roundMs);
  await saturate(...bare, next, roundMs);
  for (let round = 0; round < rounds; round += 1) {
    const one = await saturate(...mine, next, roundMs);
    const other = await saturate(...bare, next, roundMs);
    ours.push(one);
    theirs.push(other);
    ratios.push(one / other);
    console.log(`${next.name}: ${Math.round(one)} against ${Math.round(other)} operations a CPU second`);
  }
  return { ratio: median(ratios), mine: median(ours), bare: median(theirs) };
}

function heartbeat(client: Client): string {
  return `[2,"m${(client.messages += 1)}","Heartbeat",{}]`;
}

const phases = ['L1', 'L2', 'L3'];
const sampled = [
  {
    value: '1234567',
    context: 'Sample.Periodic',
    measurand: 'Energy.Active.Import.Register',
    location: 'Outlet',
    unit: 'Wh',
  },
  { value: '11040', context: 'Sample.Periodic', measurand: 'Power.Active.Import', location: 'Outlet', unit: 'W' },
  ...phases.map((phase) => ({
    value: '16.0',
    context: 'Sample.Periodic',
    measurand: 'Current.Import',
    phase,
    location: 'Outlet',
    unit: 'A',
  })),
  ...phases.map((phase) => ({
    value: '230.4',
    context: 'Sample.Periodic',
    measurand: 'Voltage',
    phase: `${phase}-N`,
    location: 'Outlet',
    unit: 'V',
  })),
  ...phases.map((phase) => ({
    value: '3680',
    context: 'Sample.Periodic',
    measurand: 'Power.Active.Import',
    phase,
    location: 'Outlet',
    unit: 'W',
  })),
  { value: '31.5', context: 'Sample.Periodic', measurand: 'Temperature', location: 'Body', unit: 'Celsius' },
];
const meterText = JSON.stringify([{ timestamp: '2026-01-15T18:00:00.000Z', sampledValue: sampled }]);

function meterValue(client: Client): string {
  return `[2,"m${(client.messages += 1)}","MeterValues",{"connectorId":1,"transactionId":${client.transaction},"meterValue":${meterText}}]`;
}

const sampled201 = sampled.map(({ value, unit, ...one }) => ({
  value: Number(value),
  ...one,
  unitOfMeasure: { unit },
}));
// A temperature has no measurand in 2.0.1.
const known201 = sampled201.filter(({ measurand }) => measurand !== 'Temperature');
const eventText = JSON.stringify([{ timestamp: '2026-01-15T18:00:00.000Z', sampledValue: known201 }]);

function transactionEvent(client: Client): string {
  const seqNo = (client.messages += 1);
  return (
    `[2,"m${seqNo}","TransactionEvent",{"eventType":"Updated","timestamp":"2026-01-15T18:00:00.000Z",` +
    `"triggerReason":"MeterValuePeriodic","seqNo":${seqNo},"transactionInfo":{"transactionId":"${client.id}",` +
    `"chargingState":"Charging"},"evse":{"id":1,"connectorId":1},"meterValue":${eventText}}]`
  );
}
