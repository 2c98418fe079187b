// The real core and driver with a disk that commits when it is told to, for conversations written down line by line.

import type { Driver, Failure } from '../../src/core/driver.ts';
import { createDriver } from '../../src/core/driver.ts';
import type { Gateway } from '../../src/core/gateway.ts';
import { createGateway } from '../../src/core/gateway.ts';
import type { Batch, JournalLine, Opened, Send, WantedLink } from '../../src/core/ports.ts';
import { recover } from '../../src/core/recover.ts';
import type { DiskState } from '../../src/model/disk.ts';
import type { Site } from '../../src/model/config/site.ts';
import type { Fact } from '../../src/model/fact/fact.ts';
import type { LinkId, Row, StationId, UplinkId } from '../../src/model/ids.ts';
import { row } from '../../src/model/ids.ts';
import { mono, utc } from '../../src/model/time.ts';

export type Frame = readonly [number, string, ...unknown[]];

export interface Harness {
  readonly gateway: Gateway;
  readonly driver: Driver;
  readonly failures: readonly Failure[];
  readonly facts: readonly Fact[];
  readonly lines: readonly JournalLine[];
  readonly wanted: () => readonly WantedLink[];
  /** While true, every commit is durable at once. */
  promptDisk: boolean;
  /** Makes what waits durable. */
  commit(): void;
  readonly isCommitting: () => boolean;
  /** An older connection of the station closes first, as in an ordinary reconnect. */
  connectStation(id: string): LinkId;
  /** A second device with the identity of the first. */
  connectRival(id: string): LinkId;
  /** The peer of this link gives a sign of life. */
  lives(link: LinkId): void;
  connectCsms(id?: string): LinkId;
  drop(link: LinkId): void;
  says(link: LinkId, frame: Frame): void;
  /** What a station really writes. */
  writes(link: LinkId, text: string): void;
  /** Frames that left for this link since the last look. */
  hears(link: LinkId): Frame[];
  /** Puts frames back that a look was not for. */
  keep(link: LinkId, frames: readonly Frame[]): void;
  /** Answers every CALL that left for this link: `answer` by action; returns the CALLs. */
  answers(link: LinkId, answer: (action: string, payload: Record<string, unknown>) => object | undefined): Frame[];
  sleep(ms: number): void;
  /** Another process on the same disk; what was not committed is lost. */
  restart(options?: { disk?: DiskState; safeMode?: string }): Harness;
}

const epoch = Date.UTC(2026, 0, 15, 18);

export function createHarness(
  site: Site,
  options: { opened?: Opened; startedAt?: number; disk?: DiskState; safeMode?: string } = {},
): Harness {
  let now = options.startedAt ?? 1000;
  let wakeAt = Infinity;
  let wake = (): void => undefined;
  let committing: Batch | undefined;
  let links = 0;
  let uuids = 0;
  let wanted: readonly WantedLink[] = [];
  const lines: JournalLine[] = [...(options.opened?.lines ?? [])];
  const snapshots = new Map(options.opened?.snapshots.map((one) => [one.part, one]));
  let identity = options.opened?.identity;
  const sent = new Map<LinkId, Frame[]>();
  const failures: Failure[] = [];
  const facts: Fact[] = [];
  const gateway = createGateway({
    ...recover(options.opened ?? { snapshots: [], lines: [], head: row(0) }),
    random: {
      fraction: () => 0,
      uuid: () => `00000000-0000-4000-8000-${String((uuids += 1) + now).padStart(12, '0')}`,
    },
    firmware: 'test',
    disk: options.disk ?? 'ok',
    ...(options.safeMode !== undefined && { safeMode: options.safeMode }),
  });
  const carry = (send: Exclude<Send, { kind: 'read' | 'recall' }>): void => {
    if (send.kind === 'frame') sent.set(send.link, [...(sent.get(send.link) ?? []), JSON.parse(send.text) as Frame]);
    if (send.kind === 'probe') sent.set(send.link, [...(sent.get(send.link) ?? []), [0, 'probe']]);
    if (send.kind === 'close') sent.set(send.link, [...(sent.get(send.link) ?? []), [0, 'close', send.code]]);
  };
  const kept = new Map<LinkId, string[]>();
  const resume = (link: LinkId): void => {
    const texts = kept.get(link) ?? [];
    kept.delete(link);
    queued.push(() => {
      for (const text of texts) harness.writes(link, text);
    });
  };
  const driver = createDriver({
    gateway,
    journal: {
      commit(batch) {
        committing = batch;
        if (harness.promptDisk) queued.push(() => harness.commit());
      },
      read(uplink, from, maxRows) {
        const found = lines.filter((line) => line.row >= from).slice(0, maxRows);
        queued.push(() => driver.onRows(uplink, from, row(Math.max(from - 1, lines.at(-1)?.row ?? 0)), found));
      },
      close: () => Promise.resolve(),
    },
    outlet: { send: carry, want: (links) => (wanted = links), resume },
    clock: {
      mono: () => mono(now),
      utc: () => utc(epoch + now),
      wakeAt: (at, what) => {
        wakeAt = at;
        wake = what;
      },
    },
    fail: (failure) => failures.push(failure),
    observe: (recorded) => facts.push(...recorded),
  });
  const queued: (() => void)[] = [];
  const settle = (): void => {
    for (let next = queued.shift(); next !== undefined; next = queued.shift()) next();
  };
  const open = (link: LinkId): LinkId => {
    sent.set(link, []);
    return link;
  };

  const harness: Harness = {
    gateway,
    driver,
    failures,
    facts,
    lines,
    wanted: () => wanted,
    promptDisk: true,
    commit() {
      if (committing === undefined) return;
      const batch = committing;
      committing = undefined;
      lines.push(...batch.lines.map((json, at) => ({ row: row(batch.first + at), json })));
      for (const snapshot of batch.snapshots) snapshots.set(snapshot.part, snapshot);
      identity = batch.identity ?? identity;
      driver.onDurable();
      settle();
    },
    isCommitting: () => committing !== undefined,
    connectStation(id) {
      const old = gateway.state.stationLinks.get(id as StationId);
      if (old !== undefined) harness.drop(old.id);
      return harness.connectRival(id);
    },
    lives(link) {
      driver.offer({ kind: 'alive', link });
      settle();
    },
    connectRival(id) {
      const link = open(`s${(links += 1)}` as LinkId);
      driver.offer({ kind: 'linkUp', link, peer: { kind: 'station', station: id as StationId, version: '1.6' } });
      settle();
      return link;
    },
    connectCsms(id = 'csms') {
      const link = open(`u${(links += 1)}` as LinkId);
      driver.offer({ kind: 'linkUp', link, peer: { kind: 'uplink', uplink: id as UplinkId, version: '1.6' } });
      settle();
      return link;
    },
    drop(link) {
      driver.offer({ kind: 'linkDown', link, code: 1006, reason: '' });
      settle();
    },
    says(link, frame) {
      harness.writes(link, JSON.stringify(frame));
    },
    writes(link, text) {
      if (!driver.offer({ kind: 'frame', link, text })) kept.set(link, [...(kept.get(link) ?? []), text]);
      settle();
    },
    hears(link) {
      const frames = sent.get(link) ?? [];
      sent.set(link, []);
      return frames;
    },
    keep: (link, frames) => void sent.set(link, [...frames]),
    answers(link, answer) {
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
    },
    sleep(ms) {
      const end = now + ms;
      for (let turns = 0; wakeAt <= end && turns < 10_000; turns += 1) {
        now = Math.max(now, wakeAt);
        wakeAt = Infinity;
        wake();
        settle();
      }
      now = end;
    },
    restart(more = {}) {
      const head = (lines.at(-1)?.row ?? 0) as Row;
      const opened: Opened = {
        snapshots: [...snapshots.values()],
        lines,
        head,
        ...(identity !== undefined && { identity }),
      };
      return createHarness(site, { opened, startedAt: now + 1000, ...more });
    },
  };
  driver.start(site);
  settle();
  return harness;
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
