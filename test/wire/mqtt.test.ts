// Meters over MQTT with a real broker: values arrive, the broker dies and comes back, and what is wrong is said.

import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { SiteView } from '../../src/local/site-view.ts';
import type { Broker, Meter, Site } from '../../src/model/config/site.ts';
import type { MosquittoOptions, Mosquitto } from '../peers/mosquitto.ts';
import { createMosquitto, whyNoMosquitto } from '../peers/mosquitto.ts';
import { smallDepot } from '../sim/site.ts';
import { createCa, whyNoOpenssl } from './certificates.ts';
import { startGatewayHere } from './gateway-here.ts';

const missing = whyNoMosquitto() ?? whyNoOpenssl();
beforeEach((ctx) => {
  if (missing !== undefined) ctx.skip(`SKIPPED: ${missing}`);
});

const meter = (id: string, source: Omit<Extract<Meter['source'], { kind: 'mqtt' }>, 'kind' | 'broker'>): Meter => ({
  id,
  source: { kind: 'mqtt', broker: 'local', ...source },
  ctRatio: 1,
  invert: false,
  phaseMap: 'L1L2L3',
  periodMs: 60_000,
});

const meters = [
  meter('pv', { topic: 'site/pv/power', units: { powerW: 'kW' } }),
  meter('grid', { topics: { powerW: 'grid/power', amps: ['grid/l1', 'grid/l2', 'grid/l3'] } }),
];

async function depot(options: MosquittoOptions = {}, how: Partial<Broker> = {}, scheme = 'mqtt') {
  const broker = await createMosquitto(options);
  onTestFinished(broker.remove);
  await broker.start();
  const local: Broker = { id: 'local', url: `${scheme}://127.0.0.1:${broker.port}`, clientId: 'busbar', ...how };
  const site: Site = { ...smallDepot(1, 60, []), brokers: [local], meters };
  const { running } = await startGatewayHere(site);
  const view = async (): Promise<SiteView> =>
    (await (await fetch(`http://127.0.0.1:${running.apiPort}/api/v1/site`)).json()) as SiteView;
  return { broker, running, site, local, view };
}

type Depot = Awaited<ReturnType<typeof depot>>;

const meterOf = async ({ view }: Pick<Depot, 'view'>, id: string) =>
  (await view()).meters.find((one) => one.id === id)!;
const alarmOf = async ({ view }: Pick<Depot, 'view'>, code: string): Promise<string | undefined> =>
  (await view()).alarms.find((one) => one.code === code)?.text;
const isUp = async ({ view }: Pick<Depot, 'view'>): Promise<boolean> => (await view()).brokers[0]?.connected === true;

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const end = performance.now() + 15_000; !(await holds());) {
    if (performance.now() > end) throw new Error(`15 s passed: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Told again and again, as a meter does: what is said before anybody listens is lost. */
async function tells(here: Depot, topic: string, payload: string, id: string, powerW: number): Promise<void> {
  await until(async () => {
    await here.broker.publish(topic, payload);
    return (await meterOf(here, id)).powerW === powerW;
  }, `${payload} on ${topic} arrives`);
}

describe('meters over MQTT', () => {
  it('say their values: a number, and lines on topics of their own', async () => {
    const here = await depot();
    await tells(here, 'site/pv/power', '-4.2', 'pv', -4200);
    for (const line of [1, 2, 3]) await here.broker.publish(`grid/l${line}`, `${line}0.5`);
    await tells(here, 'grid/power', '7245', 'grid', 7245);
    expect(await meterOf(here, 'grid')).toMatchObject({ quality: 'good', amps: [10.5, 20.5, 30.5] });
    expect((await here.view()).brokers).toEqual([{ id: 'local', url: here.local.url, connected: true, topics: 5 }]);
  });

  it('what lay at the broker is of unknown age, and no value', async () => {
    const broker: Mosquitto = await createMosquitto();
    onTestFinished(broker.remove);
    await broker.start();
    await broker.publish('site/pv/power', '1', true);
    const local: Broker = { id: 'local', url: `mqtt://127.0.0.1:${broker.port}`, clientId: 'busbar' };
    const { running } = await startGatewayHere({ ...smallDepot(1, 60, []), brokers: [local], meters });
    await until(() => Promise.resolve(running.gateway.state.told.onTopics.get('pv')!.hasRetained), 'it was retained');
    const view = async () =>
      (await (await fetch(`http://127.0.0.1:${running.apiPort}/api/v1/site`)).json()) as SiteView;
    expect((await meterOf({ view }, 'pv')).quality).toBe('comm');
    // The same with the flag set counts when it is said now.
    await broker.publish('site/pv/power', '2', true);
    await until(async () => (await meterOf({ view }, 'pv')).powerW === 2000, 'what is said now counts');
  });

  it('come back with the broker, over a connection that is tried again by itself', async () => {
    const here = await depot();
    await tells(here, 'site/pv/power', '1', 'pv', 1000);
    await here.broker.stop();
    await until(async () => !(await isUp(here)), 'the loss is noticed');
    await until(async () => (await alarmOf(here, 'BB_BROKER')) !== undefined, 'a person is told');
    await here.broker.start();
    await until(() => isUp(here), 'it is connected again');
    await tells(here, 'site/pv/power', '3', 'pv', 3000);
  });

  it('a wrong password is said, and the right one helps at once', async () => {
    const user = { name: 'busbar', password: 'right-one' };
    const here = await depot({ user }, { username: 'busbar', password: 'wrong-one' });
    await until(async () => (await alarmOf(here, 'BB_BROKER')) !== undefined, 'a person is told');
    const text = await alarmOf(here, 'BB_BROKER');
    expect(text).toMatch(/refuses the user "busbar" or the password/);
    expect(text).not.toContain('wrong-one');
    here.running.driver.offer({
      kind: 'siteFile',
      site: { ...here.site, brokers: [{ ...here.local, password: 'right-one' }] },
    });
    await tells(here, 'site/pv/power', '1', 'pv', 1000);
    expect(await alarmOf(here, 'BB_BROKER')).toBeUndefined();
  });

  it('what is too long is said, and the others go on', async () => {
    const here = await depot();
    await until(() => isUp(here), 'it is connected');
    await until(async () => {
      await here.broker.publish('site/pv/power', Buffer.alloc(100_000, '1'));
      return (await alarmOf(here, 'BB_METER_MQTT')) !== undefined;
    }, 'a person is told');
    expect(await alarmOf(here, 'BB_METER_MQTT')).toMatch(/pv.*has 100000 bytes/);
    await tells(here, 'grid/power', '5', 'grid', 5);
    expect((await meterOf(here, 'pv')).powerW ?? null).toBeNull();
  });
});

describe('a broker with TLS', () => {
  it('is believed by its own CA only', async () => {
    const ca = createCa();
    onTestFinished(ca.remove);
    const tls = ca.server(['127.0.0.1']);
    const here = await depot({ tls }, { ca: ca.path }, 'mqtts');
    await tells(here, 'site/pv/power', '1', 'pv', 1000);
    const stranger = await depot({ tls }, {}, 'mqtts');
    await until(async () => (await alarmOf(stranger, 'BB_BROKER')) !== undefined, 'a person is told');
    expect(await alarmOf(stranger, 'BB_BROKER')).toMatch(/nobody whom this computer trusts .*"ca:"/);
  });

  it('with another name, or without TLS, is not used', async () => {
    const ca = createCa();
    onTestFinished(ca.remove);
    const here = await depot({ tls: ca.server(['broker.example']) }, { ca: ca.path }, 'mqtts');
    await until(async () => (await alarmOf(here, 'BB_BROKER')) !== undefined, 'a person is told');
    expect(await alarmOf(here, 'BB_BROKER')).toMatch(/made out for somebody else/);
    const plain = await depot({}, { ca: ca.path }, 'mqtts');
    await until(async () => (await alarmOf(plain, 'BB_BROKER')) !== undefined, 'a person is told');
    expect(await isUp(plain)).toBe(false);
  });
});
