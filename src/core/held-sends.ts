// Sends that wait for the disk, in order. One that was recalled is gone as if it had never been said.

import type { LinkId, Row } from '../model/ids.ts';
import type { Send } from './ports.ts';

type Outgoing = Exclude<Send, { kind: 'read' | 'recall' }>;

export interface HeldSends {
  hold(barrier: Row, send: Outgoing): void;
  recall(link: LinkId, callId: string): void;
  /** Lets go, in order, everything whose barrier the disk has reached. */
  release(durable: Row, send: (send: Outgoing) => void): void;
  size(): number;
  clear(): void;
}

export function newHeldSends(): HeldSends {
  let waiting: { readonly barrier: Row; send: Outgoing | undefined }[] = [];
  let first = 0;

  return {
    hold(barrier, send) {
      waiting.push({ barrier, send });
    },
    recall(link, callId) {
      for (let at = first; at < waiting.length; at += 1) {
        const { send } = waiting[at]!;
        if (send?.kind === 'frame' && send.link === link && send.callId === callId) waiting[at]!.send = undefined;
      }
    },
    release(durable, send) {
      while (first < waiting.length && waiting[first]!.barrier <= durable) {
        const one = waiting[first]!.send;
        first += 1;
        if (one !== undefined) send(one);
      }
      // The head of the array is cut off once in a while, not once per send.
      if (first > 1024 || first === waiting.length) {
        waiting = waiting.slice(first);
        first = 0;
      }
    },
    size: () => waiting.length - first,
    clear() {
      waiting = [];
      first = 0;
    },
  };
}
