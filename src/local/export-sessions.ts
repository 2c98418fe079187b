// Sessions as they are exported: a row each.

import { wallIso } from '../model/day.ts';
import type { TransactionId } from '../model/ids.ts';
import { moneyText } from '../model/money.ts';
import type { Utc } from '../model/time.ts';
import type { ExportRow } from './export-text.ts';
import type { CostKept } from './session-cost.ts';
import { costOf } from './session-cost.ts';

/** As the history has it. */
export interface SessionKept extends CostKept {
  readonly transaction?: TransactionId;
  readonly station: string;
  readonly evse?: number;
  readonly number?: number;
  readonly token?: string;
  readonly vehicle?: string;
  readonly startedAt?: Utc;
  readonly endedAt?: Utc;
  readonly meterStartWh?: number;
  readonly meterStopWh?: number;
  readonly energyWh?: number;
  readonly reason?: string;
  readonly verdict?: string;
}

export const sessionColumns = [
  'transaction',
  'station',
  'evse',
  'number',
  'token',
  'vehicle',
  'startedAt',
  'endedAt',
  'durationSeconds',
  'meterStartWh',
  'meterStopWh',
  'energyKwh',
  'cost',
  'currency',
  'costSource',
  'costIsFinal',
  'stopReason',
  'authorization',
] as const;

export interface ExportSite {
  readonly timezone: string;
  /** Of its tariff: what a central system says is in this one. */
  readonly currency?: string;
  /** Which vehicle a token stands for today, where the session does not say it. */
  readonly vehicleOf: (token: string) => string | undefined;
}

export function* sessionRows(sessions: Iterable<SessionKept>, site: ExportSite): Generator<ExportRow> {
  for (const one of sessions) yield sessionRow(one, site);
}

function sessionRow(session: SessionKept, site: ExportSite): ExportRow {
  const { startedAt, endedAt, token } = session;
  const cost = costOf(session);
  const currency = cost === undefined ? undefined : (cost.currency ?? site.currency);
  const energy = energyWhOf(session);
  return {
    transaction: session.transaction,
    station: session.station,
    evse: session.evse === 0 ? undefined : session.evse,
    number: session.number,
    token: token === '' ? undefined : token,
    vehicle: vehicleOf(session, site),
    startedAt: startedAt === undefined ? undefined : wallIso(site.timezone, startedAt),
    endedAt: endedAt === undefined ? undefined : wallIso(site.timezone, endedAt),
    durationSeconds:
      startedAt === undefined || endedAt === undefined
        ? undefined
        : Math.max(0, Math.round((endedAt - startedAt) / 1000)),
    meterStartWh: session.meterStartWh,
    meterStopWh: session.meterStopWh,
    energyKwh: energy === undefined ? undefined : kWhOf(energy),
    cost: cost === undefined ? undefined : amountOf(cost.amount, currency),
    currency,
    costSource: cost?.source,
    costIsFinal: cost?.isFinal,
    stopReason: session.reason,
    authorization: session.verdict,
  };
}

export const vehicleOf = ({ vehicle, token }: SessionKept, site: ExportSite): string | undefined =>
  vehicle ?? (token === undefined || token === '' ? undefined : site.vehicleOf(token));

/** As far as it is known: by what can be believed of its registers, else by what they say. */
export function energyWhOf({ energyWh, meterStartWh, meterStopWh, endedAt }: SessionKept): number | undefined {
  if (energyWh !== undefined) return energyWh;
  if (endedAt === undefined || meterStartWh === undefined || meterStopWh === undefined) return undefined;
  return Math.max(0, meterStopWh - meterStartWh);
}

/** To the watt-hour. */
export const kWhOf = (wh: number): number => Math.round(wh) / 1000;

/** A number with the digits of its currency; what a central system says without one stays as it is. */
export const amountOf = (amount: number, currency: string | undefined): number =>
  currency === undefined ? amount : Number(moneyText(amount, currency));
