// The tariff of OCPP 2.1 (2.18 TariffType) as far as it says what a kilowatt-hour costs at a time of the week. What depends on
// anything else (power, duration, card) is no price of an hour: a price with such a condition is left out.

import type { PricePeriod, Tariff } from '../model/config/energy.ts';
import type { Weekday } from '../model/zone.ts';

const days: Readonly<Record<string, Weekday>> = {
  Monday: 'mon',
  Tuesday: 'tue',
  Wednesday: 'wed',
  Thursday: 'thu',
  Friday: 'fri',
  Saturday: 'sat',
  Sunday: 'sun',
};

/** As many as a site file may have. */
const mostPeriods = 100;

interface Conditions {
  readonly startTimeOfDay?: unknown;
  readonly endTimeOfDay?: unknown;
  readonly dayOfWeek?: unknown;
}

/** Undefined where it has no price per kWh that holds at any time. Never throws. */
export function readTariff(json: string): Pick<Tariff, 'currency' | 'defaultPricePerKwh' | 'periods'> | undefined {
  const { currency, energy } = parse(json) as { currency?: unknown; energy?: { prices?: unknown } };
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency) || !Array.isArray(energy?.prices)) return undefined;
  const periods: PricePeriod[] = [];
  let defaultPricePerKwh: number | undefined;
  for (const one of energy.prices as ({ priceKwh?: unknown; conditions?: Conditions } | null)[]) {
    const { priceKwh, conditions } = one ?? {};
    if (typeof priceKwh !== 'number' || !Number.isFinite(priceKwh)) continue;
    if (conditions === undefined) {
      // Prices are looked at in order: behind one that always holds no other does.
      defaultPricePerKwh = priceKwh;
      break;
    }
    const period = periodOf(conditions);
    if (period !== undefined && periods.length < mostPeriods) periods.push({ ...period, pricePerKwh: priceKwh });
  }
  return defaultPricePerKwh === undefined ? undefined : { currency, defaultPricePerKwh, periods };
}

function periodOf(conditions: Conditions | null): Omit<PricePeriod, 'pricePerKwh'> | undefined {
  if (typeof conditions !== 'object' || conditions === null) return undefined;
  const known = new Set(['startTimeOfDay', 'endTimeOfDay', 'dayOfWeek']);
  if (Object.keys(conditions).some((key) => !known.has(key))) return undefined;
  const from = minuteOf(conditions.startTimeOfDay ?? '00:00');
  const to = minuteOf(conditions.endTimeOfDay ?? '24:00');
  if (from === undefined || to === undefined) return undefined;
  const on = conditions.dayOfWeek;
  if (on === undefined) return { from, to };
  if (!Array.isArray(on)) return undefined;
  const named = on.map((day) => days[String(day)]).filter((day) => day !== undefined);
  return named.length === on.length && named.length > 0 ? { from, to, days: named } : undefined;
}

function minuteOf(text: unknown): number | undefined {
  const [, hour, minute] = /^(\d\d):(\d\d)$/.exec(String(text)) ?? [];
  const found = Number(hour) * 60 + Number(minute);
  return found >= 0 && found <= 1440 ? found : undefined;
}

function parse(json: string): object {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
