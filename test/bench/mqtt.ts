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
  const rounds = await compare(
    () => gatewayDrain(filled),
    () => bareDrain(broker, texts),
    number('ROUNDS', 11),
  );
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
      recordsPerSecond: Math.round(texts.length / median(rounds.map(({ gateway }) => gateway))),
      bareRecordsPerSecond: Math.round(texts.length / median(rounds.map(({ bare }) => bare))),
      publishRatio: rounded(median(rounds.map(({ gateway, bare }) => bare / gateway))),
      publishRatioLeast: rounded(Math.min(...rounds.map(({ gateway, bare }) => bare / gateway))),
      publishRatioMost: rounded(Math.max(...rounds.map(({ gateway, bare }) => bare / gateway))),
      bytesPerEvseHour: all,
      streamBytesPerEvseHour: stream,
      messagesPerEvseHour: rounded(messages, 1),
      ...fleet,
    },
    goals: { publishRatio: { atLeast: 0.7 }, fleetHoles: { atMost: 0 }, fleetBehind: { atMost: 0 } },
  };
}

interface Round {
  readonly gateway: number;
  readonly bare: number;
}

/**
 * Seconds that both take, one after the other: each run of the gateway stands between two of the bare client, and is held
 * against the mean of these, so that a load that comes and goes counts for both. The first of each warms up.
 */
async function compare(gateway: () => Promise<number>, bare: () => Promise<number>, rounds: number): Promise<Round[]> {
  await gateway();
  await bare();
  const found: Round[] = [];
  let before = await bare();
  for (let round = 0; round < rounds; round += 1) {
    const own = await gateway();
    const after = await bare();
    found.push({ gateway: own, bare: (before + after) / 2 });
    before = after;
  }
  console.log(`ratios ${found.map((one) => (one.bare / one.gateway).toFixed(2)).join(' ')}`);
  return found;
}
