// Commands over a real broker, MQTT 5 and 3.1.1: carried out once, answered where the sender looks, and not when they lay there.

import { connectAsync } from 'mqtt';
import { beforeEach, describe, expect, it } from 'vitest';
import { whyNoMosquitto } from '../../peers/mosquitto.ts';
import { until } from '../../peers/until.ts';
import type { Listener } from './yard.ts';
import { listen, post, yard } from './yard.ts';

const missing = whyNoMosquitto();
beforeEach((ctx) => {
  if (missing !== undefined) ctx.skip(`SKIPPED: ${missing}`);
});

const root = 'busbar/v1/depot';

const soon = (): string => new Date(Date.now() + 60_000).toISOString();

const answersTo = ({ messages }: Listener, topic: string): unknown[] =>
  messages.filter((one) => one.topic === topic).map(({ text }) => JSON.parse(text) as unknown);

async function orders({ client }: Listener, command: object, options: object = {}): Promise<void> {
  await client.publishAsync(`${root}/commands`, JSON.stringify({ expiresAt: soon(), ...command }), {
    qos: 1,
    ...options,
  });
}

describe.each(['5', '3.1.1'] as const)('commands over MQTT %s', (protocol) => {
  it('are carried out once and answered, also after the broker died in between', async () => {
    const here = await yard({ protocol }, { role: 'control' });
    const fleet = await listen(here.broker, { protocolVersion: protocol === '5' ? 5 : 4 });
    await here.isUp();
    await post(here.url, 'CP-01');
    const unlock = { id: 'u-1', kind: 'unlock', evse: 'CP-01/1', expiresAt: soon() };
    await orders(fleet, unlock);
    await until(() => answersTo(fleet, `${root}/answers/u-1`).length === 1, 'an answer');
    const [first] = answersTo(fleet, `${root}/answers/u-1`);
    expect(first).toMatchObject({ id: 'u-1', data: { answer: expect.any(String) as string } });
    await here.broker.stop();
    await here.broker.start();
    const again = await listen(here.broker, { protocolVersion: protocol === '5' ? 5 : 4 });
    await here.isUp();
    await until(() => again.messages.some(({ topic }) => topic === `${root}/online`), 'the gateway is back');
    await orders(again, unlock);
    await until(() => answersTo(again, `${root}/answers/u-1`).length === 1, 'the same answer');
    expect(answersTo(again, `${root}/answers/u-1`)).toEqual([first]);
  });

  it('are not obeyed when they lay at the broker, and are refused where they are none', async () => {
    const here = await yard({ protocol }, { role: 'control' });
    const fleet = await listen(here.broker);
    await here.isUp();
    await orders(fleet, { id: 'old', kind: 'stop', evse: 'CP-01/1' }, { retain: true });
    await until(() => answersTo(fleet, `${root}/answers/old`).length === 1, 'an answer while it was new');
    // Another client under the same id: the broker sends the gateway away, which comes back and finds what lies there.
    const { failures } = here.running.gateway.state.uplinks.get('fleet' as never)!;
    const other = await connectAsync(`mqtt://127.0.0.1:${here.broker.port}`, {
      clientId: 'busbar-fleet',
      reconnectPeriod: 0,
    });
    await until(
      () => here.running.gateway.state.uplinks.get('fleet' as never)!.failures > failures,
      'it was sent away',
    );
    await other.endAsync(true);
    await here.isUp();
    await fleet.client.publishAsync(`${root}/commands`, Buffer.from([0xff, 0x00, 0x7b]), { qos: 1 });
    await fleet.client.publishAsync(`${root}/commands`, Buffer.alloc(100_000, 0x20), { qos: 1 });
    await until(() => answersTo(fleet, `${root}/answers/-`).length === 2, 'two refusals');
    expect(answersTo(fleet, `${root}/answers/-`)).toMatchObject([
      { code: 'BB_COMMAND_JSON' },
      { code: 'BB_COMMAND_TOO_LONG' },
    ]);
    expect(answersTo(fleet, `${root}/answers/old`)).toHaveLength(1);
    // Each connection that was made since finds it there.
    expect(here.running.gateway.state.counters.get('retainedMessages')).toBeGreaterThanOrEqual(1);
  });

  it('of an observer are refused', async () => {
    const here = await yard({ protocol });
    const fleet = await listen(here.broker);
    await here.isUp();
    await orders(fleet, { id: 'o', kind: 'stop', evse: 'CP-01/1' });
    await until(() => answersTo(fleet, `${root}/answers/o`).length === 1, 'a refusal');
    expect(answersTo(fleet, `${root}/answers/o`)).toMatchObject([{ code: 'BB_COMMAND_OBSERVER' }]);
  });
});

it('MQTT 5: the answer goes to the topic that the sender names, with bytes of its own, and an old message never comes', async () => {
  const here = await yard({}, { role: 'control' });
  const fleet = await listen(here.broker, { protocolVersion: 5 });
  await here.isUp();
  const found: Buffer[] = [];
  fleet.client.on('message', (topic, _, { properties }) => {
    if (topic === 'fleet/inbox') found.push(properties!.correlationData!);
  });
  await fleet.client.subscribeAsync('fleet/inbox', { qos: 1 });
  const correlationData = Buffer.from([0, 255, 128, 1]);
  await orders(
    fleet,
    { id: 'r', kind: 'stop', evse: 'CP-01/1' },
    { properties: { responseTopic: 'fleet/inbox', correlationData, messageExpiryInterval: 60 } },
  );
  await until(() => found.length === 1, 'an answer in the inbox');
  expect(found[0]).toEqual(correlationData);
  expect(answersTo(fleet, `${root}/answers/r`)).toHaveLength(1);
});

it('frames of OCPP are seen as they are, and a CALL goes down to its station', async () => {
  const here = await yard({ rawFrames: true }, { role: 'control' });
  const fleet = await listen(here.broker);
  await here.isUp();
  const cp = await post(here.url, 'CP-01');
  await cp.call('Heartbeat', {});
  const up = `${root}/stations/CP-01/ocpp/up`;
  const frames = (): unknown[][] => answersTo(fleet, up).map((one) => (one as { frame: unknown[] }).frame);
  await until(() => frames().some(([, , action]) => action === 'Heartbeat'), 'a heartbeat');
  const call = [2, 'cloud-1', 'TriggerMessage', { requestedMessage: 'Heartbeat' }];
  await fleet.client.publishAsync(`${root}/stations/CP-01/ocpp/down`, JSON.stringify(call), { qos: 1 });
  await until(() => frames().some(([type, id]) => type === 3 && id === 'cloud-1'), 'its answer');
  expect(frames().filter(([, id]) => id === 'cloud-1')).toEqual([call, [3, 'cloud-1', { status: 'Accepted' }]]);
});
