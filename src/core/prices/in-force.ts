// The tariff in force: what the central system that commands the site gave for all EVSEs (OCPP 2.1), else that of the site
// file; and prices that were given for certain hours go before both.

import type { Prices } from '../../control/cost.ts';
import { readTariff } from '../../control/csms-tariff.ts';
import type { Tariff } from '../../model/config/energy.ts';
import type { TariffSet } from '../../model/fact/uplink.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';

/** A fact is read once. */
const read = new WeakMap<TariffSet, { readonly tariff: Tariff | undefined }>();

export function tariffInForce(state: State): Tariff | undefined {
  const { uplinks, tariff } = siteOf(state);
  for (const { id, role } of uplinks) {
    if (role !== 'control') continue;
    const set = state.ledger.uplinks.get(id)?.tariffs.get(0);
    const given = set === undefined ? undefined : tariffOf(set);
    // What is fed in and what peaks cost is between the site and its supplier.
    if (given !== undefined) return { ...tariff, ...given };
  }
  return tariff;
}

function tariffOf(set: TariffSet): Tariff | undefined {
  let known = read.get(set);
  if (known === undefined) read.set(set, (known = { tariff: readTariff(set.json) }));
  return known.tariff;
}

export function pricesInForce(state: State): Prices | undefined {
  const tariff = tariffInForce(state);
  if (tariff === undefined) return undefined;
  return { tariff, series: state.ledger.outside.prices, timezone: siteOf(state).timezone };
}

/** The same to whoever is priced by it. */
export const isSame = (a: Prices | undefined, b: Prices | undefined): boolean =>
  a?.series === b?.series &&
  a?.timezone === b?.timezone &&
  (a?.tariff === b?.tariff || JSON.stringify(a?.tariff) === JSON.stringify(b?.tariff));
