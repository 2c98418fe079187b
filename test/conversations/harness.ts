// The real core and driver with a disk that commits when it is told to, for conversations written down line by line.

import type { Driver, Failure } from '../../src/core/driver.ts';
import { createDriver } from '../../src/core/driver.ts';
import type { Gateway } from '../../src/core/gateway.ts';
import { createGateway } from '../../src/core/gateway.ts';
import type { ClockMemory } from '../../src/core/clock/clock-live.ts';
import type { Input, Outlet, Question } from '../../src/core/ports.ts';
import type { Identity, JournalLine, Opened } from '../../src/core/ports/journal.ts';
import type { Publish } from '../../src/core/ports/feed.ts';
import type { Minute } from '../../src/core/ports/minute.ts';
import type { WantedLink } from '../../src/core/ports/wanted-link.ts';
import type { Keyring } from '../../src/core/ports/door.ts';
import { recover } from '../../src/core/recover.ts';
import type { Drivers } from '../../src/core/modbus/live.ts';
import type { DiskState } from '../../src/model/disk.ts';
import type { Site } from '../../src/model/config/site.ts';
import type { SiteTokens } from '../../src/model/config/tokens.ts';
import type { WantedLine } from '../../src/model/bus.ts';
import type { WantedBroker } from '../../src/model/mqtt.ts';
import type { Fact } from '../../src/model/fact/fact.ts';
import type { AskId, LinkId, StationId, UplinkId } from '../../src/model/ids.ts';
import { row } from '../../src/model/ids.ts';
import type { Version } from '../../src/model/protocol.ts';
import type { LinkTrouble } from '../../src/model/link-trouble.ts';
import { judgeLinks } from '../peers/judged-links.ts';
import { plainSealing } from '../sim/plain-seal.ts';
import type { BusByHand } from './bus-by-hand.ts';
import { answerBus } from './bus-by-hand.ts';
import type { BusLines } from './bus-lines.ts';
import { newClock } from './clock-by-hand.ts';
import { newDisk } from './disk-by-hand.ts';
import type { CertificateSend, FileSend, Frame, KeySend, PlanAsked, Upload } from './mail-by-hand.ts';
import { newMail, newPorch, takesAll, wantedOf } from './mail-by-hand.ts';

export type { Frame } from './mail-by-hand.ts';

export interface Harness {
  readonly gateway: Gateway;
  readonly driver: Driver;
  readonly failures: readonly Failure[];
  readonly facts: readonly Fact[];
  readonly lines: readonly JournalLine[];
  readonly wanted: () => readonly WantedLink[];
  /** MQTT brokers that are wanted. */
  readonly brokers: () => readonly WantedBroker[];
  /** Uploads that were wanted. */
  readonly uploads: readonly Upload[];
  /** Firmware to fetch or to drop. */
  readonly files: readonly FileSend[];
  readonly certificates: CertificateSend[];
  readonly keys: readonly KeySend[];
  /** What was published, over whichever link. */
  readonly publishes: readonly Publish[];
  /** Minutes for the history. */
  readonly minutes: readonly Minute[];
  /** Plans that were wanted; nobody answers by himself. */
  readonly plans: readonly PlanAsked[];
  /** Anything else that may arrive. */
  offers(input: Input): void;
  /** What the API gets for a question; `meanwhile` is called before that. */
  asks(question: Question, meanwhile?: () => void): unknown;
  /** While true, every commit is durable at once. */
  promptDisk: boolean;
  /** Makes what waits durable. */
  commit(): void;
  readonly isCommitting: () => boolean;
  /** In OCPP 1.6 unless another version is named. */
  connectStation(id: string, version?: Version): LinkId;
  /** In the version that the site file says. */
  connectCsms(id?: string): LinkId;
  drop(link: LinkId): void;
  says(link: LinkId, frame: Frame): void;
  /** What a station really writes; it waits at the door when the gateway does not read on. */
  writes(link: LinkId, text: string): void;
  /** Frames that left for this link since the last look. */
  hears(link: LinkId): Frame[];
  /** Puts frames back that a look was not for. */
  keep(link: LinkId, frames: readonly Frame[]): void;
  /** Answers every CALL that left for this link: `answer` by action; returns the CALLs. */
  answers(link: LinkId, answer: (action: string, payload: Record<string, unknown>) => object | undefined): Frame[];
  /** `meanwhile` is called after each wake-up. */
  sleep(ms: number, meanwhile?: () => void): void;
  /** What the computer's clock says, in milliseconds of the epoch. */
  readonly utc: () => number;
  /** What it says from now on. */
  setClock(utcMs: number): void;
  /** How often a timer woke the gateway. */
  readonly wakeUps: () => number;
  /** An uplink that is wanted open cannot be opened. */
  fails(trouble: LinkTrouble, more?: { id?: string; reason?: string; retryAfterSeconds?: number }): void;
  /** Another process on the same disk; what was not committed is lost. */
  restart(options?: Omit<HarnessOptions, 'opened' | 'startedAt'> & { site?: Site; identity?: Identity }): Harness;
  /** A new site file. */
  change(site: Site, tokens?: SiteTokens): void;
}

export interface HarnessOptions {
  readonly opened?: Opened;
  readonly startedAt?: number;
  readonly disk?: DiskState;
  readonly safeMode?: string;
  /** What the computer's clock says at the start. */
  readonly hostUtc?: number;
  readonly clock?: ClockMemory;
  /** The site's own list. */
  readonly tokens?: SiteTokens;
  readonly keyring?: Keyring;
  /** Version of the software. */
  readonly firmware?: string;
  /** Descriptions of Modbus devices. */
  readonly drivers?: Drivers;
  /** Devices that answer at once. */
  readonly bus?: BusByHand;
  /** Takes every frame that leaves, as it is written: what it carries may be in nobody's schema. */
  readonly onText?: (link: LinkId, text: string) => void;
  /** Lines with devices that other processes find there as well. */
  readonly lines?: BusLines;
}

export function createHarness(site: Site, options: HarnessOptions = {}): Harness {
  const time = newClock(options.startedAt ?? 1000, options.hostUtc);
  const post = newMail(options.onText === undefined ? judgeLinks : () => takesAll(options.onText!));
  let current = site;
  const made = { links: 0, asks: 0 };
  const wishes = newWishes();
  const [failures, facts]: [Failure[], Fact[]] = [[], []];
  const queued: (() => void)[] = [];
  const settle = (): void => {
    for (let next = queued.shift(); next !== undefined; next = queued.shift()) next();
    if (post.faults.length > 0) throw new Error(post.faults.join('\n'));
  };
  const disk = newDisk(options.opened, {
    onBatch: () => harness.promptDisk && queued.push(() => harness.commit()),
    onRows: (...rows) => driver.onRows(...rows),
    later: (work) => queued.push(work),
  });
  const gateway = gatewayFrom(options, time.now);
  const porch = newPorch((link, text) => driver.offer({ kind: 'frame', link, text }));
  const resume = (link: LinkId): void => void queued.push(() => porch.resume(link));
  const devices = devicesOf(options, time, queued, post, () => driver);
  const driver: Driver = createDriver({
    gateway,
    journal: disk.journal,
    outlet: { ...devices, ...wishes.outlet, resume },
    clock: time.clock,
    fail: (failure) => failures.push(failure),
    observe: (recorded) => facts.push(...recorded),
  });

  const harness: Harness = {
    ...{ gateway, driver, failures, facts },
    lines: disk.lines,
    ...wishes.seen,
    promptDisk: true,
    commit() {
      if (!disk.write()) return;
      driver.onDurable();
      settle();
    },
    isCommitting: disk.isCommitting,
    ...wantedOf(post),
    offers(input) {
      driver.offer(input);
      settle();
    },
    asks(question, meanwhile = () => undefined) {
      const ask = `a${(made.asks += 1)}` as AskId;
      driver.offer({ kind: 'ask', ask, question });
      settle();
      meanwhile();
      return post.bodies.get(ask);
    },
    connectStation(id, version = '1.6') {
      const link = post.open(`s${(made.links += 1)}` as LinkId, version);
      harness.offers({ kind: 'linkUp', link, peer: { kind: 'station', station: id as StationId, version } });
      return link;
    },
    connectCsms(id = 'csms') {
      const version = current.uplinks.find((one) => one.id === id)?.version ?? '1.6';
      const link = post.open(`u${(made.links += 1)}` as LinkId, version);
      harness.offers({ kind: 'linkUp', link, peer: { kind: 'uplink', uplink: id as UplinkId, version } });
      return link;
    },
    drop: (link) => harness.offers({ kind: 'linkDown', link, code: 1006, reason: '' }),
    says: (link, frame) => harness.writes(link, JSON.stringify(frame)),
    writes(link, text) {
      post.heard(link, text);
      porch.offer(link, text);
      settle();
    },
    hears: post.collect,
    keep: post.keep,
    answers: (link, answer) => answerAll(harness, link, answer),
    sleep(ms, meanwhile = () => undefined) {
      time.turn(ms, () => {
        settle();
        meanwhile();
      });
    },
    utc: () => time.clock.utc(),
    setClock: time.set,
    wakeUps: time.wakeUps,
    fails(trouble, { id = 'csms', reason = trouble, ...more } = {}) {
      driver.offer({ kind: 'linkFailed', uplink: id as UplinkId, reason, trouble, ...more });
      settle();
    },
    change(next, tokens) {
      current = next;
      driver.offer({ kind: 'siteFile', site: next, ...(tokens !== undefined && { tokens }) });
      settle();
    },
    restart({ site: next = current, identity, ...more } = {}) {
      return createHarness(next, {
        opened: { ...disk.opened(), ...(identity !== undefined && { identity }) },
        startedAt: time.now() + 1000,
        ...keptOf(options),
        ...more,
      });
    },
  };
  driver.start(site, options.tokens);
  settle();
  return harness;
}

/** The connections that the core wants open. */
function newWishes() {
  let [wanted, brokers]: [readonly WantedLink[], readonly WantedBroker[]] = [[], []];
  const want = (links: readonly WantedLink[]): void => void (wanted = links);
  const wantBrokers = (all: readonly WantedBroker[]): void => void (brokers = all);
  return { seen: { wanted: () => wanted, brokers: () => brokers }, outlet: { want, wantBrokers } };
}

/** What another process finds as well. */
const keptOf = ({ tokens, bus, lines, drivers }: HarnessOptions): HarnessOptions => ({
  ...(tokens !== undefined && { tokens }),
  ...(bus !== undefined && { bus }),
  ...(lines !== undefined && { lines }),
  ...(drivers !== undefined && { drivers }),
});

/** Where sends go. Behind the bus are devices that answer at once, or lines on which they have their turns. */
function devicesOf(
  { bus, lines }: HarnessOptions,
  time: ReturnType<typeof newClock>,
  queued: (() => void)[],
  post: ReturnType<typeof newMail>,
  driver: () => Driver,
) {
  lines?.open({
    now: time.now,
    later: (work) => void queued.push(work),
    answer: (answer) => driver().offer({ kind: 'bus', ...answer }),
  });
  return {
    send(send: Parameters<Outlet['send']>[0]): void {
      if (send.kind !== 'bus') post.carry(send);
      else if (lines !== undefined) lines.take(send.line, send.request);
      else queued.push(() => answerBus(driver(), bus, send, time.clock.mono()));
    },
    wantLines: (wanted: readonly WantedLine[]): void => lines?.want(wanted),
  };
}

function gatewayFrom(
  { opened, disk, safeMode, clock, keyring, firmware, drivers }: HarnessOptions,
  now: () => number,
): Gateway {
  let uuids = 0;
  return createGateway({
    ...recover(opened ?? { snapshots: [], lines: [], head: row(0) }),
    sealing: plainSealing,
    ...(keyring !== undefined && { keyring }),
    ...(drivers !== undefined && { drivers }),
    random: {
      fraction: () => 0,
      uuid: () => `00000000-0000-4000-8000-${String((uuids += 1) + now()).padStart(12, '0')}`,
    },
    firmware: firmware ?? 'test',
    disk: disk ?? 'ok',
    ...(safeMode !== undefined && { safeMode }),
    ...(clock !== undefined && { clock }),
  });
}

/** Answers whatever comes, until nothing comes any more. */
function answerAll(harness: Harness, link: LinkId, answer: Parameters<Harness['answers']>[1]): Frame[] {
  const calls: Frame[] = [];
  for (;;) {
    const next = harness.hears(link).filter(([type]) => type === 2);
    if (next.length === 0) return calls;
    for (const call of next) {
      calls.push(call);
      const payload = answer(call[2] as string, call[3] as Record<string, unknown>);
      if (payload === undefined) return calls;
      harness.says(link, [3, call[1], payload]);
    }
  }
}

/** What an ordinary CSMS answers. */
export function ordinaryCsms(firstId = 5001): (action: string, payload: Record<string, unknown>) => object {
  let id = firstId;
  return (action) => {
    switch (action) {
      case 'BootNotification':
        return { status: 'Accepted', currentTime: '2026-01-15T18:00:00Z', interval: 300 };
      case 'Heartbeat':
        return { currentTime: '2026-01-15T18:00:00Z' };
      case 'Authorize':
        return { idTagInfo: { status: 'Accepted' } };
      case 'StartTransaction':
        return { transactionId: id++, idTagInfo: { status: 'Accepted' } };
      default:
        return {};
    }
  };
}

export const boot: Frame = [2, 'boot', 'BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'One' }];

/** A station takes every order. */
export const obedient = (): object => ({ status: 'Accepted' });
