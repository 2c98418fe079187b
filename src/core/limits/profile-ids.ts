import { knownSetting } from '../../model/capabilities.ts';
import { ownIds } from '../../ocpp/limit-profile.ts';
import { holdsAny } from '../../site/limits.ts';
import type { StationPart } from '../../site/station-part.ts';

/** The variable of 2.1 that says up to which id a station numbers what others limit it with. */
export const highestOfOthers = 'SmartChargingCtrlr.MaxExternalConstraintsId';

/** Ids of profiles are whole numbers of 32 bits. */
const highestId = 0x7fff_ffff;

/**
 * Ids of our profiles are above this one in a station (K01.FR.80, K01.FR.81). What it holds of ours keeps its ids, so that
 * the next one takes its place: of two in one place nobody knows which one counts.
 */
export function idsAboveIn({ limits, capabilities: { settings } }: StationPart): number {
  if (holdsAny(limits)) return limits.idsAbove;
  const said = Number(knownSetting(settings, highestOfOthers)?.value);
  return Number.isInteger(said) && said > 0 && said <= highestId - ownIds ? said : 0;
}
