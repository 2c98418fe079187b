// States that many cases begin from, reached as a charge point reaches them.

import { expect } from 'vitest';
import type { Depot } from './depot.ts';
import { reports, tag } from './depot.ts';
import type { Party, Payload } from './party.ts';

export function authorizes(station: Party, idTag = tag, status = 'Accepted'): void {
  station.asks('Authorize', { idTag }, { idTagInfo: { status } });
}

interface Start {
  readonly connectorId?: number;
  readonly idTag?: string;
  readonly meterStart?: number;
  readonly reservationId?: number;
  /** What the verdict must be. */
  readonly status?: string;
}

/** StartTransaction; the number of the transaction as the charge point got it. */
export function starts(station: Party, timestamp: string, { status = 'Accepted', ...about }: Start = {}): number {
  const start = { connectorId: 1, idTag: tag, meterStart: 1000, timestamp, ...about };
  const { transactionId } = station.asks('StartTransaction', start, { idTagInfo: { status } });
  expect(transactionId).toBeGreaterThan(0);
  return transactionId as number;
}

/** A session is under way at connector 1: its number at the charge point, and the one that the central system gave. */
export function charging({ station, csms, time }: Depot, idTag = tag): { transactionId: number; upstreamId: number } {
  reports(station, 1, 'Preparing');
  authorizes(station, idTag);
  const transactionId = starts(station, time(), { idTag });
  reports(station, 1, 'Charging');
  csms.hears('StartTransaction', { connectorId: 2, idTag });
  for (const party of [station, csms]) party.forgets();
  return { transactionId, upstreamId: 5001 };
}

/** StopTransaction. Where it names a token, its answer says what the token is worth. */
export function stops(station: Party, transactionId: number, timestamp: string, about: Payload = {}): void {
  const wanted = about['idTag'] === undefined ? {} : { idTagInfo: { status: 'Accepted' } };
  station.asks('StopTransaction', { transactionId, meterStop: 2000, timestamp, ...about }, wanted);
}
