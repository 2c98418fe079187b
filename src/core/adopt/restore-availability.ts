import type { OrderOf } from '../../ocpp/order.ts';
import { isRefusedWhole } from '../orders/availability.ts';
import type { Step, StepContext } from './step.ts';

/**
 * Takes out of service what is to be, whatever the station says of it now: it may have forgotten, and not told yet. Puts
 * into service only what is seen to be out of it.
 */
export const restoreAvailability: Step = {
  name: 'restore availability',
  next: (context) => {
    const wanted = wantedOf(context).find(([evse, operative]) => isDue(context, evse, operative));
    if (wanted === undefined) return undefined;
    const [evse, operative] = wanted;
    context.live.adoption.asked.add(nameOf(evse));
    return { kind: 'changeAvailability', evse, operative };
  },
  heard: ({ live }, order, answer) => {
    if (isRefusedWhole({ order, answer })) live.adoption.asked.add(oneByOne);
    return [];
  },
};

/** The station does not know connector 0 (Q23). */
const oneByOne = 'availability one by one';
const nameOf = (evse: number): string => `availability ${evse}`;

function wantedOf({ part, station, live }: StepContext): (readonly [number, boolean])[] {
  const ofAll = part.availability.get(0);
  const isWhole = ofAll === undefined || !live.adoption.asked.has(oneByOne);
  const wanted = isWhole
    ? [...part.availability]
    : station.evses.map(({ id }) => [id, part.availability.get(id) ?? ofAll] as const);
  const out = [...part.outOfService.keys()].map((evse) => [evse, false] as const);
  return [...wanted.filter(([evse]) => !part.outOfService.has(evse)), ...out];
}

function isDue(
  { part, station, live }: StepContext,
  evse: number,
  operative: OrderOf<'changeAvailability'>['operative'],
) {
  if (live.adoption.asked.has(nameOf(evse))) return false;
  if (!operative) return true;
  const meant = evse === 0 ? station.evses.map(({ id }) => id) : [evse];
  return meant.some((id) => part.statuses.get(id)?.status === 'Unavailable' && !part.outOfService.has(id));
}
