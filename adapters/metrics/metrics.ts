// Metrics are a projection of facts and of what is asked of the parts when somebody scrapes.

import { Counter, Gauge, Registry } from 'prom-client';
import type { Fact } from '../../src/model/fact/fact.ts';

export interface Gauges {
  readonly [name: string]: { readonly help: string; readonly read: () => number };
}

/** One figure for each of several things, told apart by labels. */
export interface LabelledGauges {
  readonly [name: string]: { readonly help: string; readonly read: () => readonly Labelled[] };
}

/** Counts that only grow, each with its own labels. */
export interface LabelledCounters {
  readonly [name: string]: {
    readonly help: string;
    readonly labels: readonly string[];
    readonly read: () => Iterable<Labelled>;
  };
}

export interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Metrics {
  /** Counts what was recorded; a Map until somebody scrapes. */
  count(facts: readonly Fact[]): void;
  text(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(
  gauges: Gauges,
  counters: () => ReadonlyMap<string, number>,
  labelled: LabelledGauges = {},
  labelNames: readonly string[] = [],
  labelledCounters: LabelledCounters = {},
): Metrics {
  const registry = new Registry();
  const byKind = new Map<string, number>();
  const facts = new Counter({
    name: 'busbar_facts_total',
    help: 'Facts recorded, by kind',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [kind, count] of byKind) this.inc({ kind }, count);
    },
  });
  const events = new Counter({
    name: 'busbar_events_total',
    help: 'What the core counts: bad frames, refusals, late answers, rows set aside',
    labelNames: ['event'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [event, count] of counters()) this.inc({ event }, count);
    },
  });
  for (const [name, { help, read }] of Object.entries(gauges))
    new Gauge({
      name: `busbar_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  for (const [name, { help, read }] of Object.entries(labelled))
    new Gauge({
      name: `busbar_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      collect() {
        // What is gone is not shown with its last figure.
        this.reset();
        for (const { labels, value } of read()) this.set(labels, value);
      },
    });
  for (const [name, { help, labels: names, read }] of Object.entries(labelledCounters))
    new Counter({
      name: `busbar_${name}_total`,
      help,
      labelNames: [...names],
      registers: [registry],
      collect() {
        this.reset();
        for (const { labels, value } of read()) this.inc(labels, value);
      },
    });
  void facts;
  void events;
  return {
    count(recorded) {
      for (const { kind } of recorded) byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
