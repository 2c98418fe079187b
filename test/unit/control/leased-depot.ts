// A depot with stations that let limits end and stations that keep them, with clocks of their own: profiles with their ends, and
// nothing of what is counted.

import { expect } from 'vitest';
import { actuate } from '../../../src/control/actuate.ts';
import type { Demand } from '../../../src/control/allocate.ts';
import { allocate } from '../../../src/control/allocate.ts';
import { inForce, loadsOf, roomOf } from '../../../src/control/envelope.ts';
import { firstHold } from '../../../src/control/ladder.ts';
import { mayLease } from '../../../src/control/leases.ts';
import type { SetLimit } from '../../../src/control/writes.ts';
import { newLeases } from '../../../src/core/limits/leases-live.ts';
import { endLeases, findLeases, followLease } from '../../../src/core/limits/leases.ts';
import type { Now } from '../../../src/core/ports.ts';
import type { State } from '../../../src/core/state.ts';
import type { Site } from '../../../src/model/config/site.ts';
import type { Fact } from '../../../src/model/fact/fact.ts';
import type { CommandId, EvseKey, StationId, TransactionId } from '../../../src/model/ids.ts';
import { row } from '../../../src/model/ids.ts';
import type { Mono, Utc } from '../../../src/model/time.ts';
import { never } from '../../../src/model/time.ts';
import { foldFact, newLedger } from '../../../src/site/ledger.ts';
import { newLive, slotLive, stationLive } from '../../../src/site/live.ts';
import { fitted, linesOf, sumOn } from './grid.ts';

/** A vehicle goes on for so long when its limit has ended. */
const lagSeconds = 12;

export type Fate = 'accepted' | 'refused' | 'lostThere' | 'lostBack';

export type Event =
  | { readonly kind: 'fate'; readonly at: number; readonly fate: Fate }
  | { readonly kind: 'start' | 'stop' | 'away' | 'back'; readonly at: number }
  | { readonly kind: 'sleep'; readonly seconds: number; readonly isPrompt: boolean }
  | { readonly kind: 'cap'; readonly at: number; readonly amps: number | undefined }
  | { readonly kind: 'crash'; readonly seconds: number };

interface Kept {
  readonly slot: 'default' | 'tx' | 'lease';
  readonly amps: number;
  /** By the right time, in seconds: its clock is off. */
  readonly endsAt: number;
}

interface Station {
  readonly id: StationId;
  readonly clockErrorSeconds: number;
  kept: Kept[];
  session: TransactionId | undefined;
  /** What its central system allows. */
  cap: number | undefined;
  readonly underway: { readonly command: CommandId; readonly limit: SetLimit; readonly toldAt: number }[];
}

interface Made {
  readonly site: Site;
  /** Which of the stations let limits end. */
  readonly leased: readonly boolean[];
  /** Seconds that their clocks are ahead. */
  readonly clockErrors: readonly number[];
  readonly moreAmps: number;
}

export class Depot {
  readonly ledger = newLedger();
  readonly stations: Station[];
  readonly loads;
  readonly fallback;
  live = newLive('ok');
  leases: State['leases'] = newLeases();
  second = 1000;
  /** What was given at once on a line. */
  mostGiven = 0;
  count = 0;

  readonly site: Site;
  /** What other load leaves above its worst case. */
  readonly moreAmps: number;

  constructor({ site, leased, clockErrors, moreAmps }: Made) {
    this.site = site;
    this.moreAmps = moreAmps;
    const holds = new Map(
      site.stations.map(({ id }, at) => [
        id,
        leased[at % leased.length] === true
          ? ({ ...firstHold, rung: 'default', holding: 'lease' } as const)
          : firstHold,
      ]),
    );
    this.loads = loadsOf(site, holds);
    this.fallback = fitted(site)!.fallback;
    this.stations = site.stations.map(({ id }, at) => ({
      id,
      clockErrorSeconds: clockErrors[at % clockErrors.length]!,
      kept: [],
      session: undefined,
      cap: undefined,
      underway: [],
    }));
    this.connectAll();
    this.decide();
    for (const [at] of this.stations.entries()) this.fate(at, 'accepted');
  }

  get now(): Now {
    return { mono: (this.second * 1000) as Mono, utc: (this.second * 1000) as Utc, durable: row(0) };
  }

  get state(): State {
    const { ledger, live, leases } = this;
    return { ledger, live, leases, clock: { trusted: true }, proving: new Map(), wakeAt: never } as unknown as State;
  }

  connectAll(): void {
    for (const { id, clockErrorSeconds } of this.stations) {
      const live = stationLive(this.live, id);
      Object.assign(live, { connected: true, callableFrom: 0, mayBegin: true });
      live.clock.recentMs.splice(0, 8, clockErrorSeconds * 1000);
    }
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
      case 'sleep':
        return this.passes(event.seconds, true, event.isPrompt);
      case 'crash':
        return this.crash(event.seconds);
    }
  }

  /** Nobody decides in between. */
  passes(seconds: number, decides: boolean, isPrompt = false): void {
    for (let one = 0; one < seconds; one += 1) {
      this.second += 1;
      if (decides) this.decide();
      if (isPrompt)
        for (const [at, { underway }] of this.stations.entries()) if (underway.length > 0) this.fate(at, 'accepted');
      this.judge(this.moreAmps);
    }
  }

  crash(seconds: number): void {
    for (const station of this.stations)
      for (const [at, { limit, toldAt }] of station.underway.splice(0).entries())
        if (at % 2 === 0) this.applies(station, limit, toldAt);
    this.passes(seconds, false);
    this.record({ kind: 'Started', epoch: 2, happenedAt: this.now.utc, numbersFrom: 1 });
    this.live = newLive('ok');
    this.leases = newLeases();
    findLeases(this.state, this.now);
    this.connectAll();
  }

  decide(): void {
    const ended = { facts: [] as Fact[] };
    endLeases(this.state, ended, this.now);
    for (const fact of ended.facts) this.record(fact);
    const { loads, fallback, ledger, live, now } = this;
    const charging = new Map<EvseKey, Demand>();
    const fixed = new Map<EvseKey, number>();
    for (const [at, load] of loads.entries()) {
      const { id, session, cap } = this.stations[at]!;
      if (session !== undefined)
        charging.set(load.key, {
          ...{ key: load.key, transaction: session, beganAt: at as Utc, isIdle: false },
          ...(cap !== undefined && { cap: { amps: cap, reason: { kind: 'idle' } } }),
        });
      const one = stationLive(live, id);
      if (!one.connected || !mayLease(one)) fixed.set(load.key, inForce(ledger, load));
    }
    const { circuits } = this.site;
    const books = { held: roomOf(circuits), live: roomOf(circuits).map((amps) => amps + this.moreAmps) };
    const question = { circuits, books, loads, fallback, charging, fixed, ceilings: [], now: now.utc };
    const { allocations } = allocate(question);
    const depot = {
      books,
      allocations,
      fallback,
      releasing: new Map(),
      inUse: new Map(),
      ceilings: [],
      ledger,
      live,
      now,
    };
    for (const limit of actuate(depot).limits) this.tell(limit);
  }

  tell(limit: SetLimit): void {
    const command = `c${(this.count += 1)}` as CommandId;
    const { leaseSeconds } = limit;
    const until = leaseSeconds === undefined ? {} : { until: this.now.utc + leaseSeconds * 1000, leaseSeconds };
    this.record({ ...limit, ...until, kind: 'LimitCommanded', command, happenedAt: this.now.utc });
    followLease(this.state, command, limit, this.now);
    const live = stationLive(this.live, limit.station);
    slotLive(live, limit.rung, 1).toldAt = this.now.mono;
    if (!limit.lowers) live.raisedAt = this.now.mono;
    const station = this.stations.find(({ id }) => id === limit.station)!;
    station.underway.push({ command, limit, toldAt: this.second });
  }

  fate(at: number, fate: Fate): void {
    const station = this.stations[at % this.stations.length]!;
    const next = station.underway.shift();
    if (next === undefined) return;
    const { limit, command, toldAt } = next;
    const isStale = limit.rung === 'tx' && limit.transaction !== station.session;
    if (!isStale && (fate === 'accepted' || fate === 'lostBack')) this.applies(station, limit, toldAt);
    const outcome = { accepted: isStale ? 'refused' : 'accepted', refused: 'refused', lostThere: '', lostBack: '' }[
      fate
    ];
    this.record({
      kind: 'CommandSettled',
      command,
      station: station.id,
      outcome: outcome === '' ? 'unanswered' : outcome,
    });
  }

  applies(station: Station, { rung, amps, transaction, leaseSeconds = Infinity }: SetLimit, toldAt: number): void {
    if (rung === 'tx' && transaction !== station.session) return;
    const slot = rung === 'tx' || rung === 'lease' ? rung : 'default';
    station.kept = station.kept.filter((one) => one.slot !== slot);
    station.kept.push({ slot, amps, endsAt: toldAt + leaseSeconds - station.clockErrorSeconds });
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
    const { session: transaction } = station;
    if (transaction === undefined) return;
    station.session = undefined;
    station.kept = station.kept.filter(({ slot }) => slot !== 'tx');
    const about = { station: station.id, evse: 1, transaction, delivery: { messageId: `end ${transaction}` } };
    this.record({ kind: 'TransactionEnded', ...about, happenedAt: this.now.utc });
  }

  connect(at: number, connected: boolean): void {
    const { id, underway } = this.stations[at % this.stations.length]!;
    stationLive(this.live, id).connected = connected;
    if (connected) return;
    for (const { command } of underway.splice(0))
      this.record({ kind: 'CommandSettled', command, station: id, outcome: 'unanswered' });
  }

  /** The most that somebody who charges there now, or begins to, may draw; what nothing limits yet is in no count. */
  readonly mostAt = (key: string): number => {
    const { kept } = this.stations.find(({ id }) => key === `${id}/1`)!;
    const of = (slot: Kept['slot']): Kept | undefined => kept.find((one) => one.slot === slot);
    const [byDefault, lease, own] = [of('default')?.amps, of('lease'), of('tx')?.amps ?? 0];
    if (byDefault === undefined) return 0;
    const { maxAmps } = this.loads.find((load) => load.key === key)!;
    const leased = lease === undefined || this.second >= lease.endsAt + lagSeconds ? 0 : lease.amps;
    const isOver = lease === undefined || this.second >= lease.endsAt;
    return Math.min(maxAmps, Math.max(own, isOver ? Math.max(leased, byDefault) : lease.amps));
  };

  judge(moreAmps: number): void {
    this.mostGiven = Math.max(this.mostGiven, ...linesOf(this.site).map((line) => sumOn(line, this.mostAt)));
    for (const line of linesOf(this.site))
      expect(sumOn(line, this.mostAt)).toBeLessThanOrEqual(line.freeAmps + moreAmps + 1e-4);
  }

  /** Everything that is on its way arrives, or not, and nobody is there any more. */
  dies(arrives: boolean): void {
    for (const station of this.stations)
      for (const { limit, toldAt } of station.underway.splice(0)) if (arrives) this.applies(station, limit, toldAt);
    this.passes(60 + 2 + lagSeconds + 1, false);
    for (let step = 0; step < 90; step += 1) {
      this.judge(0);
      this.second += 11;
    }
  }
}
