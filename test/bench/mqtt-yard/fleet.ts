// A fleet of gateways at one broker: the real core and the real adapter of each, its stations by hand, and a subscriber that
// hears all of them and looks for holes.

import { connectAsync } from 'mqtt';
import { connectFeed } from '../../../adapters/mqtt-client/feed.ts';
import { createUplinkClient } from '../../../adapters/ws-client/client.ts';
import type { Driver } from '../../../src/core/driver.ts';
import { createDriver } from '../../../src/core/driver.ts';
import { createGateway } from '../../../src/core/gateway.ts';
import { recover } from '../../../src/core/recover.ts';
import type { Site } from '../../../src/model/config/site.ts';
import type { LinkId } from '../../../src/model/ids.ts';
import { row } from '../../../src/model/ids.ts';
import { mono, utc } from '../../../src/model/time.ts';
import type { Mosquitto } from '../../peers/mosquitto.ts';
import { judgeLinks } from '../../peers/judged-links.ts';
import { plainSealing } from '../../sim/plain-seal.ts';
import { createChance } from '../../sim/schedule.ts';
import { feed, smallDepot } from '../../sim/site.ts';
import { percentile, rounded } from '../figures.ts';
import { createMemoryJournal } from '../memory-journal.ts';

export interface Fleet {
  readonly gateways: number;
  readonly evses: number;
  readonly seconds: number;
}

interface Member {
  readonly driver: Driver;
  readonly answered: Map<LinkId, number>;
  isUp(): boolean;
  isDone(): boolean;
  tick(at: number): void;
  stop(): Promise<void>;
}

/** Each EVSE says its values so often, and in between they take turns. */
const sampleMs = 60_000;

export async function fleetFigures(broker: Mosquitto, fleet: Fleet): Promise<Record<string, number>> {
  const heard = await hearAll(broker);
  const before = process.memoryUsage().rss;
  const members = Array.from({ length: fleet.gateways }, (_, at) => memberAt(at, broker.port, fleet.evses));
  while (!members.every((one) => one.isUp())) await wait(50);
  const cpuAt = process.cpuUsage();
  const brokerAt = broker.cpuSeconds();
  const startedAt = performance.now();
  const endAt = startedAt + fleet.seconds * 1000;
  for (let turn = 0; performance.now() < endAt; turn += 1) {
    const due = startedAt + (turn * sampleMs) / fleet.evses;
    while (performance.now() < due) await wait(2);
    for (const member of members) member.tick(turn % fleet.evses);
  }
  const cpu = process.cpuUsage(cpuAt);
  const brokerCpu = broker.cpuSeconds() - brokerAt;
  const seconds = (performance.now() - startedAt) / 1000;
  const patience = performance.now() + 60_000;
  while (!members.every((one) => one.isDone()) && performance.now() < patience) await wait(50);
  await wait(500);
  const undelivered = members.filter((one) => !one.isDone()).length;
  const rss = process.memoryUsage().rss - before;
  for (const member of members) await member.stop();
  const { records, holes, delaysMs } = await heard.end();
  return {
    fleetGateways: fleet.gateways,
    fleetEvses: fleet.gateways * fleet.evses,
    fleetRecords: records,
    fleetRecordsPerSecond: rounded(records / seconds, 1),
    fleetHoles: holes,
    fleetBehind: undelivered,
    fleetDelayMsMedian: rounded(percentile(delaysMs, 0.5), 1),
    fleetDelayMsP99: rounded(percentile(delaysMs, 0.99), 1),
    fleetSeconds: Math.round(seconds),
    fleetBrokerCpuShare: rounded(brokerCpu / seconds),
    fleetCpuShare: rounded((cpu.user + cpu.system) / 1e6 / seconds),
    fleetMiBPerGateway: rounded(rss / 1024 / 1024 / fleet.gateways, 2),
  };
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function hearAll({ port }: Mosquitto) {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 });
  const last = new Map<string, number>();
  const delaysMs: number[] = [];
  let [records, holes] = [0, 0];
  client.on('message', (topic, payload) => {
    const { seq, previous, at } = JSON.parse(payload.toString()) as { seq: number; previous: number; at: string };
    const known = last.get(topic);
    if (known !== undefined && seq <= known) return;
    if (known !== undefined && previous !== known) holes += 1;
    last.set(topic, seq);
    records += 1;
    delaysMs.push(Date.now() - Date.parse(at));
  });
  await client.subscribeAsync('busbar/v1/+/transactions', { qos: 1 });
  return {
    async end() {
      await client.endAsync(true);
      return { records, holes, delaysMs };
    },
  };
}

function memberAt(at: number, port: number, evses: number): Member {
  const identity = `site-${at}`;
  const uplink = feed('eye', { url: `mqtt://127.0.0.1:${port}`, identity, quotaBytes: 1e9 });
  const plain = smallDepot(evses, 40 * evses, [{ ...uplink, feed: { ...uplink.feed!, clientId: identity } }]);
  const site: Site = { ...plain, id: identity, authorization: { ...plain.authorization, mode: 'free' } };
  const { gateway, driver, answered, stop, say, opened } = startCore(at + 1, site);
  const links = site.stations.map(({ id }, place) => {
    const link = `s${place}` as LinkId;
    opened(link);
    driver.offer({ kind: 'linkUp', link, peer: { kind: 'station', station: id, version: '1.6' } });
    const boot = { chargePointVendor: 'Bench', chargePointModel: 'Bench' };
    say(link, JSON.stringify([2, 'b', 'BootNotification', boot]));
    return link;
  });
  const live = gateway.state.uplinks.get('eye' as never)!;
  const registers = links.map(() => 0);
  let messages = 0;
  return {
    driver,
    answered,
    isUp: () => live.accepted,
    isDone: () => live.outbox.entries.length === 0,
    tick(place) {
      const link = links[place]!;
      const timestamp = new Date().toISOString();
      const call = (action: string, payload: object): void =>
        say(link, JSON.stringify([2, `m${(messages += 1)}`, action, payload]));
      const transactionId = answered.get(link);
      if (transactionId === undefined)
        return call('StartTransaction', { connectorId: 1, idTag: 'VAN', meterStart: 0, timestamp });
      registers[place]! += 184;
      const sampledValue = [
        { value: String(registers[place]), measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
        ...['L1', 'L2', 'L3'].map((phase) => ({ value: '16.0', measurand: 'Current.Import', phase, unit: 'A' })),
      ];
      call('MeterValues', { connectorId: 1, transactionId, meterValue: [{ timestamp, sampledValue }] });
    },
    stop,
  };
}

function startCore(seed: number, site: Site) {
  const journal = createMemoryJournal();
  const gateway = createGateway({
    ...recover({ snapshots: [], lines: [], head: row(0) }),
    random: createChance(seed),
    sealing: plainSealing,
    firmware: 'bench',
    disk: 'ok',
  });
  const judged = judgeLinks((fault) => {
    throw new Error(fault);
  });
  const answered = new Map<LinkId, number>();
  const late: { driver?: Driver } = {};
  const door = { offer: (input: Parameters<Driver['offer']>[0]) => late.driver!.offer(input) };
  const client = createUplinkClient(door, undefined, connectFeed);
  let timer: NodeJS.Timeout | undefined;
  const driver = createDriver({
    gateway,
    journal: journal.start(
      {
        onDurable: () => late.driver?.onDurable(),
        onDisk: (state, detail) => late.driver?.onDisk(state, detail),
        onRows: (...rows) => late.driver?.onRows(...rows),
      },
      (work) => void setImmediate(work),
    ),
    outlet: {
      send(send) {
        if (send.kind === 'publish') return client.publish(send);
        if (send.kind === 'close') return void client.close(send.link, send.code, send.reason);
        if (send.kind === 'frame') hear(send.link, send.text);
      },
      want: (wanted) => client.want(wanted),
      resume: () => undefined,
    },
    clock: {
      mono: () => mono(performance.now()),
      utc: () => utc(Date.now()),
      wakeAt(when, wake) {
        clearTimeout(timer);
        if (when < Infinity) timer = setTimeout(wake, Math.max(0, when - performance.now()));
      },
    },
    fail(failure) {
      throw new Error(JSON.stringify(failure));
    },
  });
  late.driver = driver;

  /** Stations do what they are told. */
  function hear(link: LinkId, text: string): void {
    judged.said(link, text);
    const [type, id, payload] = JSON.parse(text) as [number, string, { transactionId?: number }];
    if (type === 3 && payload.transactionId !== undefined) answered.set(link, payload.transactionId);
    if (type !== 2) return;
    const answer = JSON.stringify([3, id, { status: 'Accepted' }]);
    setImmediate(() => say(link, answer));
  }

  function say(link: LinkId, text: string): void {
    judged.heard(link, text);
    driver.offer({ kind: 'frame', link, text });
  }

  driver.start(site);
  const stop = async (): Promise<void> => {
    client.stop();
    clearTimeout(timer);
    await driver.stop();
  };
  return { gateway, driver, answered, stop, say, opened: (link: LinkId) => judged.opened(link, 'csms') };
}
