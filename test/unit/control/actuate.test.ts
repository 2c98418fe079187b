// P3, P9: whatever becomes of each command, what stations may draw stays within every line. A ledger, stations that keep
// profiles as the standard says, and nothing between them but the commands.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actuate } from '../../../src/control/actuate.ts';
import type { Demand } from '../../../src/control/allocate.ts';
import { allocate } from '../../../src/control/allocate.ts';
import { inForce, roomOf } from '../../../src/control/envelope.ts';
import type { SetLimit } from '../../../src/control/writes.ts';
import type { Fact } from '../../../src/model/fact/fact.ts';
import type { CommandId, EvseKey, StationId, TransactionId } from '../../../src/model/ids.ts';
import { row } from '../../../src/model/ids.ts';
import type { Mono, Utc } from '../../../src/model/time.ts';
import type { Ledger } from '../../../src/site/ledger.ts';
import { foldFact, newLedger } from '../../../src/site/ledger.ts';
import type { Live } from '../../../src/site/live.ts';
import { newLive, stationLive } from '../../../src/site/live.ts';
import type { Profile } from '../../peers/station-profiles.ts';
import { profileAmps } from '../../peers/station-profiles.ts';
import type { Fitted, Line } from './grid.ts';
import { anySite, fitted, linesOf, sumOn } from './grid.ts';

/** What becomes of a command: answered, or lost on the way there or back. */
type Fate = 'accepted' | 'refused' | 'lostThere' | 'lostBack' | 'withdrawn';

type Event =
  | { readonly kind: 'fate'; readonly at: number; readonly fate: Fate }
  | { readonly kind: 'start' | 'stop' | 'away' | 'back'; readonly at: number }
  | { readonly kind: 'cap'; readonly at: number; readonly amps: number | undefined }
  | { readonly kind: 'limits'; readonly share: number }
  | { readonly kind: 'crash' };

const place = fc.nat(5);
const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('fate' as const),
      at: place,
      fate: fc.constantFrom<Fate>('accepted', 'accepted', 'accepted', 'refused', 'lostThere', 'lostBack', 'withdrawn'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('start' as const, 'stop' as const), at: place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('away' as const, 'back' as const), at: place }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('cap' as const),
      at: place,
      amps: fc.constantFrom(0, 3, 8, undefined),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('limits' as const), share: fc.constantFrom(0.5, 0.7, 0.9, 1) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const) }) },
);

interface Station {
  readonly id: StationId;
  profiles: Profile[];
  session: TransactionId | undefined;
  /** What its central system allows. */
  cap: number | undefined;
  /** Commands on their way to it. */
  readonly underway: { readonly command: CommandId; readonly limit: SetLimit }[];
}

const nameOf = ({ circuit, line }: Line): string => `${circuit}/${line}`;

/** A site with everything in it; `minute` is how often was decided. */
class Bench {
  readonly ledger: Ledger = newLedger();
  readonly live: Live = newLive('ok');
  readonly stations: Station[];
  readonly first: Fitted;
  fit: Fitted;
  /** Line → what it may be given: above its limit when that was lowered, and then less and less. */
  readonly allowed = new Map<string, number>();
  /** What was on its way when a limit changed. */
  told: ReadonlySet<CommandId> = new Set();
  minute = 0;
  count = 0;

  constructor(fit: Fitted) {
    this.first = fit;
    this.fit = fit;
    for (const line of linesOf(fit.site)) this.allowed.set(nameOf(line), line.freeAmps);
    this.stations = fit.loads.map(({ station }) => ({
      id: station.id,
      profiles: [],
      session: undefined,
      cap: undefined,
      underway: [],
    }));
    for (const { id } of this.stations)
      Object.assign(stationLive(this.live, id), { connected: true, callableFrom: 0, mayBegin: true });
    this.decide();
    for (const [at] of this.stations.entries()) this.fate(at, 'accepted');
  }

  get now() {
    return { mono: (this.minute * 60_000) as Mono, utc: (this.minute * 60_000) as Utc };
  }

  record(fact: object): void {
    foldFact(this.ledger, row(this.ledger.head + 1), fact as Fact);
  }

  does(event: Event): void {
    switch (event.kind) {
      case 'fate':
        return this.fate(event.at, event.fate);
      case 'start':
        return this.start(event.at);
      case 'stop':
        return this.stop(event.at);
      case 'away':
      case 'back':
        return this.connect(event.at, event.kind === 'back');
      case 'cap':
        this.stations[event.at % this.stations.length]!.cap = event.amps;
        return;
      case 'limits':
        return this.limits(event.share);
      case 'crash':
        this.record({ kind: 'Started', epoch: 2, happenedAt: this.now.utc, numbersFrom: 1 });
        // What was on its way has arrived or not; nobody will ever say.
        for (const station of this.stations)
          for (const [at, { limit }] of station.underway.splice(0).entries())
            if (at % 2 === 0) this.applies(station, limit);
    }
  }

  /** Every circuit gets this share of its first limit. */
  limits(share: number): void {
    const { site } = this.first;
    const circuits = site.circuits.map((one) => ({
      ...one,
      limitAmps: Math.max(one.worstCaseBaseAmps, Math.floor(one.limitAmps * share)),
    }));
    this.fit = fitted({ ...site, circuits }) ?? this.fit;
    this.told = new Set(this.stations.flatMap(({ underway }) => underway.map(({ command }) => command)));
  }

  decide(): void {
    this.minute += 1;
    const { loads, fallback, site } = this.fit;
    const charging = new Map<EvseKey, Demand>();
    const fixed = new Map<EvseKey, number>();
    for (const [at, load] of loads.entries()) {
      const { id, session, cap } = this.stations[at]!;
      if (session !== undefined)
        charging.set(load.key, {
          ...{ key: load.key, transaction: session, beganAt: at as Utc, isIdle: false },
          ...(cap !== undefined && { cap: { amps: cap, reason: { kind: 'idle' } } }),
        });
      if (!stationLive(this.live, id).connected) fixed.set(load.key, inForce(this.ledger, load));
    }
    const { circuits } = site;
    const { now, ledger, live } = this;
    const books = { held: roomOf(circuits), live: roomOf(circuits) };
    const { allocations } = allocate({ circuits, books, loads, fallback, charging, fixed, ceilings: [], now: now.utc });
    const { limits } = actuate({
      books,
      allocations,
      fallback,
      releasing: new Map(),
      inUse: new Map(),
      ceilings: [],
      ledger,
      live,
      now,
    });
    for (const limit of limits) this.judgeTold(limit);
    this.judgeOrder(limits);
    for (const limit of limits) {
      const command = `c${(this.count += 1)}` as CommandId;
      this.record({ ...limit, kind: 'LimitCommanded', command, happenedAt: now.utc });
      this.stations.find(({ id }) => id === limit.station)!.underway.push({ command, limit });
    }
  }

  /** Where more is counted than there may be, nobody is told more than what it really holds. */
  judgeTold({ evse, amps }: SetLimit): void {
    const held = this.mostAt(evse);
    const counted = (key: string): number =>
      inForce(
        this.ledger,
        this.fit.loads.find((load) => load.key === key)!,
      );
    const isOver = linesOf(this.fit.site).some(
      (line) => line.evses.has(evse) && sumOn(line, counted) > line.freeAmps + 1e-3,
    );
    if (isOver && counted(evse) < Infinity) expect(amps).toBeLessThanOrEqual(held);
  }

  judgeOrder(limits: readonly SetLimit[]): void {
    const counted = new Map(this.fit.loads.map((load) => [load.key, inForce(this.ledger, load)]));
    const firstRaise = limits.findIndex(({ evse, amps }) => amps > counted.get(evse)! && counted.get(evse)! < Infinity);
    if (firstRaise >= 0) expect(limits.findLastIndex(({ lowers }) => lowers)).toBeLessThan(firstRaise);
  }

  fate(at: number, fate: Fate): void {
    const station = this.stations[at % this.stations.length]!;
    const next = station.underway.shift();
    if (next === undefined) return;
    const isStale =
      next.limit.transaction !== undefined && next.limit.rung === 'tx' && next.limit.transaction !== station.session;
    if (!isStale && (fate === 'accepted' || fate === 'lostBack')) this.applies(station, next.limit);
    const outcome = {
      accepted: isStale ? 'refused' : 'accepted',
      refused: 'refused',
      lostThere: 'unanswered',
      lostBack: 'unanswered',
      withdrawn: 'withdrawn',
    }[fate];
    this.record({ kind: 'CommandSettled', command: next.command, station: station.id, outcome });
  }

  applies(station: Station, { rung, amps, transaction }: SetLimit): void {
    if (rung === 'tx' && transaction !== station.session) return;
    const purpose = rung === 'tx' ? 'TxProfile' : 'TxDefaultProfile';
    station.profiles = station.profiles.filter((one) => one.purpose !== purpose);
    const session = rung === 'tx' ? { session: transaction as string } : {};
    station.profiles.push({ purpose, connector: 1, level: 0, amps, ...session });
  }

  start(at: number): void {
    const station = this.stations[at % this.stations.length]!;
    if (station.session !== undefined) return;
    const transaction = `T${(this.count += 1)}` as TransactionId;
    station.session = transaction;
    const about = { station: station.id, transaction };
    const happened = { happenedAt: this.now.utc, receivedAt: this.now.utc, delivery: { messageId: transaction } };
    this.record({ kind: 'TransactionStarted', ...about, evse: 1, number: this.count, token: 'A', ...happened });
    this.record({ kind: 'TransactionJudged', ...about, verdict: { status: 'Accepted', by: 'free' } });
  }

  stop(at: number): void {
    const station = this.stations[at % this.stations.length]!;
    const transaction = station.session;
    if (transaction === undefined) return;
    station.session = undefined;
    station.profiles = station.profiles.filter(({ purpose }) => purpose !== 'TxProfile');
    const delivery = { messageId: `end ${transaction}` };
    this.record({
      kind: 'TransactionEnded',
      station: station.id,
      evse: 1,
      transaction,
      happenedAt: this.now.utc,
      delivery,
    });
  }

  connect(at: number, connected: boolean): void {
    const { id, underway } = this.stations[at % this.stations.length]!;
    stationLive(this.live, id).connected = connected;
    if (connected) return;
    for (const { command } of underway.splice(0))
      this.record({ kind: 'CommandSettled', command, station: id, outcome: 'unanswered' });
  }

  /** The most that a station may draw now, or after its session; undefined as long as nothing limits it. */
  readonly mostAt = (key: string): number => {
    const at = this.fit.loads.findIndex((load) => load.key === key);
    const { profiles, session } = this.stations[at]!;
    const fallback = profileAmps(profiles, 1, undefined);
    const { maxAmps } = this.fit.loads[at]!;
    return fallback === undefined ? 0 : Math.min(maxAmps, Math.max(fallback, profileAmps(profiles, 1, session) ?? 0));
  };

  judge(): void {
    const isOnItsWay = this.stations.some(({ underway }) => underway.some(({ command }) => this.told.has(command)));
    for (const line of linesOf(this.fit.site)) {
      const key = nameOf(line);
      const allowed = Math.max(line.freeAmps, this.allowed.get(key) ?? 0);
      const sum = sumOn(line, this.mostAt);
      expect(sum).toBeLessThanOrEqual(allowed + 1e-4);
      this.allowed.set(key, isOnItsWay ? allowed : Math.max(line.freeAmps, Math.min(allowed, sum)));
    }
    for (const load of this.fit.loads) {
      expect(inForce(this.ledger, load)).toBeGreaterThanOrEqual(this.mostAt(load.key));
      const { amps = 0 } = this.stations[this.fit.loads.indexOf(load)]!.profiles.at(-1) ?? {};
      expect(amps === 0 || amps >= load.minAmps).toBe(true);
    }
  }
}

const anyBench = anySite(6, 40)
  .map(fitted)
  .filter((fit) => fit !== undefined);

describe('the actuator', () => {
  it('P3, P9 never lets stations have more than a line carries, whatever becomes of its commands, decreases first; above a lowered limit, ever less', () => {
    fc.assert(
      fc.property(anyBench, fc.array(anyEvent, { minLength: 5, maxLength: 50 }), (fit, events) => {
        const bench = new Bench(fit);
        for (const event of events) {
          bench.does(event);
          bench.judge();
          bench.decide();
        }
      }),
      { numRuns: 400 },
    );
  });

  it('P10 says nothing when everything that it said was taken', () => {
    fc.assert(
      fc.property(anyBench, fc.array(place, { maxLength: 6 }), (fit, starting) => {
        const bench = new Bench(fit);
        for (const at of starting) bench.start(at);
        for (let turn = 0; turn < 12; turn += 1) {
          bench.decide();
          for (const [at] of bench.stations.entries()) bench.fate(at, 'accepted');
        }
        const before = bench.count;
        bench.minute -= 1;
        bench.decide();
        expect(bench.count).toBe(before);
      }),
      { numRuns: 200 },
    );
  });
});
