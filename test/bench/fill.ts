// Hours of a depot in seconds: the real core and the real journal, with a clock that is turned by hand.

import type { StationRecord } from '../peers/station-types.ts';
import type { Driver } from '../../src/core/driver.ts';
import { createDriver } from '../../src/core/driver.ts';
import { createGateway } from '../../src/core/gateway.ts';
import { recover } from '../../src/core/recover.ts';
import type { Site } from '../../src/model/config/site.ts';
import type { LinkId, StationId } from '../../src/model/ids.ts';
import { mono, utc } from '../../src/model/time.ts';
import { openJournal } from '../../adapters/sqlite-journal/open.ts';
import { createChance } from '../sim/schedule.ts';
import { plainSealing } from '../sim/plain-seal.ts';

export interface Filled {
  readonly records: readonly StationRecord[];
  readonly messages: number;
  readonly facts: number;
}

export interface Filling {
  readonly hours: number;
  readonly sampleSeconds: number;
  readonly sessionsPerStation: number;
  /** Whether to remember what was said, to compare it later. */
  readonly remember: boolean;
}

const evening = Date.UTC(2026, 0, 15, 18);

/** Lets every station of the site charge, with the central system away, and closes the journal. */
export async function fill(dir: string, site: Site, filling: Filling): Promise<Filled> {
  const opened = openJournal(dir);
  let clock = 1000;
  let durable: (() => void) | undefined;
  const gateway = createGateway({ ...recover(opened.opened), random: createChance(1), sealing: plainSealing, firmware: 'bench', disk: 'ok' });
  const late: { driver?: Driver } = {};
  const journal = opened.start({
    onDurable() {
      late.driver?.onDurable();
      durable?.();
    },
    onDisk: (state, detail) => late.driver?.onDisk(state, detail),
    onRows: (...rows) => late.driver?.onRows(...rows),
  });
  const records: StationRecord[] = [];
  const answers = new Map<LinkId, Record<string, unknown>>();
  const driver = createDriver({
    gateway,
    journal,
    outlet: {
      send(send) {
        if (send.kind !== 'frame') return;
        const frame = JSON.parse(send.text) as [number, string, Record<string, unknown>];
        if (frame[0] === 3) answers.set(send.link, frame[2]);
      },
      want: () => undefined,
      resume: () => undefined,
    },
    clock: { mono: () => mono(clock), utc: () => utc(evening + clock), wakeAt: () => undefined },
    fail(failure) {
      throw new Error(JSON.stringify(failure));
    },
  });
  late.driver = driver;
  driver.start(site);
  const catchUp = async (): Promise<void> => {
    while (driver.durable() < gateway.state.ledger.head) await new Promise<void>((resolve) => (durable = resolve));
  };
  let messages = 0;
  const say = (link: LinkId, action: string, payload: object): void => {
    driver.offer({ kind: 'frame', link, text: JSON.stringify([2, `b${(messages += 1)}`, action, payload]) });
  };

  const lines = site.stations.map(({ id }, at) => {
    const link = `s${at}` as LinkId;
    driver.offer({ kind: 'linkUp', link, peer: { kind: 'station', station: id as StationId, version: '1.6' } });
    say(link, 'BootNotification', { chargePointVendor: 'Bench', chargePointModel: 'Bench' });
    return { id, link, session: '', transactionId: 0, wh: 1000 };
  });
  await catchUp();
  messages = 0;
  const keep = (
    id: string,
    session: string,
    action: StationRecord['action'],
    payload: Record<string, unknown>,
  ): void => {
    if (filling.remember)
      records.push({ station: id, evse: 1, session, action, payload, acknowledged: true, messageId: '' });
  };
  const ticks = Math.floor((filling.hours * 3600) / filling.sampleSeconds);
  const sessionTicks = Math.floor(ticks / filling.sessionsPerStation);
  for (let tick = 0; tick < ticks; tick += 1) {
    clock += filling.sampleSeconds * 1000;
    const timestamp = new Date(evening + clock).toISOString();
    const begins = tick % sessionTicks === 0;
    const ends = tick % sessionTicks === sessionTicks - 1;
    for (const line of lines) {
      if (!begins) continue;
      line.session = `${line.id}#${tick}`;
      const payload = { connectorId: 1, idTag: line.id, meterStart: line.wh, timestamp };
      say(line.link, 'StartTransaction', payload);
      keep(line.id, line.session, 'StartTransaction', payload);
    }
    if (begins) {
      await catchUp();
      for (const line of lines) line.transactionId = answers.get(line.link)!['transactionId'] as number;
    }
    for (const line of lines) {
      line.wh += 184;
      const payload = { connectorId: 1, meterValue: [{ timestamp, sampledValue: sampleOf(line.wh) }] };
      say(line.link, 'MeterValues', { ...payload, transactionId: line.transactionId });
      keep(line.id, line.session, 'MeterValues', payload);
      if (!ends) continue;
      const stop = { meterStop: line.wh, timestamp, reason: 'EVDisconnected' };
      say(line.link, 'StopTransaction', { ...stop, transactionId: line.transactionId });
      keep(line.id, line.session, 'StopTransaction', stop);
    }
    if (tick % 4 === 3) await catchUp();
  }
  await catchUp();
  const facts = gateway.state.ledger.head;
  await driver.stop();
  return { records, messages, facts };
}

const sampleOf = (wh: number): object[] => [
  { value: String(wh), context: 'Sample.Periodic', measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
  { value: '11040', context: 'Sample.Periodic', measurand: 'Power.Active.Import', unit: 'W' },
  ...['L1', 'L2', 'L3'].map((phase) => ({
    value: '16.0',
    context: 'Sample.Periodic',
    measurand: 'Current.Import',
    phase,
    unit: 'A',
  })),
];
