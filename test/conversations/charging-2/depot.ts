// A depot of stations of one version under a central system of another, for conversations about smart charging.

import type { JournalLine } from '../../../src/core/ports/journal.ts';
import type { Capabilities } from '../../../src/model/capabilities.ts';
import type { Site } from '../../../src/model/config/site.ts';
import type { LinkId, StationId } from '../../../src/model/ids.ts';
import { row } from '../../../src/model/ids.ts';
import type { Version } from '../../../src/model/protocol.ts';
import { smallDepot, uplink } from '../../sim/site.ts';
import type { Harness } from '../harness.ts';
import { createHarness } from '../harness.ts';
import { csmsOf } from '../matrix/stations.ts';
import { Post } from './post.ts';

type Payload = Readonly<Record<string, unknown>>;

export interface DepotOptions {
  readonly south?: Version;
  readonly north?: Version;
  readonly stations?: number;
  readonly limitAmps?: number;
  readonly fallbackAmps?: number;
  /** What was learned of the stations before. */
  readonly about?: Capabilities;
  /** Purposes that the stations take none of. */
  readonly takesNo?: readonly string[];
  readonly change?: (site: Site) => Site;
  /** What its stations are before they come for the first time. */
  readonly came?: (post: Post) => void;
}

export class Depot {
  harness: Harness;
  readonly posts: Post[];
  readonly north: Version;
  csms = '' as LinkId;
  /** What the central system was told, and its own answers. */
  told: [action: string, payload: Payload][] = [];
  /** What it was told while everybody came. */
  toldFirst: [action: string, payload: Payload][] = [];
  readonly answers = new Map<string, Payload>();
  messages = 0;

  constructor(options: DepotOptions = {}) {
    const { south = '2.0.1', north = '2.0.1', stations = 1, limitAmps = 32, fallbackAmps = 6, about } = options;
    const plain = smallDepot(stations, limitAmps, [uplink('csms', 'control', { version: north })]);
    const site: Site = {
      ...plain,
      timezone: 'UTC',
      circuits: [{ ...plain.circuits[0]!, worstCaseBaseAmps: 0 }],
      stations: plain.stations.map((station) => ({
        ...station,
        circuit: plain.circuits[0]!.id,
        fallbackAmps,
        evses: [{ ...station.evses[0]!, phases: 'L1L2L3' }],
      })),
    };
    this.north = north;
    this.harness = createHarness((options.change ?? ((one) => one))(site));
    this.posts = site.stations.map(({ id }) => new Post(this.harness, id, south));
    for (const post of this.posts) for (const one of options.takesNo ?? []) post.takesNo.add(one);
    if (options.came !== undefined) this.posts.forEach(options.came);
    this.begins();
    if (about === undefined) return;
    this.learns(about);
    this.begins();
  }

  get post(): Post {
    return this.posts[0]!;
  }

  begins(): void {
    this.csms = this.harness.connectCsms();
    this.attends();
    for (const post of this.posts) post.connects().boots();
    this.passes(15);
    for (const post of this.posts) {
      post.first = post.told;
      post.orders();
    }
    this.toldFirst = this.told;
    this.told = [];
  }

  /** Another process, that knows more of its stations. */
  learns(about: Capabilities): void {
    this.knows(this.posts.map(({ id }) => ({ kind: 'StationLearned', station: id as StationId, about })));
  }

  /** Another process, with these facts in its journal. */
  knows(facts: readonly object[]): void {
    const lines = this.harness.lines as JournalLine[];
    for (const fact of facts) lines.push({ row: row((lines.at(-1)?.row ?? 0) + 1), json: JSON.stringify(fact) });
    this.restarts();
  }

  restarts(): void {
    for (const post of this.posts) post.isCutOff();
    this.harness = this.harness.restart();
    for (const post of this.posts) post.harness = this.harness;
  }

  attends(): void {
    for (let some = true; some;) {
      some = this.posts.map((post) => post.attends()).includes(true);
      for (const [type, id, ...rest] of this.csms === '' ? [] : this.harness.hears(this.csms)) {
        some = true;
        if (type === 3) this.answers.set(id, rest[0] as Payload);
        if (type !== 2) continue;
        const [action, payload] = rest as [string, Record<string, unknown>];
        this.told.push([action, payload]);
        this.harness.says(this.csms, [3, id, csmsOf(this.north)(action, payload)]);
      }
    }
  }

  passes(seconds: number): void {
    this.attends();
    this.harness.sleep(seconds * 1000, () => this.attends());
    this.attends();
  }

  /** The answer of the gateway to its central system. */
  asks(action: string, payload: object): Payload | undefined {
    const id = `m${(this.messages += 1)}`;
    this.harness.says(this.csms, [2, id, action, payload]);
    this.attends();
    return this.answers.get(id);
  }

  /** What the central system was told since the last look. */
  heard(action: string): Payload[] {
    const found = this.told.filter(([name]) => name === action).map(([, payload]) => payload);
    this.told = [];
    return found;
  }

  heardAtFirst(action: string): Payload[] {
    return this.toldFirst.filter(([name]) => name === action).map(([, payload]) => payload);
  }

  /** The transaction as the central system knows it. */
  transaction(): string {
    const [payload] = this.told.flatMap(([name, one]) => (name === 'TransactionEvent' ? [one] : []));
    return (payload!['transactionInfo'] as { transactionId: string }).transactionId;
  }

  alarms(): string[] {
    return [...this.harness.gateway.state.alarms.keys()].filter((key) => !key.startsWith('BB_UPLINK'));
  }
}
