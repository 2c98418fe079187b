// Orders of the grid operator, read from a contact: nothing at all (stop), or so much for all stations together (dim, §14a).

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InputView, SiteView } from '../../src/local/site-view.ts';
import type { Site, SiteInput } from '../../src/model/config/site.ts';
import type { InputChanged } from '../../src/model/fact/gateway.ts';
import type { Depot } from './limit-depot.ts';
import { newDepot, ready, siteOf } from './limit-depot.ts';
import { drivers, vestelDepot } from './modbus-depot.ts';
import { charge, plug } from '../unit/modbus/vestel-by-hand.ts';
import { createHarness } from './harness.ts';

/** `undefined` is silence. */
interface Contact {
  word: number | undefined;
}

const input = (more: Partial<SiteInput> = {}): SiteInput => ({
  id: 'dso',
  action: 'stop',
  onLoss: 'inactive',
  source: { device: '', at: { host: '10.0.0.3' }, unit: 4 },
  register: 17,
  activeWhen: 1,
  ...more,
});

const busOf = (contact: Contact) => ({
  answer: () => (contact.word === undefined ? undefined : ({ kind: 'words', words: [contact.word] } as const)),
});

const siteWith = (inputs: readonly SiteInput[], posts = 3, limitAmps = 60): Site =>
  siteOf(posts, limitAmps, (site) => ({ ...site, inputs }));

function depotWith(inputs: readonly SiteInput[], contact: Contact, posts = 3): Depot {
  return ready(siteWith(inputs, posts), {}, { bus: busOf(contact), drivers });
}

const changes = (depot: Depot): InputChanged[] =>
  depot.harness().facts.filter((fact): fact is InputChanged => fact.kind === 'InputChanged');
const said = (depot: Depot): string[] =>
  changes(depot).map(({ active, lost }) => `${active ? 'active' : 'inactive'}${lost === true ? ' lost' : ''}`);
const view = (depot: Depot): InputView => (depot.harness().asks({ kind: 'site' }) as SiteView).inputs[0]!;
const draws = (depot: Depot): number[] => depot.posts.map((post) => post.mayDrawAtMost());

describe('a stop', () => {
  it('E56 takes everything from everybody, and gives it back when it ends', () => {
    const contact: Contact = { word: 0 };
    const depot = depotWith([input()], contact);
    depot.posts[0]!.starts();
    depot.posts[1]!.starts();
    depot.passes(40);
    expect(draws(depot)).toEqual([27, 27, 6]);
    contact.word = 1;
    depot.passes(3);
    expect(draws(depot)).toEqual([0, 0, 0]);
    expect(depot.view().stations.map(({ evses }) => evses[0]!.reason)).toEqual(
      depot.posts.map(() => ({ kind: 'gridOperator', input: 'dso', action: 'stop' })),
    );
    expect(depot.alarms()).toContain('BB_INPUT_ACTIVE:dso');
    expect(view(depot)).toMatchObject({ id: 'dso', action: 'stop', active: true, quality: 'good' });
    // Who plugs in now gets nothing either.
    depot.posts[2]!.starts();
    depot.passes(60);
    expect(draws(depot)).toEqual([0, 0, 0]);
    contact.word = 0;
    depot.passes(60);
    expect(draws(depot)).toEqual([20, 20, 20]);
    expect(said(depot)).toEqual(['active', 'inactive']);
    expect(changes(depot)[0]).toMatchObject({ input: 'dso', action: 'stop' });
    expect(depot.alarms()).toEqual([]);
  });

  it('is told in the step that hears of it, to every station at once', () => {
    const contact: Contact = { word: 0 };
    const depot = depotWith([input()], contact);
    for (const post of depot.posts) post.starts();
    depot.passes(40);
    contact.word = 1;
    const { facts } = depot.harness();
    const before = facts.length;
    depot.passes(3);
    const news = facts.slice(before);
    const at = news.findIndex(({ kind }) => kind === 'InputChanged');
    const told = news.slice(at).filter((fact) => fact.kind === 'LimitCommanded');
    expect(told.map(({ amps }) => amps)).toEqual(told.map(() => 0));
    expect(new Set(told.map(({ station }) => station)).size).toBe(3);
    const { happenedAt } = news[at] as InputChanged;
    expect(told.slice(0, 3).map((one) => one.happenedAt)).toEqual([happenedAt, happenedAt, happenedAt]);
  });

  it('leaves a station that refuses 0 its minimum, and says so', () => {
    const contact: Contact = { word: 0 };
    const depot = ready(
      siteWith([input()], 2),
      { refuses: ({ amps }) => (amps === 0 ? { status: 'Rejected' } : undefined) },
      {
        bus: busOf(contact),
      },
    );
    depot.posts[0]!.starts();
    depot.passes(40);
    contact.word = 1;
    depot.passes(90);
    expect(draws(depot)).toEqual([6, 6]);
    expect(depot.alarms().filter((key) => key.startsWith('BB_LIMIT_ZERO'))).toHaveLength(2);
  });

  it('holds over a restart, before anything was read again', () => {
    const contact: Contact = { word: 1 };
    const depot = depotWith([input()], contact);
    depot.passes(5);
    expect(draws(depot)).toEqual([0, 0, 0]);
    contact.word = undefined;
    depot.restarts();
    for (const post of depot.posts) post.connects().boots();
    depot.posts[0]!.starts();
    depot.passes(120);
    expect(draws(depot)).toEqual([0, 0, 0]);
    expect(depot.alarms()).toContain('BB_INPUT_LOST:dso');
    contact.word = 0;
    depot.passes(60);
    expect(draws(depot)).toEqual([32, 6, 6]);
  });

  it('pauses chargers on Modbus, also when the gateway ends as planned', async () => {
    const contact: Contact = { word: 0 };
    const made = vestelDepot(2, 60, { inputs: [input()] });
    const depot = createHarness(made.site, {
      drivers,
      bus: {
        answer: (line, request, now) =>
          line === 'tcp:10.0.0.3:502' ? busOf(contact).answer() : made.bus.answer(line, request, now),
      },
    });
    const limits = () => made.vestels.map(({ registers }) => registers.holding.get(5004));
    depot.sleep(20_000);
    for (const vestel of made.vestels) {
      plug(vestel, true);
      charge(vestel, 10);
    }
    depot.sleep(20_000);
    expect(limits()).toEqual([25, 25]);
    contact.word = 1;
    depot.sleep(3000);
    expect(limits()).toEqual([0, 0]);
    const left = depot.driver.leave();
    depot.sleep(3000);
    await left;
    expect(limits()).toEqual([0, 0]);
  });
});

describe('dimming', () => {
  it('is a ceiling for all that charge, on each line', () => {
    const contact: Contact = { word: 0 };
    const depot = depotWith([input({ action: 'dim', dimAmps: 14 })], contact);
    for (const post of depot.posts) post.starts();
    depot.passes(60);
    expect(draws(depot)).toEqual([20, 20, 20]);
    contact.word = 1;
    depot.passes(30);
    expect(draws(depot).map((amps, at) => Math.min(amps, depot.posts[at]!.mayDraw()))).toEqual([7, 7, 0]);
    const [first] = depot.view().stations;
    expect(first!.evses[0]!.reason).toEqual({ kind: 'gridOperator', input: 'dso', action: 'dim' });
    contact.word = 0;
    depot.passes(60);
    expect(draws(depot)).toEqual([20, 20, 20]);
  });

  it('without a figure leaves what the stations fall back to', () => {
    const contact: Contact = { word: 1 };
    const depot = depotWith([input({ action: 'dim' })], contact);
    depot.posts[0]!.starts();
    depot.passes(60);
    expect(depot.posts[0]!.mayDraw()).toBe(18);
    const [text] = [...depot.harness().gateway.state.alarms].filter(([key]) => key === 'BB_INPUT_ACTIVE:dso');
    expect(text![1]).toMatch(/18 A, 18 A, 18 A on L1, L2, L3/);
  });
});

describe('an input', () => {
  it('is believed when two readings are equal', () => {
    const contact: Contact = { word: 0 };
    const depot = depotWith([input()], contact);
    for (let second = 0; second < 20; second += 1) {
      contact.word = second % 2;
      depot.passes(1);
    }
    expect(said(depot)).toEqual([]);
  });

  it('may be in force while nothing flows, and any value of a register is something', () => {
    const contact: Contact = { word: 0x8000 };
    const depot = depotWith([input({ activeWhen: 0, fn: 3 })], contact);
    expect(view(depot).active).toBe(false);
    contact.word = 0;
    depot.passes(3);
    expect(view(depot).active).toBe(true);
  });

  it('that is lost counts as its key says, and an order that was in force stays in force', () => {
    const contact: Contact = { word: 0 };
    const active = depotWith([input({ onLoss: 'active' })], contact);
    expect(said(active)).toEqual(['active lost', 'inactive']);
    contact.word = undefined;
    active.passes(2);
    expect(view(active)).toMatchObject({ active: false });
    active.passes(3);
    expect(view(active)).toMatchObject({ active: true, quality: 'stale' });
    expect(active.alarms()).toEqual(['BB_INPUT_ACTIVE:dso', 'BB_INPUT_LOST:dso']);
    contact.word = 0;
    active.passes(4);
    expect(said(active)).toEqual(['active lost', 'inactive', 'active lost', 'inactive']);

    const inactive = depotWith([input()], contact);
    contact.word = undefined;
    inactive.passes(10);
    expect(said(inactive)).toEqual([]);
    expect(inactive.alarms()).toEqual(['BB_INPUT_LOST:dso']);
    contact.word = 1;
    inactive.passes(3);
    contact.word = undefined;
    inactive.passes(60);
    expect(said(inactive)).toEqual(['active']);
  });

  it('with onLoss active holds everything down before the first station comes', () => {
    const depot = newDepot(siteWith([input({ onLoss: 'active' })]), {}, { bus: busOf({ word: undefined }) });
    for (const post of depot.posts) post.connects().boots();
    for (const post of depot.posts) post.starts();
    depot.passes(60);
    for (const post of depot.posts) expect(post.told().every((words) => words.endsWith(' 0 A'))).toBe(true);
    expect(draws(depot)).toEqual([0, 0, 0]);
  });

  it('that is taken out of the site file orders nothing any more', () => {
    const contact: Contact = { word: 1 };
    const depot = depotWith([input()], contact);
    depot.posts[0]!.starts();
    depot.passes(5);
    expect(draws(depot)).toEqual([0, 0, 0]);
    depot.harness().change(siteWith([]));
    depot.passes(60);
    expect(draws(depot)).toEqual([32, 6, 6]);
    expect(depot.alarms()).toEqual([]);
    expect(depot.harness().gateway.state.ledger.gateway.inputs.size).toBe(0);
  });
});

describe('whatever happens', () => {
  const act = fc.oneof(
    fc.record({ kind: fc.constant('reads' as const), word: fc.constantFrom(0, 1) }),
    fc.record({ kind: fc.constantFrom('silence' as const, 'restart' as const) }),
    fc.record({ kind: fc.constantFrom('starts' as const, 'stops' as const, 'drops' as const), post: fc.nat(2) }),
    fc.record({ kind: fc.constant('passes' as const), seconds: fc.integer({ min: 1, max: 15 }) }),
  );

  it.each(['active', 'inactive'] as const)(
    'no limit above 0 is commanded while stopped, and silence never ends a stop (onLoss %s)',
    (onLoss) => {
      fc.assert(
        fc.property(fc.array(act, { minLength: 5, maxLength: 25 }), (acts) => {
          const contact: Contact = { word: 0 };
          const depot = depotWith([input({ onLoss })], contact);
          const charging = new Set<number>();
          for (const one of acts) {
            if (one.kind === 'reads') contact.word = one.word;
            if (one.kind === 'silence') contact.word = undefined;
            if (one.kind === 'restart') {
              judge(depot, contact);
              depot.restarts();
              for (const post of depot.posts) post.connects().boots();
            }
            if (one.kind === 'passes') depot.passes(one.seconds);
            if ('post' in one) talk(depot, charging, one.kind, one.post);
            depot.passes(1);
          }
          judge(depot, contact);
        }),
        { numRuns: 15 },
      );
    },
  );
});

function talk(depot: Depot, charging: Set<number>, kind: 'starts' | 'stops' | 'drops', at: number): void {
  const post = depot.posts[at]!;
  if (kind === 'starts' && !charging.has(at)) {
    charging.add(at);
    post.starts();
  } else if (kind === 'stops' && charging.delete(at)) post.stops();
  else if (kind === 'drops') {
    post.drops();
    post.connects();
  }
}

function judge(depot: Depot, { word }: Contact): void {
  let isStopped = false;
  for (const fact of depot.harness().facts) {
    if (fact.kind === 'InputChanged') {
      // What nobody can read ends no order.
      if (fact.lost === true) expect(fact.active).toBe(true);
      isStopped = fact.active;
    }
    if (fact.kind === 'LimitCommanded' && isStopped) expect(fact.amps).toBe(0);
  }
  if (word === 1) {
    // Who has just come back is not spoken to at once.
    depot.passes(60);
    expect(draws(depot)).toEqual([0, 0, 0]);
  }
}
