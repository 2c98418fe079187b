import { tariffsFor } from '../orders/tariffs.ts';
import type { Step } from './step.ts';

/** A station of 2.1 that was away gets the default tariffs that were set meanwhile; the same one again changes nothing. */
export const giveTariffs: Step = {
  name: 'give tariffs',
  next: ({ state, station, live }) => {
    const due = tariffsFor(state, station.id).find(({ evse }) => !live.adoption.asked.has(nameOf(evse)));
    if (due === undefined) return undefined;
    live.adoption.asked.add(nameOf(due.evse));
    return { ...due, payload: due.payload as Readonly<Record<string, unknown>> };
  },
  heard: () => [],
};

const nameOf = (evse: number): string => `tariff ${evse}`;
