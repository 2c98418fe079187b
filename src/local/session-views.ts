// Sessions as people look them up (`GET /api/v1/sessions`).

import type { StationId, TransactionId } from '../model/ids.ts';
import type { Utc } from '../model/time.ts';
import { isoOf } from '../model/time.ts';
import type { SessionKept } from './export-sessions.ts';
import { energyWhOf } from './export-sessions.ts';
import { tokenEnd } from './plan-ahead.ts';
import { costOf } from './session-cost.ts';
import type { CostView } from './site-view.ts';
import type { SessionFilter } from '../model/session-filter.ts';

/** One that goes on, as the core says. */
export interface OpenSession {
  readonly id: TransactionId;
  readonly station: StationId;
  readonly evse: number;
  readonly number: number;
  /** Whole: who shows it masks it. */
  readonly token: string;
  readonly vehicle?: string;
  readonly startedAt: Utc;
  readonly energyWh: number;
  readonly cost?: CostView;
  /** kWh that will be missing when it leaves. */
  readonly plannedMiss?: number;
}

export interface SessionView {
  readonly id: string;
  readonly state: 'open' | 'ended';
  readonly station: string;
  readonly evse?: number;
  /** Its end. */
  readonly token?: string;
  readonly vehicle?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly energyWh?: number;
  readonly cost?: { readonly amount: number; readonly currency?: string; readonly source: 'tariff' | 'csms' };
  readonly stoppedReason?: string;
  /** How its token was judged. */
  readonly authorization?: string;
  readonly plannedMiss?: number;
}

/** What is known of one that goes on is newer than what the history has of it. */
export function sessionView(kept: SessionKept & { readonly id: string }, open: OpenSession | undefined): SessionView {
  const { id, station, evse, startedAt, endedAt, reason, verdict } = kept;
  const energyWh = open?.energyWh ?? energyWhOf(kept);
  const cost = open === undefined ? costOf(kept) : open.cost;
  const token = kept.token ?? open?.token;
  const vehicle = kept.vehicle ?? open?.vehicle;
  return {
    ...{ id, state: open === undefined ? 'ended' : 'open', station },
    ...(evse !== undefined && evse !== 0 && { evse }),
    ...(token !== undefined && token !== '' && { token: tokenEnd(token) }),
    ...(vehicle !== undefined && { vehicle }),
    ...(startedAt !== undefined && { startedAt: isoOf(startedAt) }),
    ...(endedAt !== undefined && { endedAt: isoOf(endedAt) }),
    ...(energyWh !== undefined && { energyWh: Math.round(energyWh) }),
    ...(cost !== undefined && { cost: costWithout(cost) }),
    ...(reason !== undefined && { stoppedReason: reason }),
    ...(verdict !== undefined && { authorization: verdict }),
    ...(open?.plannedMiss !== undefined && { plannedMiss: open.plannedMiss }),
  };
}

const costWithout = ({
  amount,
  currency,
  source,
}: NonNullable<SessionView['cost']>): NonNullable<SessionView['cost']> => ({
  amount,
  ...(currency !== undefined && { currency }),
  source,
});

/** As the history would have it. */
export const asKept = (open: OpenSession): SessionKept & { readonly id: string } => ({
  ...{ id: open.id, transaction: open.id, station: open.station, evse: open.evse, token: open.token },
  ...(open.vehicle !== undefined && { vehicle: open.vehicle }),
  startedAt: open.startedAt,
});

/** What is asked of those that go on. */
export interface OpenFilter extends SessionFilter {
  readonly before?: { readonly at: number; readonly id: string };
}

/** As the history looks for them. */
export function isAsked({ id, station, startedAt, ...open }: OpenSession, filter: OpenFilter): boolean {
  const token = open.token.toLowerCase();
  const vehicle = open.vehicle?.toLowerCase();
  const text = filter.text?.toLowerCase();
  const { before } = filter;
  return (
    startedAt >= (filter.from ?? 0) &&
    startedAt < (filter.to ?? Infinity) &&
    (filter.stations?.includes(station) ?? true) &&
    (filter.token === undefined || isMeant(token, filter.token.toLowerCase())) &&
    (filter.vehicle === undefined || vehicle === filter.vehicle.toLowerCase()) &&
    (text === undefined ||
      station.toLowerCase().includes(text) ||
      vehicle?.includes(text) === true ||
      (text.length >= 4 && isMeant(token, text))) &&
    (before === undefined || startedAt < before.at || (startedAt === before.at && id < before.id))
  );
}

/** By the end that people are shown, or by the whole: a longer end than that would tell a token letter by letter. */
const isMeant = (token: string, typed: string): boolean =>
  typed.length > 4 ? token === typed : token.slice(-4) === typed;

/** A minute of a session, or several together. */
export interface CurvePointView {
  readonly at: string;
  readonly powerW?: number;
  /** On the fullest line, a mean. */
  readonly amps?: readonly number[];
  /** What it was told last. */
  readonly limitAmps?: number;
  /** Since it began. */
  readonly energyWh: number;
}

interface Stretch {
  readonly at: Utc;
  readonly amps?: number;
  readonly energyWh: number;
  readonly seconds: number;
}

/** `steps`: limits that were told, oldest first. */
export function curveOf(
  stretches: readonly Stretch[],
  steps: readonly { readonly at: Utc; readonly amps: number }[],
): CurvePointView[] {
  let sum = 0;
  let next = 0;
  let limitAmps: number | undefined;
  return stretches.map(({ at, amps, energyWh, seconds }) => {
    sum += energyWh;
    while (next < steps.length && steps[next]!.at <= at + seconds * 1000) limitAmps = steps[next++]!.amps;
    return {
      at: isoOf(at),
      ...(seconds > 0 && { powerW: Math.round((energyWh * 3600) / seconds) }),
      ...(amps !== undefined && { amps: [amps] }),
      ...(limitAmps !== undefined && { limitAmps }),
      energyWh: Math.round(sum * 10) / 10,
    };
  });
}
