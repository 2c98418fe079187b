// From the site file to the brokers that are wanted: one connection each, however many meters are on it.

import type { Broker, Site } from '../../model/config/site.ts';
import { topicsOf } from '../../model/meter-topics.ts';
import type { Subscription, WantedBroker } from '../../model/mqtt.ts';
import type { Mono } from '../../model/time.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import type { BrokerLive } from './live.ts';
import { brokerAlarm } from './live.ts';

/** A meter that tells a hundred times a second is heard ten times. */
const mostOftenMs = 100;

export function followBrokers({ brokers, alarms }: State, site: Site): void {
  const before = new Map(brokers.all);
  brokers.all.clear();
  for (const config of site.brokers ?? []) {
    const subscriptions = subscriptionsOn(site, config.id);
    // Nobody is on it.
    if (subscriptions.length === 0) continue;
    const known = before.get(config.id);
    const isSame = known !== undefined && JSON.stringify(known.config) === JSON.stringify(config);
    if (isSame) before.delete(config.id);
    brokers.all.set(config.id, isSame ? Object.assign(known, { subscriptions }) : opening(config, subscriptions));
  }
  for (const id of before.keys()) alarms.delete(brokerAlarm(id));
  brokers.rewant = true;
}

const opening = (config: Broker, subscriptions: readonly Subscription[]): BrokerLive => ({
  config,
  subscriptions,
  state: 'opening',
  openAt: 0 as Mono,
  upAt: 0 as Mono,
  failures: 0,
  flaps: false,
});

function subscriptionsOn({ meters = [] }: Site, broker: string): Subscription[] {
  const topics = meters.flatMap(({ source }) =>
    source.kind === 'mqtt' && source.broker === broker ? topicsOf(source) : [],
  );
  return [...new Set(topics)].map((topic) => ({ topic, everyMs: mostOftenMs }));
}

/** Returns those whose password changed: they are tried with the new one at once. */
export function learnBrokerPasswords({ brokers }: State, { brokers: told = [] }: Site): string[] {
  const { all, passwords } = brokers;
  const changed: string[] = [];
  for (const { id, password } of told) {
    if (passwords.get(id) === password) continue;
    changed.push(id);
    if (password === undefined) passwords.delete(id);
    else passwords.set(id, password);
    const live = all.get(id);
    if (live !== undefined) Object.assign(live, { state: 'opening', failures: 0 });
  }
  for (const id of passwords.keys()) if (!told.some((broker) => broker.id === id)) passwords.delete(id);
  if (changed.length > 0) brokers.rewant = true;
  return changed;
}

/** Those that should be connected, where the adapter does not know them yet. */
export function brokersDue({ brokers }: State): { brokers?: readonly WantedBroker[] } {
  if (!brokers.rewant) return {};
  brokers.rewant = false;
  const wanted = [...brokers.all.values()].filter(({ state }) => state !== 'waiting');
  return { brokers: wanted.map((one) => wantedOf(one, brokers.passwords.get(one.config.id))) };
}

function wantedOf({ config, subscriptions }: BrokerLive, password: string | undefined): WantedBroker {
  const { id, url, clientId, username, ca } = config;
  return {
    broker: id,
    url,
    clientId,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(ca !== undefined && { ca }),
    subscriptions,
  };
}

/** Called when a time has come that somebody waits for. */
export function reopenBrokers(state: State, now: Mono): void {
  for (const broker of state.brokers.all.values()) {
    if (broker.state !== 'waiting') continue;
    if (now < broker.openAt) {
      wakeBy(state, broker.openAt);
      continue;
    }
    broker.state = 'opening';
    state.brokers.rewant = true;
  }
}
