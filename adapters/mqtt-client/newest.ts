// Of topics that are told more often than anybody looks, only the newest message counts.

export interface Newest<Message> {
  /** Passes it on now, or when `everyMs` have gone by since the last one, unless a newer one comes. */
  take(topic: string, everyMs: number, message: Message): void;
  stop(): void;
}

interface Held<Message> {
  passedAt: number;
  waiting: Message | undefined;
  timer: NodeJS.Timeout | undefined;
}

export function createNewest<Message>(pass: (message: Message) => void): Newest<Message> {
  const topics = new Map<string, Held<Message>>();
  const passOn = (held: Held<Message>, message: Message): void => {
    held.passedAt = performance.now();
    held.waiting = undefined;
    held.timer = undefined;
    pass(message);
  };
  return {
    take(topic, everyMs, message) {
      const held = topics.get(topic) ?? { passedAt: Number.NEGATIVE_INFINITY, waiting: undefined, timer: undefined };
      topics.set(topic, held);
      const waitMs = held.passedAt + everyMs - performance.now();
      if (held.timer === undefined && waitMs <= 0) return passOn(held, message);
      held.waiting = message;
      held.timer ??= setTimeout(() => {
        if (held.waiting !== undefined) passOn(held, held.waiting);
      }, waitMs).unref();
    },
    stop() {
      for (const { timer } of topics.values()) clearTimeout(timer);
      topics.clear();
    },
  };
}
