// `busbar doctor` against Modbus slaves that are written by hand, a gateway that runs, and central systems that say no.

import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockData } from '../../adapters/sqlite-journal/data-lock.ts';
import { examineSite } from '../../src/cli/doctor.ts';
import type { Examined } from '../../src/local/doctor-report.ts';
import { describeExamined, isWell } from '../../src/local/doctor-report.ts';
import { failsTest } from '../peers/fails-test.ts';
import { upstreamServer } from '../peers/judged.ts';
import type { Answering, Ask, Slave } from './modbus-slave.ts';
import { frame, openSlave } from './modbus-slave.ts';
import { tempDir } from '../peers/temp-dir.ts';

type Registers = Readonly<Record<number, readonly number[]>>;

/** Holds these registers, from each address on, and 0 elsewhere; what is in `refused` is answered with exception 2. */
function holding(registers: Registers, refused: readonly number[] = []): Answering {
  const words = new Map(
    Object.entries(registers).flatMap(([at, all]) => all.map((word, by) => [Number(at) + by, word])),
  );
  return (ask, socket) => {
    const asked = Array.from({ length: ask.count }, (_, by) => ask.address + by);
    if (asked.some((address) => refused.includes(address))) return void socket.write(frame(ask, [ask.fn | 0x80, 2]));
    const bytes = asked.flatMap((address) => [(words.get(address) ?? 0) >> 8, (words.get(address) ?? 0) & 0xff]);
    socket.write(frame(ask, [ask.fn, bytes.length, ...bytes]));
  };
}

async function slaveFor(answer: Answering): Promise<Slave> {
  const slave = await openSlave('tcp', answer);
  onTestFinished(() => slave.close());
  return slave;
}

const float = (value: number, order: 'hi' | 'lo' = 'hi'): number[] => {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  const words = [view.getUint16(0), view.getUint16(2)];
  return order === 'hi' ? words : words.reverse();
};

/** An SDM630 under load. */
const meter = (order: 'hi' | 'lo' = 'hi'): Registers =>
  Object.fromEntries(
    [
      [0, 230.5],
      [2, 231],
      [4, 229.5],
      [6, 10],
      [8, 11],
      [10, 12],
      [52, 7500],
      [70, 50],
    ].map(([at, value]) => [at!, float(value!, order)]),
  );

/** A KEBA P30 with a vehicle that charges. */
const keba: Registers = {
  1000: [0, 3],
  1004: [0, 7],
  1014: [0x1234, 0x5678],
  1016: [4, 0xc93e],
  1018: [0x030a, 0x2300],
  1040: [0, 231, 0, 230, 0, 229],
};

interface SiteParts {
  readonly meters?: string;
  readonly stations?: string;
  readonly url?: string;
  readonly api?: number;
  /** Of the meter, in a device file beside the site file. */
  readonly timeoutMs?: number;
}

function siteFile({
  meters = '',
  stations = '',
  url = 'ws://127.0.0.1:9/ocpp',
  api = 0,
  timeoutMs,
}: SiteParts): string {
  const dir = tempDir('test');
  const path = join(dir, 'site.yaml');
  if (timeoutMs !== undefined) {
    mkdirSync(join(dir, 'devices'));
    const text = readFileSync(new URL('../../config/devices/eastron-sdm630.yaml', import.meta.url), 'utf8');
    writeFileSync(
      join(dir, 'devices', 'eastron-sdm630.yaml'),
      text.replace('timeoutMs: 1000', `timeoutMs: ${timeoutMs}`),
    );
  }
  writeFileSync(
    path,
    `site: { id: d, name: D, timezone: UTC }
data: { dir: ${dir} }
listeners: [ { address: 127.0.0.1, port: 0 } ]
api: { listen: '127.0.0.1:${api}', access: open }
circuits: [ { id: main, limitAmps: 100 } ]
uplinks: [ { id: csms, kind: ocpp, mode: aggregate, version: "1.6", url: "${url}", identity: d, security: { profile: 0 }, role: control } ]
meters: [ ${meters} ]
stations: [ { id: CP, circuit: main, security: { profile: 0 }, evses: [ { id: 1, maxAmps: 16 } ] }, ${stations} ]
`,
  );
  return path;
}

const meterAt = ({ port }: Slave): string =>
  `{ id: grid, source: modbus, device: eastron-sdm630, host: 127.0.0.1, port: ${port}, unit: 1 }`;
const stationAt = (device: string, { port }: Slave): string =>
  `{ id: OLD-1, circuit: main, modbus: { device: ${device}, host: 127.0.0.1, port: ${port} }, evses: [ { id: 1, maxAmps: 16 } ] }`;

async function look(parts: SiteParts, title: string): Promise<Examined> {
  const examined = await examineSite(siteFile(parts));
  const found = examined.find((one) => one.title.startsWith(title));
  if (found === undefined) throw new Error(examined.map((one) => one.title).join());
  return found;
}

const wrongIn = ({ findings }: Examined): (string | undefined)[] =>
  findings.filter(({ level }) => level === 'wrong').map(({ code }) => code);
const writes = ({ asks }: Slave): Ask[] => asks.filter(({ fn }) => fn > 4);

describe('a Modbus device that no gateway holds', () => {
  it('is read once, each point raw and decoded, over one connection, and never written', async () => {
    const slave = await slaveFor(holding(meter()));
    const found = await look({ meters: meterAt(slave) }, 'meter grid');
    expect(wrongIn(found)).toEqual([]);
    expect(found.findings).toContainEqual({ level: 'ok', about: 'voltage', text: 'it reads 230.5 V' });
    expect(found.points?.filter(({ point }) => point === 'voltage')).toEqual([
      { point: 'voltage', phase: 1, unit: 1, fn: 4, address: 0, raw: '4366 8000', value: 230.5, in: 'V' },
      { point: 'voltage', phase: 2, unit: 1, fn: 4, address: 2, raw: '4367 0000', value: 231, in: 'V' },
      { point: 'voltage', phase: 3, unit: 1, fn: 4, address: 4, raw: '4365 8000', value: 229.5, in: 'V' },
    ]);
    const seen = slave.asks.map(({ fn, address, count }) => `${fn} ${address} ${count}`);
    expect(new Set(seen).size).toBe(seen.length);
    expect([slave.connections(), writes(slave)]).toEqual([1, []]);
    expect(describeExamined([found])).toMatch(/ {4}power +unit 1 fn 4 52 +45ea 6000 +7500 W\n/);
  });

  it('with the other word order is found by its voltage, and the order that fits is said', async () => {
    const slave = await slaveFor(holding(meter('lo')));
    const found = await look({ meters: meterAt(slave) }, 'meter grid');
    expect(found.findings.find(({ code }) => code === 'BB_MODBUS_VOLTAGE')).toMatchObject({
      text: expect.stringContaining('230.5 V with the least significant word first') as string,
      remedy: expect.stringContaining('wo: lo') as string,
    });
  });

  it('that refuses a register says which point that is, and whether it can do without', async () => {
    const frequency = await look({ meters: meterAt(await slaveFor(holding(meter(), [70]))) }, 'meter grid');
    expect(wrongIn(frequency)).toEqual([]);
    expect(frequency.findings.filter(({ level }) => level === 'note').map(({ about }) => about)).toEqual(['frequency']);
    expect(frequency.points?.find(({ point }) => point === 'energy_import')?.value).toBe(0);
    const power = await look({ meters: meterAt(await slaveFor(holding(meter(), [52]))) }, 'meter grid');
    expect(power.findings.find(({ code }) => code === 'BB_MODBUS_REFUSED')).toMatchObject({ about: 'power' });
  });

  it('that says nothing is given up soon, with what to look at', async () => {
    const slave = await slaveFor(() => undefined);
    const found = await look({ meters: meterAt(slave), timeoutMs: 50 }, 'meter grid');
    expect(wrongIn(found)).toEqual(['BB_MODBUS_NO_ANSWER']);
    expect(slave.asks.length).toBeLessThanOrEqual(6);
  });

  it('is the charger that its file describes, in a state that the file knows', async () => {
    const good = await look({ stations: stationAt('keba-p30-p40', await slaveFor(holding(keba))) }, 'OLD-1');
    expect(wrongIn(good)).toEqual([]);
    expect(good.findings).toContainEqual({ level: 'ok', about: 'state', text: 'C: a vehicle charges' });
    const other = await slaveFor(holding({ ...keba, 1016: [0, 7] }));
    expect(wrongIn(await look({ stations: stationAt('keba-p30-p40', other) }, 'OLD-1'))).toEqual([
      'BB_MODBUS_OTHER_DEVICE',
    ]);
    expect(writes(other)).toEqual([]);
  });
});

describe('while a gateway runs', () => {
  const gatewayWith = (view: object): Promise<number> =>
    answering(200, { id: 'd', alarms: [], warnings: [], stations: [], meters: [], uplinks: [], ...view });

  async function answering(status: number, body: object): Promise<number> {
    const server = createHttpServer((_, answer) => void answer.writeHead(status).end(JSON.stringify(body)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    return (server.address() as AddressInfo).port;
  }

  it('what it holds is not opened a second time, and what it knows is shown', async () => {
    const [vestel, converter] = [await slaveFor(holding({})), await slaveFor(holding(meter()))];
    const api = await gatewayWith({
      alarms: [{ code: 'BB_MODBUS_STATE', text: 'OLD-1 is in a state that nobody knows' }],
      meters: [{ id: 'grid', source: 'modbus', quality: 'good', ageMs: 300, powerW: 7500, amps: [10, 11, 12] }],
    });
    const examined = await examineSite(
      siteFile({ api, meters: meterAt(converter), stations: stationAt('vestel-evc04', vestel) }),
    );
    const text = describeExamined(examined);
    expect([vestel.connections(), converter.connections()]).toEqual([0, 0]);
    expect(text).toMatch(/WRONG alarm +OLD-1 is in a state that nobody knows {2}\[BB_MODBUS_STATE\]/);
    expect(text).toMatch(/7500 W, 10 \/ 11 \/ 12 A, 300 ms old/);
    expect(text).toMatch(/WRONG connection +the gateway is not connected to it/);
    expect(isWell(examined)).toBe(false);
  });

  it('one that nobody has claimed is told from another program, and nothing of it is touched', async () => {
    const slave = await slaveFor(holding(meter()));
    const api = await answering(403, { code: 'BB_API_UNCLAIMED', detail: 'nobody' });
    const text = describeExamined(await examineSite(siteFile({ api, meters: meterAt(slave) })));
    expect(text).toMatch(/note +runs +it answers, belongs to nobody yet.*\n.*busbar claim --user NAME/);
    expect(text).not.toContain('BB_DOCTOR_PORT');
    expect(slave.connections()).toBe(0);
  });

  it('one whose API is silent is known by the lock of its data, and nothing of it is touched', async () => {
    const slave = await slaveFor(holding(meter()));
    const file = siteFile({ api: 9, meters: meterAt(slave) });
    const lock = lockData(dirname(file));
    onTestFinished(() => lock.release());
    const text = describeExamined(await examineSite(file));
    expect(text).toMatch(/WRONG runs +The data directory .* is in use by process \d+.*BB_DOCTOR_GATEWAY_SILENT/);
    expect(slave.connections()).toBe(0);
  });

  it('a device that serves several clients is read beside it', async () => {
    const slave = await slaveFor(holding(keba));
    const found = await look({ api: await gatewayWith({}), stations: stationAt('keba-p30-p40', slave) }, 'OLD-1');
    expect([found.points?.length !== 0, slave.connections()]).toEqual([true, 1]);
  });
});

describe('a central system', () => {
  it('that lets the identity in is fine, and hears nothing', async () => {
    const server = upstreamServer(failsTest(), { port: 0, host: '127.0.0.1', handleProtocols: () => 'ocpp1.6' });
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const found = await look(
      { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ocpp` },
      'Central system',
    );
    expect(found.findings).toMatchObject([{ level: 'ok' }, { level: 'ok', about: 'handshake' }]);
  });

  it.each([
    [401, 'BB_UPLINK_UNAUTHORIZED'],
    [404, 'BB_UPLINK_NOT_FOUND'],
  ])('that answers %i is said with a remedy', async (status, code) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const found = await look(
      { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ocpp` },
      'Central system',
    );
    expect(wrongIn(found)).toEqual([code]);
  });

  it('that nobody finds by name, or at that port, is said so', async () => {
    expect(wrongIn(await look({}, 'Central system'))).toEqual(['BB_UPLINK_REFUSED']);
    expect(wrongIn(await look({ url: 'ws://nobody.invalid/ocpp' }, 'Central system'))).toEqual(['BB_UPLINK_DNS']);
  });
});

describe('this computer', () => {
  it('has a port that another program holds', async () => {
    const server = createServer((socket) => void socket.destroy());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const found = await look({ api: (server.address() as AddressInfo).port }, 'This computer');
    expect(found.findings.find(({ code }) => code === 'BB_DOCTOR_PORT')).toMatchObject({
      text: 'API: another program has it',
    });
  });
});
