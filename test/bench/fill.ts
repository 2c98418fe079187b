// Hours of a depot in seconds.

import type { Site } from '../../src/model/config/site.ts';
import type { LinkId } from '../../src/model/ids.ts';
import type { StationRecord } from '../peers/station-types.ts';
import { openDepot } from './depot-by-hand.ts';

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

/** One station on its link, with what it is at. */
interface Line {
  readonly id: string;
  readonly link: LinkId;
  session: string;
  transactionId: number;
  wh: number;
}

/** What a station charges from one sample to the next. */
const whPerSample = 184;

/** Lets every station of the site charge, with the central system away, and closes the journal. */
export async function fill(dir: string, site: Site, filling: Filling): Promise<Filled> {
  const depot = openDepot(dir, site);
  const records: StationRecord[] = [];
  const lines = site.stations.map(({ id }, at): Line => {
    const link = `s${at}` as LinkId;
    depot.connect(link, id);
    depot.say(link, 'BootNotification', { chargePointVendor: 'Bench', chargePointModel: 'Bench' });
    return { id, link, session: '', transactionId: 0, wh: 1000 };
  });
  await depot.catchUp();
  const boots = depot.said();

  function tell(
    line: Line,
    action: StationRecord['action'],
    payload: Record<string, unknown>,
    transactionId?: number,
  ): void {
    depot.say(line.link, action, { ...payload, ...(transactionId !== undefined && { transactionId }) });
    if (!filling.remember) return;
    const { id, session } = line;
    records.push({ station: id, evse: 1, session, action, payload, acknowledged: true, messageId: '' });
  }

  async function startAll(tick: number): Promise<void> {
    for (const line of lines) {
      line.session = `${line.id}#${tick}`;
      const { id, wh } = line;
      tell(line, 'StartTransaction', { connectorId: 1, idTag: id, meterStart: wh, timestamp: depot.timestamp() });
    }
    await depot.catchUp();
    for (const line of lines) line.transactionId = depot.lastAnswer(line.link)['transactionId'] as number;
  }

  function sample(line: Line): void {
    line.wh += whPerSample;
    const meterValue = [{ timestamp: depot.timestamp(), sampledValue: sampleOf(line.wh) }];
    tell(line, 'MeterValues', { connectorId: 1, meterValue }, line.transactionId);
  }

  function stop(line: Line): void {
    const payload = { meterStop: line.wh, timestamp: depot.timestamp(), reason: 'EVDisconnected' };
    tell(line, 'StopTransaction', payload, line.transactionId);
  }

  const ticks = Math.floor((filling.hours * 3600) / filling.sampleSeconds);
  const sessionTicks = Math.floor(ticks / filling.sessionsPerStation);
  for (let tick = 0; tick < ticks; tick += 1) {
    depot.pass(filling.sampleSeconds * 1000);
    if (tick % sessionTicks === 0) await startAll(tick);
    for (const line of lines) {
      sample(line);
      if (tick % sessionTicks === sessionTicks - 1) stop(line);
    }
    if (tick % 4 === 3) await depot.catchUp();
  }
  await depot.catchUp();
  const facts = depot.gateway.state.ledger.head;
  await depot.close();
  return { records, messages: depot.said() - boots, facts };
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
