// `busbar doctor` tries the broker of an MQTT uplink as the gateway would, and leaves nothing behind.

import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { plainTrust } from '../../../adapters/ws-client/trust.ts';
import { uplinkFindings } from '../../../src/cli/doctor-uplink.ts';
import { createMosquitto, whyNoMosquitto } from '../../peers/mosquitto.ts';
import { feedUplink, listen } from './yard.ts';

const missing = whyNoMosquitto();
beforeEach((ctx) => {
  if (missing !== undefined) ctx.skip(`SKIPPED: ${missing}`);
});

it('finds that it lets us in, that it wants a user, and that nobody is there', async () => {
  const broker = await createMosquitto({ user: { name: 'gateway', password: 'open-sesame' } });
  onTestFinished(broker.remove);
  await broker.start();
  const seen = await listen(broker, { username: 'gateway', password: 'open-sesame' });
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const look = async (username: string, to = url): Promise<unknown> => {
    const uplink = feedUplink(to, { username }, { role: 'control', password: 'open-sesame' });
    const [examined] = await uplinkFindings([uplink], { kind: 'none' } as never, plainTrust);
    return [examined!.title, examined!.findings.at(-1)!.level, examined!.findings.at(-1)!.code];
  };
  expect(await look('gateway')).toEqual(['MQTT uplink fleet', 'ok', undefined]);
  expect(await look('somebody')).toEqual(['MQTT uplink fleet', 'wrong', 'BB_UPLINK_UNAUTHORIZED']);
  expect(await look('gateway', 'mqtt://127.0.0.1:9')).toEqual(['MQTT uplink fleet', 'wrong', 'BB_UPLINK_REFUSED']);
  // A goodbye: no will is told.
  expect(seen.messages).toEqual([]);
});
