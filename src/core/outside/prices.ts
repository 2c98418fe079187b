// Prices as they are asked for and given. What was given and has a gap falls to the site file, and people are told.

import { pricesOver, priceAt } from '../../control/tariff.ts';
import type { PricesView } from '../../local/site-view.ts';
import type { Tariff } from '../../model/config/energy.ts';
import type { Fact } from '../../model/fact/fact.ts';
import { endOf, mostPrices, seriesOf } from '../../model/price.ts';
import type { PriceSeries } from '../../model/price.ts';
import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import type { Now, Problem } from '../ports.ts';
import { tariffInForce } from '../prices/in-force.ts';
import type { OutsideQuestion } from '../ports/outside.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { problem } from './problem.ts';

/** A day of quarters, which is what `PUT` answers with. */
const usualSlots = 96;

export function servePrices(
  state: State,
  question: Extract<OutsideQuestion, { kind: 'prices' | 'setPrices' }>,
  facts: Fact[],
  now: Now,
): PricesView | Problem {
  const { timezone } = siteOf(state);
  const tariff = tariffInForce(state);
  if (tariff === undefined)
    return problem(
      409,
      'BB_TARIFF_ABSENT',
      'This site has no tariff. Write "tariff:" into the site file, with its currency and a default price.',
    );
  if (question.kind === 'prices')
    return viewOf(tariff, state.ledger.outside.prices, timezone, question.from ?? now.utc, question.slots);
  const series = seriesOf(question.entries);
  if (series.entries.length > mostPrices || series.entryMs < leastEntryMs)
    return problem(
      400,
      'BB_PRICES',
      `There are ${series.entries.length} prices, at least ${series.entryMs / 1000} s each: at most ${mostPrices} are kept, of at least 5 minutes each.`,
    );
  facts.push({ kind: 'PricesSet', series, happenedAt: now.utc });
  return viewOf(tariff, series, timezone, now.utc, usualSlots);
}

/** No market is finer. */
const leastEntryMs = 300_000;

function viewOf(
  tariff: Tariff,
  series: PriceSeries | undefined,
  timezone: string,
  from: Utc,
  slots: number,
): PricesView {
  const until = series === undefined ? undefined : endOf(series);
  return {
    currency: tariff.currency,
    ...(until !== undefined && { givenUntil: isoOf(until) }),
    slots: pricesOver(tariff, series, timezone, from, slots).map((slot) => ({
      ...slot,
      startsAt: isoOf(slot.startsAt),
    })),
  };
}

/** Whoever gives prices is told where there is none. Returns when to look again. */
export function notePrices({ ledger, alarms }: State, now: Now): Utc {
  const { tariff, timezone } = ledger.gateway.site ?? {};
  const { prices } = ledger.outside;
  if (tariff === undefined || timezone === undefined || prices === undefined || prices.entries.length === 0) {
    alarms.delete('BB_PRICE_MISSING');
    return Infinity as Utc;
  }
  const { source, changesAt, pricePerKwh } = priceAt(tariff, prices, timezone, now.utc);
  if (source === 'series') alarms.delete('BB_PRICE_MISSING');
  else
    alarms.set(
      'BB_PRICE_MISSING',
      `Nobody gave a price for now: ${pricePerKwh} ${tariff.currency}/kWh of the site file counts. Send the missing hours with PUT /api/v1/prices, or an empty list where none will come any more.`,
    );
  return changesAt;
}
