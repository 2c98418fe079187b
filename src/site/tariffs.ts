import type { TariffsCleared, TariffSet } from '../model/fact/uplink.ts';
import { keepNewest } from './part.ts';

/** One for each EVSE of the largest site, and one for all. */
export const tariffsKept = 512;

/** Default tariffs of one central system, by the number of the EVSE upstream; 0 is all of them. */
export function foldTariffs(tariffs: Map<number, TariffSet>, fact: TariffSet | TariffsCleared): void {
  if (fact.kind === 'TariffsCleared') for (const evse of fact.evses) tariffs.delete(evse);
  else {
    tariffs.set(fact.evse, fact);
    keepNewest(tariffs, tariffsKept);
  }
}
