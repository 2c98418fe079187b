// The one owner of a line: what waits for it, the one request that is under way, and who is asked next.

import type { BusLoss, BusRequest, BusResult, BusTiming, WantedLine } from '../../src/model/bus.ts';
import { createAlarm } from './alarm.ts';
import { createConnection } from './connection.ts';
import type { Said } from './conversation.ts';
import { impossible } from './frames.ts';
import type { BusLog } from './says.ts';
import { endpointText, sayings } from './says.ts';
import { airMsOf, createPacing } from './pacing.ts';
import { createPatience } from './patience.ts';
import { createQueue, mostWaiting, placeOf } from './queue.ts';
import type { LineStats } from './stats.ts';
import { countAnswer, newCounts, unitsOf } from './stats.ts';

export interface Line {
  send(request: BusRequest): void;
  /** Everything that waits is answered; resolves when the line is free for others. */
  close(): Promise<void>;
  stats(): LineStats;
}

/** Gets every request back exactly once; what is lost, maybe within the call that brought it. */
export type Answered = (request: BusRequest, connection: number, result: BusResult) => void;

interface UnderWay {
  readonly request: BusRequest;
  readonly startedAt: number;
  readonly until: number;
  isLate?: true;
}

/** Behind a gateway to a serial line the unit is silent, and the gateway says so (exceptions 10 and 11). */
const isSilenceBehindGateway = (said: Said): boolean =>
  said.kind === 'exception' && (said.code === 10 || said.code === 11);

/** `after`: until then somebody may hold the endpoint. */
export function createLine(wanted: WantedLine, tell: Answered, log: BusLog, after?: Promise<void>): Line {
  const { endpoint } = wanted;
  const framing = endpoint.kind === 'tcp' ? 'tcp' : 'rtu';
  const say = sayings(wanted, log);
  const queue = createQueue();
  const patience = createPatience(performance.now());
  const alarm = createAlarm(turn);
  const counts = newCounts();
  const pacing = createPacing(endpoint, patience);
  let busy: UnderWay | undefined;
  let waitUntil = Infinity;
  let isOver = false;
  let isHearing = false;
  let lastTiming: BusTiming = { timeoutMs: 1000, minGapMs: 0, writeGapMs: 0, afterTimeout: 'drop' };

  const connection = createConnection(wanted, { changed: turn, heard, closed, unreachable }, after);

  function closed(why: string): void {
    if (busy !== undefined) fail('closed', why, performance.now(), 0);
    turn();
  }

  function unreachable(why: string, times: number): void {
    if (times === 1) say.unreachable(why);
    turn();
  }

  function turn(): void {
    if (isOver) return;
    const now = performance.now();
    if (busy !== undefined && now >= busy.until) lookOnceMore(busy);
    connection.check(now);
    waitUntil = Infinity;
    if (busy === undefined && queue.length() > 0) serve(now);
    alarm.set(Math.min(busy?.isLate ? Infinity : (busy?.until ?? Infinity), connection.overdueAt(), waitUntil));
  }

  function serve(now: number): void {
    const ready = connection.readiness(now);
    if (ready.kind === 'shut') {
      for (const request of queue.takeAll(() => true)) lose(request, 'unreachable', ready.detail);
    } else if (ready.kind === 'closed') {
      if (ready.mayOpenAt <= now) connection.open();
      else waitUntil = ready.mayOpenAt;
    } else if (ready.kind === 'open' && ready.silentUntil !== 0 && ready.silentUntil <= now) {
      hearFirst();
    } else if (ready.kind === 'open') {
      const next = queue.next(now, { laneOf, from: (request) => pacing.from(request, ready.from, ready.silentUntil) });
      if ('request' in next) start(next.request, now);
      else waitUntil = next.at;
    }
  }

  /** Timers ring before sockets: what came in the silence is thrown away before the next request leaves. */
  function hearFirst(): void {
    if (isHearing) return;
    isHearing = true;
    setImmediate(() => {
      isHearing = false;
      connection.endSilence(performance.now());
      turn();
    });
  }

  /** A unit that may not answer lets the heartbeats of those that do go first. */
  const laneOf = ({ lane, unit }: BusRequest): number =>
    patience.isDoubtful(unit) ? Math.max(placeOf(lane), placeOf('command')) : placeOf(lane);

  function start(request: BusRequest, now: number): void {
    const until = now + request.timing.timeoutMs + airMsOf(request, endpoint);
    const mine: UnderWay = { request, startedAt: now, until };
    busy = mine;
    connection.talk().ask(request.unit, request.action, (said) => answered(mine, said));
  }

  function answered({ request, startedAt }: UnderWay, said: Said): void {
    const now = performance.now();
    const { unit } = request;
    busy = undefined;
    pacing.answered(request, now);
    if (connection.answered()) say.reachable();
    if (!isSilenceBehindGateway(said)) {
      if (patience.answered(unit, now)) say.back(unit);
    } else if (patience.failed(unit, now, now - startedAt)) say.gone(unit, 'the gateway gets no answer from it');
    countAnswer(counts, said, now - startedAt);
    tell(request, connection.count(), said);
    turn();
  }

  function heard(bytes: Buffer): void {
    const now = performance.now();
    if (busy === undefined) {
      if (!connection.surprise(now, lastTiming)) return;
      pacing.surprised();
      counts.strayBytes += bytes.length;
      return turn();
    }
    const wrong = connection.talk().hear(bytes);
    if (wrong === undefined) return;
    say.garbled(busy.request.unit, wrong);
    distrust('garbled', wrong, now);
    turn();
  }

  /** For the same reason what came while the process had no time is heard before anything is called late. */
  function lookOnceMore(mine: UnderWay): void {
    if (mine.isLate) return;
    mine.isLate = true;
    setImmediate(() => {
      if (busy !== mine) return;
      distrust('timeout', `no answer within ${mine.request.timing.timeoutMs} ms`, performance.now());
      turn();
    });
  }

  function distrust(why: BusLoss, detail: string, now: number): void {
    const { request } = busy!;
    lastTiming = request.timing;
    const idleMs = connection.distrust(now, request.timing);
    fail(why, detail, now, idleMs);
  }

  /** The request under way is lost; `idleMs` more pass before the line serves anybody. */
  function fail(why: BusLoss, detail: string, now: number, idleMs: number): void {
    const { request, startedAt } = busy!;
    const { unit } = request;
    busy = undefined;
    pacing.lost(request, now, why !== 'closed');
    if (patience.failed(unit, now, now - startedAt + idleMs)) say.gone(unit, detail);
    lose(request, why, detail);
    if (patience.restsUntil(unit) > now)
      for (const one of queue.takeAll((other) => other.unit === unit)) rest(one, now);
  }

  function rest(request: BusRequest, now: number): void {
    const seconds = ((patience.restsUntil(request.unit) - now) / 1000).toFixed(1);
    lose(request, 'resting', `unit ${request.unit} does not answer; asked again in ${seconds} s`);
  }

  function lose(request: BusRequest, why: BusLoss, detail: string): void {
    counts.lost[why] += 1;
    tell(request, connection.count(), { kind: 'lost', why, detail });
  }

  function send(request: BusRequest): void {
    if (isOver) return lose(request, 'closed', 'the line is not wanted any more');
    const wrong = impossible(request.unit, request.action, framing);
    if (wrong !== undefined) return lose(request, 'refused', wrong);
    const now = performance.now();
    if (patience.restsUntil(request.unit) > now) return rest(request, now);
    const gone = queue.add(request);
    if (gone?.why === 'replaced') lose(gone.out, 'replaced', `${request.id} took its place`);
    else if (gone !== undefined) lose(gone.out, 'refused', `${mostWaiting} requests wait for this line`);
    if (busy === undefined) turn();
  }

  return {
    send,
    async close() {
      isOver = true;
      alarm.stop();
      const left = [...(busy === undefined ? [] : [busy.request]), ...queue.takeAll(() => true)];
      busy = undefined;
      for (const request of left) lose(request, 'closed', 'the line is not wanted any more');
      await connection.close();
    },
    stats: () => ({
      line: wanted.line,
      endpoint: endpointText(endpoint),
      isOpen: connection.readiness(performance.now()).kind === 'open',
      connections: connection.count(),
      waiting: queue.length(),
      ...counts,
      lost: { ...counts.lost },
      units: unitsOf(patience, performance.now()),
    }),
  };
}
