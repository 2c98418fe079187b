// P3: whatever stations take, refuse or leave unanswered, whoever is cut off and whenever the gateway dies, no line of a
// circuit is given away twice. What stations may draw is worked out from what they keep, by code that shares nothing with
// the gateway.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { siteView } from '../../src/core/view.ts';
import type { Evse, Site } from '../../src/model/config/site.ts';
import type { CircuitId } from '../../src/model/ids.ts';
import { mono, utc } from '../../src/model/time.ts';
import { smallDepot } from '../sim/site.ts';
import type { Harness } from './harness.ts';
import { createHarness } from './harness.ts';
import type { Answer, Post } from './post.ts';
import { newPost } from './post.ts';

/** How a station deals with what it is told: `lost` takes it and says nothing. */
type Mood = 'takes' | 'refuses' | 'errs' | 'silent' | 'lost';

type Event =
  | { readonly kind: 'mood'; readonly at: number; readonly mood: Mood }
  | { readonly kind: 'start' | 'stop' | 'drop' | 'connect' | 'boot'; readonly at: number }
  | { readonly kind: 'move'; readonly at: number; readonly to: number }
  | { readonly kind: 'sleep'; readonly seconds: number }
  | { readonly kind: 'slowDisk' | 'crash' | 'commit' };

const wiring: readonly Evse['phases'][] = ['L1L2L3', 'L2', 'unknown', 'L2L3L1', 'L3'];
const lines = [1, 2, 3];

function siteOf(limitAmps: number, rowAmps: number): Site {
  const site = smallDepot(wiring.length, limitAmps, []);
  const row = 'row' as CircuitId;
  return {
    ...site,
    circuits: [
      { id: 'main' as CircuitId, limitAmps, worstCaseBaseAmps: 5 },
      { id: row, parent: 'main' as CircuitId, limitAmps: rowAmps, worstCaseBaseAmps: 0 },
      { id: 'hall' as CircuitId, parent: 'main' as CircuitId, limitAmps: rowAmps, worstCaseBaseAmps: 0 },
    ],
    stations: site.stations.map((station, at) => ({
      ...station,
      circuit: at > 1 ? row : ('main' as CircuitId),
      evses: [{ ...station.evses[0]!, phases: wiring[at]! }],
    })),
  };
}

const some = fc.nat(wiring.length - 1);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('start' as const), at: some }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('stop' as const, 'drop' as const), at: some }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('connect' as const, 'boot' as const), at: some }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('mood' as const),
      at: some,
      mood: fc.constantFrom<Mood>('takes', 'takes', 'refuses', 'errs', 'silent', 'lost'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('sleep' as const), seconds: fc.constantFrom(0.2, 1, 11, 31, 61) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('slowDisk' as const, 'crash' as const, 'commit' as const) }),
  },
);

const answers: Record<Exclude<Mood, 'takes'>, Answer> = {
  refuses: { status: 'Rejected' },
  errs: { code: 'InternalError' },
  silent: 'silence',
  lost: 'silence',
};

const circuitIds = ['main', 'row', 'hall'] as CircuitId[];
const move: fc.Arbitrary<Event> = fc.record({ kind: fc.constant('move' as const), at: some, to: fc.nat(2) });

class Depot {
  readonly posts: Post[];
  readonly moods: Mood[];
  readonly charging = new Set<number>();
  readonly connected = new Set<number>();
  site: Site;
  harness: Harness;
  /** Circuits that stations left, and may still load. */
  readonly left = new Map<number, Set<string>>();
  /** Circuit and line → what is allowed there: more than the limit only right after a station was put on it. */
  readonly allowed = new Map<string, number>();

  constructor(site: Site) {
    this.site = site;
    this.harness = createHarness(site);
    this.moods = site.stations.map(() => 'takes');
    this.posts = site.stations.map(({ id }, at) =>
      newPost(this.harness, id, {
        refuses: () => (this.moods[at] === 'takes' ? undefined : answers[this.moods[at] as 'lost']),
        appliesFirst: () => this.moods[at] === 'lost',
      }),
    );
  }

  settles = (): void => {
    while (this.posts.map((post) => post.attends()).some((came) => came)) this.judge();
  };

  does(event: Event): void {
    switch (event.kind) {
      case 'mood':
        this.moods[event.at] = event.mood;
        return;
      case 'start':
        if (!this.connected.has(event.at) || this.charging.has(event.at)) return;
        this.charging.add(event.at);
        this.posts[event.at]!.starts();
        return;
      case 'stop':
        if (!this.connected.has(event.at) || !this.charging.delete(event.at)) return;
        if (this.posts[event.at]!.number() === undefined) return void this.charging.add(event.at);
        return this.posts[event.at]!.stops();
      case 'drop':
        if (this.connected.delete(event.at)) this.posts[event.at]!.drops();
        return;
      case 'connect':
      case 'boot':
        return this.connects(event.at, event.kind === 'boot');
      case 'sleep':
        this.settles();
        this.harness.sleep(event.seconds * 1000, this.settles);
        return;
      case 'move':
        return this.moves(event.at, circuitIds[event.to]!);
      case 'slowDisk':
        this.harness.promptDisk = false;
        return;
      case 'commit':
        this.harness.promptDisk = true;
        this.harness.commit();
        return;
      case 'crash':
        this.harness = this.harness.restart();
        this.connected.clear();
        for (const post of this.posts) post.joins(this.harness);
    }
  }

  moves(at: number, circuit: CircuitId): void {
    this.settles();
    const old = this.site.stations[at]!.circuit;
    if (old === circuit) return;
    const stations = this.site.stations.map((station, place) => (place === at ? { ...station, circuit } : station));
    this.site = { ...this.site, stations };
    this.left.set(at, new Set([...(this.left.get(at) ?? []), old]));
    this.left.get(at)!.delete('main');
    this.left.get(at)!.delete(circuit);
    // What it holds counts in its new place from now on, whether there is room or not.
    for (const [place, amps] of this.sums()) this.allowed.set(place, Math.max(this.allowed.get(place) ?? 0, amps));
    this.harness.change(this.site);
    this.forgetLow();
  }

  connects(at: number, boots: boolean): void {
    if (this.connected.has(at)) return;
    this.connected.add(at);
    const post = this.posts[at]!.connects();
    if (boots || !this.harness.gateway.state.ledger.stations.get(post.id as never)?.booted) post.boots();
  }

  view() {
    const { state } = this.harness.gateway;
    return siteView(state, { mono: mono(0), utc: utc(this.harness.utc()), durable: 0 as never });
  }

  /** What is given away on each line, by what the stations keep; one that was never told anything is not counted. */
  sums(): Map<string, number> {
    const sums = new Map<string, number>();
    for (const { id, worstCaseBaseAmps, parent } of this.site.circuits)
      for (const line of lines) {
        let amps = worstCaseBaseAmps;
        for (const [at, post] of this.posts.entries()) {
          const isOn = wiring[at] === 'unknown' || wiring[at]!.includes(`L${line}`);
          const hangs =
            parent === undefined || this.site.stations[at]!.circuit === id || this.left.get(at)?.has(id) === true;
          if (this.wasTold(at) && isOn && hangs) amps += post.mayDrawAtMost();
        }
        sums.set(`${id} L${line}`, amps);
      }
    return sums;
  }

  wasTold = (at: number): boolean => this.posts[at]!.profiles.some(({ purpose }) => purpose !== 'TxProfile');

  judge(): void {
    expect(this.harness.failures).toEqual([]);
    for (const [place, amps] of this.sums()) {
      const { limitAmps } = this.site.circuits.find(({ id }) => place.startsWith(`${id} `))!;
      const allowed = Math.max(limitAmps, this.allowed.get(place) ?? 0);
      expect(`${place} ${amps <= allowed + 1e-6 ? 'within' : `${amps} of ${allowed} A`}`).toBe(`${place} within`);
      // It never rises again.
      this.allowed.set(place, Math.min(allowed, amps));
    }
    const told = this.posts.map((_, at) => this.wasTold(at));
    this.forgetLow();
    for (const [at, post] of this.posts.entries()) {
      const now = post.mayDraw();
      if (told[at]) expect(now === 0 || now >= 6).toBe(true);
    }
  }

  /** Who draws no more than its new fallback has left for good, also when it drew no more before. */
  forgetLow(): void {
    for (const [at, { evses }] of this.view().stations.entries())
      if (this.left.has(at) && this.posts[at]!.mayDrawAtMost() <= evses[0]!.fallbackAmps) this.left.delete(at);
  }

  /** The gateway never counts less than what a station may draw. */
  judgeCounts(): void {
    for (const [at, { evses }] of this.view().stations.entries())
      expect(evses[0]!.envelopeAmps).toBeGreaterThanOrEqual(this.posts[at]!.mayDrawAtMost());
  }
}

describe('the envelope', () => {
  it('P3 F100 holds on every line at every moment, whatever is taken, refused, lost or killed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 18, max: 90 }),
        fc.integer({ min: 12, max: 60 }),
        fc.array(event, { minLength: 5, maxLength: 60 }),
        (limit, row, events) => {
          const depot = new Depot(siteOf(limit, Math.min(limit, row)));
          for (let at = 0; at < wiring.length; at += 1) depot.connects(at, true);
          for (const one of events) {
            depot.does(one);
            depot.settles();
            depot.judge();
            if (depot.harness.promptDisk) depot.judgeCounts();
          }
        },
      ),
      { numRuns: 80 },
    );
  });

  it('P3 holds while stations move: each counts where it was until it was lowered', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 30, max: 120 }),
        fc.integer({ min: 18, max: 60 }),
        fc.array(fc.oneof({ weight: 4, arbitrary: event }, { weight: 1, arbitrary: move }), {
          minLength: 5,
          maxLength: 60,
        }),
        (limit, row, events) => {
          const depot = new Depot(siteOf(limit, Math.min(limit, row)));
          for (let at = 0; at < wiring.length; at += 1) depot.connects(at, true);
          for (const one of events) {
            depot.does(one);
            depot.settles();
            depot.judge();
          }
        },
      ),
      { numRuns: 80 },
    );
  });

  it('P10 says nothing more once everybody has taken what they were told', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 18, max: 90 }),
        fc.array(event, { maxLength: 25 }),
        fc.subarray([0, 1, 2, 3, 4]),
        (limit, events, starting) => {
          const depot = new Depot(siteOf(limit, limit));
          for (let at = 0; at < wiring.length; at += 1) depot.connects(at, true);
          for (const one of events) depot.does(one);
          depot.does({ kind: 'commit' });
          for (const [at] of depot.posts.entries()) {
            depot.moods[at] = 'takes';
            depot.connects(at, false);
          }
          depot.does({ kind: 'sleep', seconds: 5 });
          for (const at of starting) depot.does({ kind: 'start', at });
          for (let turn = 0; turn < 20; turn += 1) depot.does({ kind: 'sleep', seconds: 31 });
          for (const post of depot.posts) post.told();
          for (let turn = 0; turn < 8; turn += 1) depot.does({ kind: 'sleep', seconds: 31 });
          const { stations } = depot.view();
          for (const [at, post] of depot.posts.entries()) {
            const [evse] = stations[at]!.evses;
            if (evse!.takesLimits === 'none') continue;
            if (stations.every(({ evses }) => evses[0]!.reason?.kind !== 'waiting')) expect(post.told()).toEqual([]);
            // What one kept without a word in a place that it refuses later may hold it lower.
            if (evse!.transaction === undefined) continue;
            if (evse!.takesLimits === 'tx') expect(post.mayDraw()).toBe(evse!.allocatedAmps);
            else expect(post.mayDraw()).toBeLessThanOrEqual(evse!.allocatedAmps!);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
