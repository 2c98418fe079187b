// The depot of the demo: a gateway, simulated vans over real sockets, and a central system that sees it as one charge
// point and keeps books.

import { compareBooks, forgetEarlier, settleBooks } from '../../adapters/simulator/check-books.ts';
import type { Numbering } from '../../adapters/simulator/check-books.ts';
import type { SimCsms } from '../../adapters/simulator/csms.ts';
import { createCsms } from '../../adapters/simulator/csms.ts';
import type { SimDepot } from '../../adapters/simulator/depot.ts';
import { createDepot } from '../../adapters/simulator/depot.ts';
import type { Lines } from '../../adapters/simulator/lines.ts';
import { compareStays, settleStays, splitBooks, toldOf } from '../../adapters/simulator/modbus/check-stays.ts';
import { createGuests } from '../../adapters/simulator/modbus/guests.ts';
import type { Wallbox } from '../../adapters/simulator/modbus/wallbox.ts';
import type { Chance } from '../../adapters/simulator/random.ts';
import type { SimStation } from '../../adapters/simulator/station/types.ts';
import type { Stage, Story } from '../../adapters/simulator/story.ts';
import { createStory } from '../../adapters/simulator/story.ts';
import { runDepot } from '../../adapters/simulator/wire/run-depot.ts';
import type { ServedCsms } from '../../adapters/simulator/wire/serve-csms.ts';
import { serveCsms } from '../../adapters/simulator/wire/serve-csms.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { Failure } from '../core/driver.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import type { StationId } from '../model/ids.ts';
import type { Version } from '../model/protocol.ts';
import { evseKey } from '../model/ids.ts';
import type { RunningGateway } from './compose.ts';
import { compose } from './compose.ts';
import type { DemoBoxes } from './demo-boxes.ts';
import { isBox, serveBoxes } from './demo-boxes.ts';

export interface DemoParts {
  readonly lines: Lines;
  readonly log: Log;
  readonly chance: Chance;
  /** Everything goes so many times as fast; 1 is as it is. */
  readonly hurry: number;
  readonly onFailure: (failure: Failure) => void;
}

export interface Demo {
  readonly running: RunningGateway;
  readonly csmsPort: number;
  /** Transactions that the central system was told of. */
  readonly told: () => number;
  /** The vehicles leave; when all is told, or after `mostMs`, the books are compared and everything is closed. */
  end(mostMs: number): Promise<Books>;
}

/** What the central system received against what the stations did; differences and broken rules as sentences. */
export interface Books {
  readonly transactions: number;
  readonly differences: readonly string[];
}

/** Stations that the vans leave to the story. */
const kept = 2;
/** So many vans at the door are more than the fuses carry. */
const early = 6;
/** Transactions that are over are compared and forgotten now and then: the demo may run for days. */
const settleEveryMs = 60_000;
const lookEveryMs = 100;
/** Longer than the longest wait between two attempts. */
const mostHealingMs = 60_000;
/** The doors do not wait for ever for somebody who does not come. */
const mostReadyMs = 10_000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Rejects when a port is taken. */
export async function startDemo(config: GatewayConfig, parts: DemoParts): Promise<Demo> {
  const { lines, hurry, chance } = parts;
  const faults: string[] = [];
  const find = (fault: string): void => void (faults.length < 100 && faults.push(fault));
  const depot = depotOf(config, parts);
  const [here, there] = depot.stations.slice(-kept) as [SimStation, SimStation];
  const boxes = await serveBoxes(config, depot.stations, lines);
  const [late, early] = boxes.boxes as [Wallbox, Wallbox];
  const story = createStory({ here, there, early, late }, chance, hurry);
  const startedAt = Date.now();
  // No number of an earlier demo comes again, so that what is left of one (--keep) is known as such.
  const firstTransaction = Math.floor(startedAt / 1000) % 2 ** 30;
  const csms = createCsms({
    tokens: [...depot.vans.map(({ token }) => token), ...story.tokens].map(
      (one) => [one, { status: 'Accepted' }] as const,
    ),
    firstTransaction,
    mostBooked: 50_000,
  });
  csms.faults.answerAfterMs = 50 / hurry;
  const [uplink] = config.site.uplinks;
  const wantedPort = Number(new URL(uplink!.url).port);
  const versions = [uplink!.version];
  let served: ServedCsms | undefined = await serveCsms(csms, { port: wantedPort, find, versions });
  const csmsPort = served.port;
  const running = await compose(boxes.located(aimedAt(config, csmsPort, hurry)), parts).catch(
    async (error: unknown) => {
      await served?.close();
      await boxes.close();
      throw error;
    },
  );
  const vans = runDepot(depot, {
    url: `ws://127.0.0.1:${running.stationPorts[0]}`,
    find,
    onStep: (station) => tellNotes(station, lines),
  });
  const { gateway } = running;
  await isReady(depot, boxes, running);
  vans.openGates();
  boxes.openGates(createGuests(story.guests, chance, hurry));
  const endStory = play(story, { tell: vans.event, bring: boxes.event, setCsms, building: boxes.building }, lines);
  const numbering: Numbering = (station, evse) => ({
    identity: uplink!.identity,
    connectorId: gateway.state.ledger.gateway.numbering.get(evseKey(station as StationId, evse)) ?? 0,
  });
  let settled = 0;
  const differences: string[] = [];
  const settling = setInterval(() => {
    const some = settleBooks(depot.stations, csms.books, numbering);
    settled += some.settled + settleStays(boxes.boxes, csms.books, numbering);
    differences.push(...some.differences);
  }, settleEveryMs / hurry);

  function setCsms(isUp: boolean): void {
    if (!isUp) {
      void served?.close();
      served = undefined;
    } else if (served === undefined)
      void serveCsms(csms, { port: csmsPort, find, versions }).then(
        (again) => {
          served = again;
          void tellHealing(running, csms, lines);
        },
        (error: Error) => faults.push(`the central system could not come back: ${error.message}`),
      );
  }

  function compare(): string[] {
    forgetEarlier(csms.books, startedAt, firstTransaction);
    return [
      ...differences,
      ...compareBooks(depot.stations, splitBooks(csms.books, boxes.boxes, numbering).others, numbering),
      ...compareStays(boxes.boxes, csms.books, numbering),
      ...csms.books.violations,
      ...faults,
      ...depot.stations.flatMap(({ complaints }) => complaints),
    ];
  }

  function isAllTold(): boolean {
    const { others, theirs } = splitBooks(csms.books, boxes.boxes, numbering);
    return (
      isToldOf(depot, others) &&
      theirs.every(({ stop }) => stop !== undefined) &&
      compareStays(boxes.boxes, csms.books, numbering).length === 0
    );
  }

  return {
    running,
    csmsPort,
    told: () => settled + csms.books.transactions.size,
    async end(mostMs) {
      endStory();
      clearInterval(settling);
      vans.closeGates();
      boxes.closeGates();
      setCsms(true);
      for (const station of depot.stations) vans.event(station, { kind: 'unplug', evse: 1 });
      for (const box of boxes.boxes) boxes.event(box, { kind: 'unplug' });
      const until = performance.now() + mostMs;
      while (performance.now() < until && !isAllTold()) await sleep(lookEveryMs);
      const found = compare();
      const books = { transactions: settled + csms.books.transactions.size, differences: found };
      for (const box of boxes.boxes) lines.tell(toldAt(box, toldOf(box, csms.books, numbering)));
      vans.stop();
      await running.stop();
      await boxes.close();
      await served?.close();
      return books;
    },
  };
}

const toldAt = ({ id, stays }: Wallbox, { transactions, wh }: ReturnType<typeof toldOf>): string => {
  const ownWh = stays.reduce((sum, { fromWh, toWh }) => sum + toWh - fromWh, 0);
  return `— ${id}: ${ownWh.toFixed(1)} Wh by its own meter, ${wh} Wh told in ${transactions} transaction${transactions === 1 ? '' : 's'}.`;
};

/** Everybody is connected, or will not be soon. */
async function isReady({ stations }: SimDepot, { boxes }: DemoBoxes, { gateway }: RunningGateway): Promise<void> {
  const until = performance.now() + mostReadyMs;
  const isUp = (): boolean =>
    stations.every((station) => station.isOnline()) &&
    boxes.every(({ id }) => gateway.state.stationLinks.has(id as StationId)) &&
    centralSystems(gateway).every(({ accepted }) => accepted);
  while (performance.now() < until && !isUp()) await sleep(lookEveryMs);
}

/** A broker is none, and nobody plays one here. */
const centralSystems = ({ state }: RunningGateway['gateway']) =>
  [...state.uplinks.values()].filter(({ feed }) => feed === undefined);

/** Returns what ends the story. */
function play(story: Story, stage: Stage, lines: Lines): () => void {
  const timers = story.steps.map(({ atMs, text, act }) =>
    setTimeout(() => {
      lines.tell(`— ${text}`);
      act?.(stage);
    }, atMs),
  );
  return () => timers.forEach((timer) => clearTimeout(timer));
}

/** Says when the gateway has found the central system again, and when nothing waits any more. */
async function tellHealing({ gateway }: RunningGateway, { books }: SimCsms, lines: Lines): Promise<void> {
  const before = books.calls.length;
  const until = performance.now() + mostHealingMs;
  const uplinks = centralSystems(gateway);
  const waiting = (): number => uplinks.reduce((sum, { outbox }) => sum + outbox.entries.length, 0);
  while (performance.now() < until && !uplinks.every(({ accepted, link }) => accepted && link !== undefined))
    await sleep(lookEveryMs);
  const found = waiting();
  lines.tell(`— The gateway has found the central system again; ${found} things wait to be told.`);
  while (performance.now() < until && waiting() > 0) await sleep(lookEveryMs);
  lines.tell(`— All of it is told, in order and once, in ${books.calls.length - before} messages.`);
}

/** Every message of every station was acknowledged, and the central system knows how every transaction ended. */
function isToldOf({ stations }: SimDepot, books: SimCsms['books']): boolean {
  const starts = stations.flatMap(({ journal }) => journal).filter(({ part }) => part === 'start');
  return (
    stations.every((station) => station.unacknowledged() === 0) &&
    starts.length === books.transactions.size &&
    [...books.transactions.values()].every(({ stop }) => stop !== undefined)
  );
}

const grown: readonly Version[] = ['1.6', '2.0.1', '2.1'];

function depotOf(config: GatewayConfig, { chance, hurry }: DemoParts): SimDepot {
  const stations = config.site.stations.filter((one) => !isBox(one));
  return createDepot({
    stations: stations.length,
    chance,
    kept,
    early,
    hurry,
    idOf: (number) => stations[number - 1]!.id,
    // A depot as it grew over the years.
    versionOf: (number) => grown[number % grown.length]!,
    station: { sampleSeconds: sampleSecondsOf(config, hurry), reconnectMs: 1000 / hurry, mostRecords: 50_000 },
  });
}

/** Stations read their meters at most once a second. */
const sampleSecondsOf = ({ site }: GatewayConfig, hurry: number): number =>
  Math.max(1, Math.round(site.stations[0]!.sampleSeconds / hurry));

/** As many as a site file can ask for. */
const mostPerSecond = 1000;

/** The site file with the port that the central system really has, and with shorter waits where it must be quick. */
function aimedAt(config: GatewayConfig, csmsPort: number, hurry: number): GatewayConfig {
  const { site } = config;
  const uplinks = site.uplinks.map((uplink) => {
    if (uplink.kind !== 'ocpp') return uplink;
    const url = new URL(uplink.url);
    url.port = String(csmsPort);
    const { minSeconds, randomSeconds, repeatTimes } = uplink.backoff;
    const backoff = { minSeconds: minSeconds / hurry, randomSeconds: randomSeconds / hurry, repeatTimes };
    // Time goes faster, and so does what is told in it.
    const pace = hurry === 1 ? {} : { messagesPerSecond: mostPerSecond };
    return { ...uplink, url: url.href, backoff, ...pace };
  });
  const sampleSeconds = sampleSecondsOf(config, hurry);
  return { ...config, site: { ...site, uplinks, stations: site.stations.map((one) => ({ ...one, sampleSeconds })) } };
}

function tellNotes(station: SimStation, lines: Lines): void {
  for (const { text } of station.notes()) lines.say(`${station.id}  ${text}`);
}
