// Places for those who follow something live. Where all are taken, whoever has most of them gives one to somebody who has fewer:
// nobody shuts the others out by following a hundred times.

import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../src/local/actor.ts';

interface Seat {
  readonly owner: string;
  readonly end: () => void;
}

export interface Seats {
  /** The way to give the place back; undefined where there is none. `end` is called where it goes to somebody else. */
  take(request: FastifyRequest, end: () => void): (() => void) | undefined;
}

export function createSeats(most: number): Seats {
  // The one that is taken longest first.
  const seats = new Set<Seat>();

  function isRoomFor(owner: string): boolean {
    if (seats.size < most) return true;
    const of = Map.groupBy(seats, (seat) => seat.owner);
    const [largest = []] = [...of.values()].sort((one, other) => other.length - one.length);
    const [oldest] = largest;
    if (oldest === undefined || largest.length <= (of.get(owner)?.length ?? 0) + 1) return false;
    seats.delete(oldest);
    oldest.end();
    return true;
  }

  return {
    take(request, end) {
      const seat: Seat = { owner: ownerOf(request), end };
      if (!isRoomFor(seat.owner)) return undefined;
      seats.add(seat);
      return () => void seats.delete(seat);
    },
  };
}

/** However often he signed in. */
function ownerOf(request: FastifyRequest): string {
  const actor = request.actor as Actor | undefined;
  return actor === undefined ? request.ip : `${actor.via} ${actor.name}`;
}
