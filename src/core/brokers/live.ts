// Connections to MQTT brokers as this process has them. Rebuilt from nothing after a restart.

import type { AlarmKey } from '../../model/alarm.ts';
import type { Broker } from '../../model/config/site.ts';
import type { Subscription } from '../../model/mqtt.ts';
import type { Mono } from '../../model/time.ts';

export interface BrokerLive {
  readonly config: Broker;
  subscriptions: readonly Subscription[];
  /** `waiting` until it is tried again. */
  state: 'waiting' | 'opening' | 'up';
  /** When what waits is tried again. */
  openAt: Mono;
  upAt: Mono;
  /** In a row. */
  failures: number;
  /** It opened and broke at once when it was up last. */
  flaps: boolean;
}

export interface BrokersLive {
  readonly all: Map<string, BrokerLive>;
  /** As the site files of this process gave them. Nothing of them is ever recorded. */
  readonly passwords: Map<string, string>;
  /** What is wanted is still to be told to the adapter. */
  rewant: boolean;
}

export const newBrokers = (): BrokersLive => ({ all: new Map(), passwords: new Map(), rewant: false });

export const brokerAlarm = (broker: string): AlarmKey => `BB_BROKER:${broker}`;
