// A broker that has a message for us at once: it comes with the word that we may hear it, in one packet of TCP.

import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { connectFeed } from '../../../adapters/mqtt-client/feed.ts';
import type { FeedInput } from '../../../src/core/ports/feed.ts';
import type { LinkId, UplinkId } from '../../../src/model/ids.ts';
import { until } from '../../peers/until.ts';

const topic = 'busbar/v1/depot/commands';

/** A PUBLISH of MQTT 3.1.1 with QoS 0. */
const publish = (text: string): Buffer => {
  const body = Buffer.concat([Buffer.from([0, topic.length]), Buffer.from(topic), Buffer.from(text)]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
};

it('is heard all the same, after we are there', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      if (data[0] === 0x10) socket.write(Buffer.from([0x20, 2, 0, 0]));
      if (data[0] === 0x82)
        socket.write(Buffer.concat([Buffer.from([0x90, 3, data[2]!, data[3]!, 1]), publish('one'), publish('two')]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const seen: string[] = [];
  const wanted = {
    uplink: 'fleet' as UplinkId,
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    identity: 'depot',
    version: '2.1',
    pingSeconds: 0,
    feed: { protocol: '3.1.1', clientId: 'c', subscriptions: [topic] },
  } as const;
  const connection = connectFeed(
    wanted,
    'u1' as LinkId,
    {
      up: () => void seen.push('up'),
      down: () => undefined,
      failed: ({ detail }) => void seen.push(detail),
      input: (input: FeedInput) => void (input.kind === 'told' && seen.push(input.text ?? '')),
    },
    () => ({}),
  );
  onTestFinished(() => {
    connection.drop();
    server.close();
  });
  await until(() => seen.includes('up'), 'up');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(seen).toEqual(['up', 'one', 'two']);
});
