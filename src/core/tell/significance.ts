import type { UplinkId } from '../../model/ids.ts';
import type { State } from '../state.ts';

/** A limit that changes by less than this is not told anew, where the central system said nothing else: percent. */
const usualSignificance = 1;

/** SmartChargingCtrlr.LimitChangeSignificance, as a part of 1. */
export function significanceOf(state: State, uplink: UplinkId): number {
  const set = state.ledger.uplinks.get(uplink)?.settings.get('SmartChargingCtrlr.LimitChangeSignificance');
  const percent = Number(set ?? usualSignificance);
  return (Number.isFinite(percent) && percent >= 0 ? percent : usualSignificance) / 100;
}
