// MQTT upstream with a real mosquitto: how fast the stream is beside a bare client, how much is said, and a fleet at one broker.
// FLEET, FLEET_EVSES and FLEET_SECONDS scale the fleet; ROUNDS the rounds of the comparison.

import { rmSync } from 'node:fs';
import { createMosquitto, whyNoMosquitto } from '../peers/mosquitto.ts';
import type { Bench } from './figures.ts';
import { median, rounded } from './figures.ts';
import { bytesPerEvseHour } from './mqtt-yard/bytes.ts';
import { bareDrain, fillFor, gatewayDrain, heardOf } from './mqtt-yard/drain.ts';
import { fleetFigures } from './mqtt-yard/fleet.ts';

const number = (name: string, usual: number): number => Number(process.env[name] ?? usual);

export async function mqtt(): Promise<Bench> {
  const missing = whyNoMosquitto();
  if (missing !== undefined) throw new Error(`SKIPPED: ${missing}`);
  const broker = await createMosquitto();
  await broker.start();
  const filled = await fillFor(broker, number('HOURS', 3));
  const texts = await heardOf(broker, () => gatewayDrain(filled));
  console.log(`${texts.length} records are told`);
  const [gateway, bare]: [number[], number[]] = [[], []];
  await bareDrain(broker, texts);
  for (let round = 0; round < number('ROUNDS', 5); round += 1) {
    gateway.push(texts.length / (await gatewayDrain(filled)));
    bare.push(texts.length / (await bareDrain(broker, texts)));
    console.log(`gateway ${Math.round(gateway.at(-1)!)}/s, bare client ${Math.round(bare.at(-1)!)}/s`);
  }
  rmSync(filled.dir, { recursive: true, force: true });
  const { all, stream, messages } = bytesPerEvseHour();
  const fleet = await fleetFigures(broker, {
    gateways: number('FLEET', 200),
    evses: number('FLEET_EVSES', 50),
    seconds: number('FLEET_SECONDS', 60),
  });
  await broker.remove();
  return {
    figures: {
      records: texts.length,
      recordsPerSecond: Math.round(median(gateway)),
      bareRecordsPerSecond: Math.round(median(bare)),
      publishRatio: rounded(median(gateway.map((one, at) => one / bare[at]!))),
      bytesPerEvseHour: all,
      streamBytesPerEvseHour: stream,
      messagesPerEvseHour: rounded(messages, 1),
      ...fleet,
    },
    goals: { publishRatio: { atLeast: 0.7 }, fleetHoles: { atMost: 0 }, fleetBehind: { atMost: 0 } },
  };
}
