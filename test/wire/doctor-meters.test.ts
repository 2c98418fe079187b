// `busbar doctor` hears meters over MQTT, and reads inputs once.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { examineSite } from '../../src/cli/doctor.ts';
import { createMosquitto, whyNoMosquitto } from '../peers/mosquitto.ts';
import { frame, openSlave } from './modbus-slave.ts';
import { tempDir } from '../peers/temp-dir.ts';

function siteFile(rest: string): string {
  const dir = tempDir('doctor');
  const path = join(dir, 'site.yaml');
  const head = `site: { id: d, name: D, timezone: UTC }
data: { dir: ${dir} }
listeners: [ { address: 127.0.0.1, port: 0 } ]
api: { listen: '127.0.0.1:1', access: open }
circuits: [ { id: main, limitAmps: 100 } ]
stations: []
`;
  writeFileSync(path, head + rest);
  return path;
}

const told = async (rest: string, title: string) =>
  (await examineSite(siteFile(rest)))
    .filter((one) => one.title.startsWith(title))
    .flatMap(({ findings }) => findings.map(({ level, text }) => `${level} ${text}`));

it('each topic is heard, or it is said why not', async (ctx) => {
  const missing = whyNoMosquitto();
  if (missing !== undefined) return ctx.skip(`SKIPPED: ${missing}`);
  const broker = await createMosquitto();
  onTestFinished(broker.remove);
  await broker.start();
  await broker.publish('old', '5', true);
  const beat = setInterval(() => void broker.publish('pv', '4.2').catch(() => undefined), 100);
  onTestFinished(() => clearInterval(beat));
  const rest = `brokers: [ { id: local, url: "mqtt://127.0.0.1:${broker.port}" } ]
meters:
  - { id: pv, source: mqtt, topic: pv, units: { powerW: kW } }
  - { id: grid, source: mqtt, topics: { powerW: old, amps: none } }
`;
  const path = siteFile(rest);
  const examined = (await examineSite(path)).filter(({ title }) => /^(Broker|meter)/.test(title));
  expect(examined.map(({ title, findings }) => [title, ...findings.map(({ text }) => text)])).toEqual([
    ['Broker local', `mqtt://127.0.0.1:${broker.port} lets "busbar-d" in`],
    ['meter pv (MQTT)', 'powerW 4200, as the meter itself says'],
    ['meter grid (MQTT)', expect.stringMatching(/retained/), 'nothing came within 3 s'],
  ]);
});

it('an input is read once, and what its device refuses is said', async () => {
  const slave = await openSlave('tcp', (ask, socket) => {
    socket.write(ask.address === 3 ? frame(ask, [ask.fn, 1, 1]) : frame(ask, [ask.fn | 0x80, 2]));
  });
  onTestFinished(() => slave.close());
  const input = (id: string, register: number): string =>
    `{ id: ${id}, source: modbus, host: 127.0.0.1, port: ${slave.port}, unit: 1, register: ${register}, action: stop, onLoss: active }`;
  const found = await told(`inputs: [ ${input('dso', 3)}, ${input('off', 4)} ]\n`, 'input');
  expect(found).toEqual(['ok 1: the order is in force (stop)', 'wrong the device refuses it with exception 2']);
  expect(slave.asks.filter(({ fn }) => fn > 4)).toEqual([]);
});
