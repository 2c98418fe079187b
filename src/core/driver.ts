// Durable before visible. Steps do not wait for the disk; what they send does, until the journal is durable up to its head
// when the step ended, even where the step itself recorded nothing. One commit covers all steps that gathered meanwhile.

import type { Site } from '../model/config/site.ts';
import type { SiteTokens } from '../model/config/tokens.ts';
import type { Fact } from '../model/fact/fact.ts';
import type { EvseKey, LinkId, Row } from '../model/ids.ts';
import { row } from '../model/ids.ts';
import type { Mono } from '../model/time.ts';
import { after, earliest, never } from '../model/time.ts';
import { maxHandling } from '../ocpp/session.ts';
import { newBacklog } from './backlog.ts';
import { newFarewell } from './farewell.ts';
import type { Gateway } from './gateway.ts';
import { newHeldSends } from './held-sends.ts';
import { nextWakeAt } from './state.ts';
import type { AtTheDoor, SecurityOccasion } from './ports/door.ts';
import type { Clock, Door, Input, Now, Outlet, Send, StepResult } from './ports.ts';
import type { Journal, JournalEvents } from './ports/journal.ts';

/** Why the process must end; the supervisor starts it again. */
export type Failure =
  | { readonly kind: 'journal'; readonly detail: string }
  | {
      readonly kind: 'thrown';
      readonly error: unknown;
      readonly link: LinkId | undefined;
      readonly peer: string | undefined;
    };

export interface DriverParts {
  readonly gateway: Gateway;
  readonly journal: Journal;
  readonly outlet: Outlet;
  readonly clock: Clock;
  /** Called once; nothing leaves the gateway after it. */
  readonly fail: (failure: Failure) => void;
  /** Facts as they are recorded, for logs, metrics and history. */
  readonly observe?: (facts: readonly Fact[], first: Row) => void;
}

export interface Driver extends Door, JournalEvents {
  start(site: Site, tokens?: SiteTokens): void;
  /**
   * Says its last words to the chargers that it drives, while answers are still heard; resolves when they have taken them, at
   * most 3 s later, with those that may not have.
   */
  leave(): Promise<readonly EvseKey[]>;
  /** Commits what waits, lets it go, and closes the journal. */
  stop(): Promise<void>;
  readonly durable: () => Row;
}

/** What may wait for the disk: beyond it stations and API are not read until it has halved. */
const mostWaitingBytes = 16 * 1024 * 1024;
const mostWaitingSends = 20_000;
/** A full disk is asked again after this time. */
const diskRetryMs = 1000;

export function createDriver(parts: DriverParts): Driver {
  const { gateway, journal, outlet, clock } = parts;
  const backlog = newBacklog(gateway.state.ledger.head);
  const held = newHeldSends();
  const farewell = newFarewell(gateway, clock);
  const refused = new Set<LinkId>();
  const inbox: Input[] = [];
  let retryAt: Mono = never;
  let running = false;
  let wasCrowded = false;
  let failed = false;
  let isStopping = false;
  let quiet: (() => void) | undefined;

  const now = (): Now => ({ ...bothClocks(clock), durable: backlog.durable() });

  function run(input: Input): void {
    inbox.push(input);
    if (running) return;
    running = true;
    try {
      for (let next = inbox.shift(); next !== undefined && !failed; next = inbox.shift()) runOne(next);
    } finally {
      running = false;
    }
  }

  function runOne(input: Input): void {
    let result: StepResult;
    try {
      result = gateway.step(input, now());
    } catch (error) {
      const link = 'link' in input ? input.link : undefined;
      const peer = link === undefined ? undefined : gateway.state.links.get(link)?.peer;
      return fail({ kind: 'thrown', error, link, peer: peer?.kind === 'station' ? peer.station : peer?.uplink });
    }
    follow(result);
  }

  /** Appends what the step recorded, holds back what it sends, and keeps its other wishes. */
  function follow(result: StepResult): void {
    if (result.facts.length > 0) parts.observe?.(result.facts, row(backlog.head() + 1));
    backlog.add(result);
    for (const send of result.sends) {
      if (send.kind === 'bus') inbox.push(...held.supersede(send.request.replaces).map(superseded));
      if (send.kind === 'recall') held.recall(send.link, send.callId);
      else if (send.kind === 'forget') held.forget(send.device);
      else if (send.kind === 'read') journal.read(send.uplink, send.from, send.maxRows);
      else if (held.isFree(send, backlog.durable()) || isNothingWaiting()) outlet.send(send);
      else held.hold(backlog.head(), send);
    }
    if (result.wanted !== undefined) outlet.want(result.wanted);
    if (result.lines !== undefined) outlet.wantLines?.(result.lines);
    if (result.meters !== undefined) outlet.wantMeters?.(result.meters);
    if (result.brokers !== undefined) outlet.wantBrokers?.(result.brokers);
    resume();
    setTimer();
    commit();
    farewell.look();
  }

  const isNothingWaiting = (): boolean => backlog.durable() >= backlog.head() && held.size() === 0;

  function setTimer(): void {
    if (!isStopping) clock.wakeAt(earliest(nextWakeAt(gateway.state), retryAt), wake);
  }

  function wake(): void {
    if (failed) return;
    if (clock.mono() >= retryAt) {
      retryAt = never;
      const again = backlog.underWay();
      if (again !== undefined) journal.commit(again);
    }
    run({ kind: 'wake' });
  }

  /** Gives everything that waits to the journal, unless a commit is under way: the next one takes it all. */
  function commit(): void {
    if (failed) return;
    const batch = backlog.begin();
    if (batch !== undefined) journal.commit(batch);
  }

  function onDurable(): void {
    if (backlog.underWay() === undefined || failed) return;
    backlog.finish();
    // The disk works on the next batch while this one's answers leave.
    commit();
    held.release(backlog.durable(), outlet.send);
    resume();
    if (gateway.wantsRows(now())) run({ kind: 'wake' });
    if (backlog.underWay() === undefined) quiet?.();
  }

  /** Takes nothing more, and closes the journal when everything that was taken is durable and its answers have left. */
  async function stop(): Promise<void> {
    isStopping = true;
    clock.wakeAt(never, wake);
    if (backlog.underWay() !== undefined && !failed) await new Promise<void>((resolve) => (quiet = resolve));
    await journal.close();
  }

  function onDisk(state: 'ok' | 'full' | 'readOnly' | 'failed', detail: string): void {
    if (failed) return;
    if (state === 'failed') return fail({ kind: 'journal', detail });
    if (state !== 'ok') retryAt = after(clock.mono(), diskRetryMs);
    run({ kind: 'disk', state });
    setTimer();
  }

  function fail(failure: Failure): void {
    if (failed) return;
    failed = true;
    held.clear();
    farewell.giveUp();
    parts.fail(failure);
  }

  function offer(input: Input): boolean {
    if (failed || isStopping) return true;
    if (refuses(input)) return false;
    run(input);
    return true;
  }

  const isCrowded = (): boolean => backlog.bytes() > mostWaitingBytes || held.size() > mostWaitingSends;

  /** What waits for the disk fills the memory that there is for it: told once, until half of it is free again. */
  function noteCrowd(): boolean {
    if (!isCrowded()) return false;
    if (wasCrowded) return true;
    wasCrowded = true;
    const techInfo = `${backlog.bytes()} bytes and ${held.size()} messages wait for the disk`;
    run({ kind: 'security', type: 'MemoryExhaustion', techInfo });
    return true;
  }

  /** Only CALLs of stations and asks; the answers to our own CALLs are always taken. */
  function refuses(input: Input): boolean {
    const crowded = noteCrowd();
    if (input.kind === 'ask') return crowded;
    if (input.kind !== 'frame' || isAnswer(input.text)) return false;
    const { link } = input;
    const isBusy = crowded || (held.size() >= maxHandling && held.sizeOf(link) >= maxHandling);
    if (!gateway.holdsBack(link, clock.mono(), isBusy)) return false;
    refused.add(link);
    setTimer();
    return true;
  }

  /** Links that were refused are read on when there is room again: half of it, so that they do not come and go. */
  function resume(): void {
    if (backlog.bytes() > mostWaitingBytes / 2 || held.size() > mostWaitingSends / 2) return;
    wasCrowded = false;
    if (refused.size === 0) return;
    const links = [...refused].filter(
      (link) => held.sizeOf(link) <= maxHandling / 2 && gateway.mayResume(link, clock.mono()),
    );
    for (const link of links) refused.delete(link);
    for (const link of links) outlet.resume(link);
    // Whoever has to wait still is asked again in time, also when nothing else happens.
    if (refused.size > 0) setTimer();
  }

  const start: Driver['start'] = (site, tokens) => follow(gateway.start(site, now(), tokens));
  const leave: Driver['leave'] = () => farewell.begin(() => run({ kind: 'stopping' }));
  const onRows: Driver['onRows'] = (uplink, from, through, read) =>
    run({ kind: 'rows', uplink, from, through, lines: read });
  const door = doorOf(gateway, now, run);
  return { start, offer, ...door, onDurable, onDisk, onRows, leave, stop, durable: backlog.durable };
}

function doorOf(gateway: Gateway, now: () => Now, run: (input: Input) => void): AtTheDoor {
  /** What concerns security is told on. */
  function witnessed<Of extends object>(came: Of): Of {
    if ('event' in came) run({ kind: 'security', ...(came.event as SecurityOccasion) });
    return came;
  }
  return {
    admit: (knock) => witnessed(gateway.admit(knock, now())),
    shakeFailed: (failed) => witnessed(gateway.shakeFailed(failed, now())),
    receive: (station) => gateway.receive(station, now()),
    resolve: (knock, station, sign) => gateway.resolve(knock, station, sign, now()),
  };
}

/** `[3` and `[4`, with any space. Nearly every frame of a station begins with `[2`. */
const isAnswer = (text: string): boolean => !text.startsWith('[2') && /^\s*\[\s*[34]/.test(text);

/** A process that is held up between the two readings would see the clock set when it was not: it looks again. */
function bothClocks(clock: Clock): Pick<Now, 'mono' | 'utc'> {
  let mono = clock.mono();
  let utc = clock.utc();
  for (let tries = 0; tries < 3 && clock.mono() - mono > atOnceMs; tries += 1) {
    mono = clock.mono();
    utc = clock.utc();
  }
  return { mono, utc };
}

const atOnceMs = 100;

/** What waits for the disk never follows what was decided after it. */
const superseded = ({ line, request }: Extract<Send, { kind: 'bus' }>): Input => ({
  kind: 'bus',
  line,
  request: request.id,
  connection: 0,
  result: { kind: 'lost', why: 'replaced', detail: 'a newer one took its place' },
});
