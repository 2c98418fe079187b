// A journal full of transactions goes to a real broker, by the core and its adapter, and the same payloads by a bare client.

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, connectAsync } from 'mqtt';
import { createLog } from '../../../adapters/log/log.ts';
import { compose } from '../../../src/cli/compose.ts';
import type { Site } from '../../../src/model/config/site.ts';
import type { Mosquitto } from '../../peers/mosquitto.ts';
import { feed, smallDepot } from '../../sim/site.ts';
import { fill } from '../fill.ts';

export const streamTopic = 'busbar/v1/depot/transactions';
/** As many as the gateway has on their way, or as the broker takes. */
const mostInFlight = 128;

export interface Filled {
  readonly dir: string;
  readonly site: Site;
}

export async function fillFor({ port }: Mosquitto, hours: number): Promise<Filled> {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-mqtt-bench-'));
  const backoff = { minSeconds: 1, randomSeconds: 0, repeatTimes: 0 };
  const plain = smallDepot(100, 3300, [feed('eye', { url: `mqtt://127.0.0.1:${port}`, quotaBytes: 1e9, backoff })]);
  const site: Site = { ...plain, authorization: { ...plain.authorization, mode: 'free' } };
  await fill(dir, site, { hours, sampleSeconds: 60, sessionsPerStation: 3, remember: false });
  return { dir, site };
}

/** Seconds from the open connection until everything has arrived. */
export async function gatewayDrain({ dir: filled, site }: Filled): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-mqtt-bench-'));
  cpSync(filled, dir, { recursive: true });
  const running = await compose(
    {
      site,
      data: { dir, maxBytes: 1e9 },
      listeners: [{ port: 0, address: '127.0.0.1', paths: ['/*'] }],
      api: { host: '127.0.0.1', port: 0, access: 'open' },
    },
    { log: createLog({ level: 'fatal' }), onFailure: () => process.exit(1), countStarts: false },
  );
  const live = running.gateway.state.uplinks.get('eye' as never)!;
  const look = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));
  while (live.link === undefined) await look();
  const startedAt = performance.now();
  while (live.outbox.entries.length > 0 || live.outbox.behind !== undefined) await look();
  const seconds = (performance.now() - startedAt) / 1000;
  await running.stop();
  rmSync(dir, { recursive: true, force: true });
  return seconds;
}

/** Everything of the stream that is published until `work` is over. */
export async function heardOf({ port }: Mosquitto, work: () => Promise<unknown>): Promise<string[]> {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 });
  const texts: string[] = [];
  client.on('message', (_, payload) => texts.push(payload.toString()));
  await client.subscribeAsync(streamTopic, { qos: 1 });
  await work();
  for (let before = -1; before !== texts.length;) {
    before = texts.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  await client.endAsync();
  return texts;
}

/** Seconds that a bare client takes for these. */
export async function bareDrain({ port }: Mosquitto, texts: readonly string[]): Promise<number> {
  const client = connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0, protocolVersion: 5 });
  // It keeps to what the broker says (MQTT 5, 3.3.4), as every client has to; the library leaves that to whoever uses it.
  const window = await new Promise<number>((resolve) =>
    client.on('connect', ({ properties }) =>
      resolve(Math.min(mostInFlight, properties?.receiveMaximum ?? mostInFlight)),
    ),
  );
  const startedAt = performance.now();
  let [sent, done] = [0, 0];
  await new Promise<void>((resolve) => {
    const next = (): void => {
      while (sent < texts.length && sent - done < window) {
        client.publish(streamTopic, texts[(sent += 1) - 1]!, { qos: 1 }, () => {
          done += 1;
          if (done === texts.length) resolve();
          else next();
        });
      }
    };
    next();
  });
  const seconds = (performance.now() - startedAt) / 1000;
  await client.endAsync();
  return seconds;
}
