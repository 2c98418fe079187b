// What the peers of a simulated central system said, so that a repeat is known.

import type { Payload } from '../frame.ts';

/** What one peer said. */
export interface Memory {
  /** The answer that this message got; undefined when it is new. */
  answerTo(id: string, content: string): Payload | undefined;
  /** Whether any message came under this id. */
  knows(id: string): boolean;
  remember(id: string, content: string, answer: Payload): void;
}

/** Messages of one peer that are remembered. */
const mostRemembered = 10_000;

function newMemory(): Memory {
  const answers = new Map<string, Payload>();
  const ids = new Map<string, true>();
  // A station that counts anew after a boot reuses ids; the message it repeats meanwhile is still the same message.
  const keyOf = (id: string, content: string): string => `${id} ${content}`;
  return {
    answerTo: (id, content) => answers.get(keyOf(id, content)),
    knows: (id) => ids.has(id),
    remember(id, content, answer) {
      keep(answers, keyOf(id, content), answer);
      keep(ids, id, true);
    },
  };
}

/** The memory of each peer by its identity. */
export function newMemories(): (identity: string) => Memory {
  const memories = new Map<string, Memory>();
  return (identity) => {
    const known = memories.get(identity) ?? newMemory();
    memories.set(identity, known);
    return known;
  };
}

function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > mostRemembered) map.delete(map.keys().next().value!);
}
