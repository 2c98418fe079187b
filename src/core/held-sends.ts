// Sends that wait for the disk, in order. One that was recalled is gone as if it had never been said.

import { deviceOfRequest } from '../model/bus.ts';
import type { LinkId, Row } from '../model/ids.ts';
import type { Send } from './ports.ts';

type Outgoing = Exclude<Send, { kind: 'read' | 'recall' | 'forget' }>;

export interface HeldSends {
  /** Whether it need not wait for the disk, or for no more than is durable; the order on its link stands. */
  isFree(send: Outgoing, durable: Row): boolean;
  /** Until the disk has reached the barrier, or what the send itself waits for. */
  hold(barrier: Row, send: Outgoing): void;
  recall(link: LinkId, callId: string): void;
  /** Drops the requests to a bus that a newer one with the same key takes the place of, and returns them. */
  supersede(key: string | undefined): Extract<Outgoing, { kind: 'bus' }>[];
  /** Drops the requests to this device of a bus. */
  forget(device: string): void;
  /** Lets go, in order, everything whose barrier the disk has reached. */
  release(durable: Row, send: (send: Outgoing) => void): void;
  size(): number;
  /** Frames that wait for this link. */
  sizeOf(link: LinkId): number;
  clear(): void;
}

/** More than any depot has links. */
const mostIdle = 5000;

export function newHeldSends(): HeldSends {
  let waiting: { readonly barrier: Row; send: Outgoing | undefined }[] = [];
  let first = 0;
  const sizes = new Map<LinkId, { frames: number }>();

  function count(send: Outgoing | undefined, by: 1 | -1): void {
    if (send?.kind !== 'frame') return;
    const size = sizes.get(send.link);
    if (size !== undefined) size.frames += by;
    else sizes.set(send.link, { frames: by });
  }

  /** Links come and go; those that nothing waits for are forgotten once in a while. */
  function forgetIdle(): void {
    if (sizes.size <= mostIdle) return;
    for (const [link, { frames }] of sizes) if (frames <= 0) sizes.delete(link);
  }

  /** Takes out what waits and is meant, as if it had never been said. */
  function drop(isMeant: (send: Outgoing) => boolean): Outgoing[] {
    const dropped: Outgoing[] = [];
    for (let at = first; at < waiting.length; at += 1) {
      const { send } = waiting[at]!;
      if (send === undefined || !isMeant(send)) continue;
      waiting[at]!.send = undefined;
      count(send, -1);
      dropped.push(send);
    }
    return dropped;
  }

  const sizeOf = (link: LinkId): number => sizes.get(link)?.frames ?? 0;

  return {
    isFree(send, durable) {
      if ('overtakes' in send && send.overtakes === true) return true;
      return send.kind === 'frame' && send.after !== undefined && send.after <= durable && sizeOf(send.link) === 0;
    },
    hold(barrier, send) {
      waiting.push({ barrier: (send.kind === 'frame' ? send.after : undefined) ?? barrier, send });
      count(send, 1);
    },
    recall: (link, callId) =>
      void drop((send) => send.kind === 'frame' && send.link === link && send.callId === callId),
    supersede: (key) =>
      key === undefined
        ? []
        : (drop((send) => send.kind === 'bus' && send.request.replaces === key) as Extract<
            Outgoing,
            { kind: 'bus' }
          >[]),
    forget: (device) => void drop((send) => send.kind === 'bus' && deviceOfRequest(send.request.id) === device),
    release(durable, send) {
      while (first < waiting.length && waiting[first]!.barrier <= durable) {
        const one = waiting[first]!.send;
        first += 1;
        count(one, -1);
        if (one !== undefined) send(one);
      }
      // The head of the array is cut off once in a while, not once per send.
      if (first > 1024 || first === waiting.length) {
        waiting = waiting.slice(first);
        first = 0;
        forgetIdle();
      }
    },
    size: () => waiting.length - first,
    sizeOf,
    clear() {
      sizes.clear();
      waiting = [];
      first = 0;
    },
  };
}
