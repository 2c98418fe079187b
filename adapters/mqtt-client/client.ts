// The connections to MQTT brokers. It opens those that the core wants, subscribes, and closes what is not wanted any more; when
// to try again, and what messages mean, is the core's business.

import type { Door } from '../../src/core/ports.ts';
import type { BrokerEvent, Subscription, WantedBroker } from '../../src/model/mqtt.ts';
import type { Connection, Message } from './connection.ts';
import { connect } from './connection.ts';
import type { Newest } from './newest.ts';
import { createNewest } from './newest.ts';

export interface BrokerClient {
  want(brokers: readonly WantedBroker[]): void;
  close(): void;
}

/** A meter says a few hundred bytes, a device with everything that it knows a few thousand. */
const mostTextBytes = 64 * 1024;

interface Opened {
  /** Everything but what is subscribed to. */
  readonly settings: string;
  want(subscriptions: readonly Subscription[]): void;
  close(): void;
}

export function createBrokerClient(door: Pick<Door, 'offer'>): BrokerClient {
  const opened = new Map<string, Opened>();
  const want: BrokerClient['want'] = (brokers) => {
    const named = new Map(brokers.map((one) => [one.broker, one]));
    for (const [id, one] of opened) {
      const wanted = named.get(id);
      if (wanted !== undefined && settingsOf(wanted) === one.settings) continue;
      one.close();
      opened.delete(id);
    }
    for (const [id, wanted] of named) {
      const known = opened.get(id);
      if (known !== undefined) known.want(wanted.subscriptions);
      else
        opened.set(
          id,
          open(
            wanted,
            (event) => void door.offer(event),
            () => opened.delete(id),
          ),
        );
    }
  };
  return { want, close: () => want([]) };
}

const settingsOf = ({ subscriptions: _, ...rest }: WantedBroker): string => JSON.stringify(rest);

/** `gone` is called before the core hears that it is over. */
function open(wanted: WantedBroker, offer: (event: BrokerEvent) => void, gone: () => void): Opened {
  const { broker } = wanted;
  const topics = new Map<string, Subscription>();
  let isUp = false;
  const pass = (message: Message): void => offer(eventOf(broker, message));
  const newest: Newest<Message> = createNewest(pass);
  const subscribe = ({ topic }: Subscription): void =>
    connection.subscribe(topic, () => offer({ kind: 'topicRefused', broker, topic }));
  const connection: Connection = connect(wanted, {
    up() {
      isUp = true;
      for (const one of topics.values()) subscribe(one);
      offer({ kind: 'brokerUp', broker });
    },
    message(message) {
      const everyMs = topics.get(message.topic)?.everyMs;
      // What lay at the broker must not take the place of what is said now.
      if (everyMs === undefined || message.isRetained) pass(message);
      else newest.take(message.topic, everyMs, message);
    },
    down({ trouble, detail }) {
      newest.stop();
      gone();
      offer({ kind: 'brokerDown', broker, trouble, reason: detail });
    },
  });
  const want = (subscriptions: readonly Subscription[]): void => {
    const named = new Map(subscriptions.map((one) => [one.topic, one]));
    for (const topic of topics.keys()) {
      if (named.has(topic)) continue;
      topics.delete(topic);
      if (isUp) connection.unsubscribe(topic);
    }
    for (const one of subscriptions) {
      const isNew = !topics.has(one.topic);
      topics.set(one.topic, one);
      if (isNew && isUp) subscribe(one);
    }
  };
  want(wanted.subscriptions);
  return {
    settings: settingsOf(wanted),
    want,
    close() {
      newest.stop();
      connection.close();
    },
  };
}

const eventOf = (broker: string, { topic, payload, isRetained }: Message): BrokerEvent => ({
  kind: 'message',
  broker,
  topic,
  ...(payload.length <= mostTextBytes && { text: payload.toString('utf8') }),
  bytes: payload.length,
  isRetained,
});
