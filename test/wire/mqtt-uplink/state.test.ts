// What lies at a real broker of the state of the site, and telemetry of an outage.

import { beforeEach, expect, it } from 'vitest';
import type { Telemetry } from '../../../src/uplink/mqtt/telemetry.ts';
import { whyNoMosquitto } from '../../peers/mosquitto.ts';
import { until } from '../../peers/until.ts';
import type { Listener } from './yard.ts';
import { listen, post, yard } from './yard.ts';

const missing = whyNoMosquitto();
beforeEach((ctx) => {
  if (missing !== undefined) ctx.skip(`SKIPPED: ${missing}`);
});

const root = 'busbar/v1/depot/';
const topics = [
  ...['online', 'site', 'circuits/main', 'circuits/row', 'alarms'],
  ...['stations/CP-01', 'stations/CP-01/evses/1', 'stations/CP-02', 'stations/CP-02/evses/1'],
];

/** Topics that lay there when it came. */
const found = ({ messages }: Listener): Set<string> =>
  new Set(messages.filter(({ retain }) => retain).map(({ topic }) => topic.slice(root.length)));

const telemetryOf = ({ messages }: Listener): Telemetry[] =>
  messages.filter(({ topic }) => topic === `${root}telemetry`).map(({ text }) => JSON.parse(text) as Telemetry);

const lastOf = ({ messages }: Listener, topic: string): Record<string, unknown> =>
  JSON.parse(messages.findLast((one) => one.topic === `${root}${topic}`)!.text) as Record<string, unknown>;

it('F106 state lies there again after a broker without persistence was restarted; telemetry of the outage comes late', async () => {
  const here = await yard({ sampleSeconds: 1 });
  await here.isUp();
  const cp = await post(here.url, 'CP-01');
  await cp.call('StatusNotification', { connectorId: 1, status: 'Available', errorCode: 'NoError' });
  const before = await listen(here.broker);
  await until(() => telemetryOf(before).length >= 2, 'telemetry');
  await here.broker.stop();
  const stoppedAt = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 2200));
  await here.broker.start();
  const during = await listen(here.broker);
  await here.isUp();
  await until(() => during.messages.some(({ topic }) => topic.endsWith('CP-02/evses/1')), 'the state is told');
  const lateOnes = (): Telemetry[] => telemetryOf(during).filter((one) => one.late === true);
  await until(() => lateOnes().some(({ from }) => Date.parse(from) >= stoppedAt), 'telemetry of the outage');
  const after = await listen(here.broker);
  await until(() => found(after).size >= topics.length, 'everything lies there');
  expect(found(after)).toEqual(new Set(topics));
  expect(lastOf(after, 'stations/CP-01/evses/1')).toMatchObject({ status: 'Available', station: 'CP-01', evse: 1 });
  for (const { from, to } of lateOnes()) expect(Date.parse(to) - Date.parse(from)).toBeLessThanOrEqual(1000);
});

it.each(['5', '3.1.1'] as const)(
  'MQTT %s: says that we are gone when we take leave, and when the connection is made anew',
  async (protocol) => {
    const here = await yard({ protocol });
    await here.isUp();
    const listener = await listen(here.broker);
    const online = (): unknown[] =>
      listener.messages
        .filter(({ topic }) => topic === `${root}online`)
        .map(({ text }) => (JSON.parse(text) as { online: boolean }).online);
    await until(() => online().length >= 1, 'it is online');
    const { driver, gateway } = here.running;
    const site = gateway.state.siteFile!;
    const uplinks = site.uplinks.map((one) => ({ ...one, feed: { ...one.feed!, clientId: 'another' } }));
    driver.offer({ kind: 'siteFile', site: { ...site, uplinks } });
    await until(() => online().length >= 3, 'it comes back under another name');
    expect(online()).toEqual([true, false, true]);
    await driver.leave();
    await until(() => online().at(-1) === false, 'it has taken leave');
  },
);
