// Statuses that do not come by themselves (Q21): each connector is asked for its own, because a trigger without one is
// answered for the station only (Q22). Where that does not help and nobody ever told a status, setting the connector operative
// makes most stations say one.

import { after } from '../../model/time.ts';
import type { Order } from '../../ocpp/order.ts';
import type { Step, StepContext } from './step.ts';
import { canTrigger } from './trigger.ts';

/** A station that tells its statuses does so right after its boot. */
const byThemselvesMs = 10_000;
/** So long may a status take to come after it was promised. */
const promisedMs = 5000;

export const askStatuses: Step = {
  name: 'ask statuses',
  next: (context, now) => {
    const missing = missingOf(context);
    if (missing.length === 0) return undefined;
    const from = after(context.live.callableFrom, byThemselvesMs);
    if (now < from) return { waitUntil: from };
    const order = triggerFor(context, missing);
    if (order !== undefined) return order;
    const until = after(from, promisedMs);
    return now < until ? { waitUntil: until } : provocationFor(context, missing);
  },
  heard: () => [],
};

const missingOf = ({ station, live }: StepContext): number[] =>
  station.evses.map(({ id }) => id).filter((id) => !live.reported.has(id));

function triggerFor(context: StepContext, missing: readonly number[]): Order | undefined {
  const evse = canTrigger(context) ? firstUntried(context, 'status', missing) : undefined;
  return evse === undefined ? undefined : { kind: 'trigger', message: 'StatusNotification', evse };
}

/** Only where nothing at all is known of a connector, and nobody wants it out of service. */
function provocationFor(context: StepContext, missing: readonly number[]): Order | undefined {
  const { statuses, availability, outOfService } = context.part;
  const unknown = missing.filter(
    (evse) =>
      !statuses.has(evse) && !outOfService.has(evse) && (availability.get(evse) ?? availability.get(0)) !== false,
  );
  const evse = firstUntried(context, 'operative', unknown);
  return evse === undefined ? undefined : { kind: 'changeAvailability', evse, operative: true };
}

/** Each is asked once in a connection; what it refuses, it refuses (Q22). */
function firstUntried({ live }: StepContext, what: string, evses: readonly number[]): number | undefined {
  const evse = evses.find((one) => !live.adoption.asked.has(`${what} ${one}`));
  if (evse !== undefined) live.adoption.asked.add(`${what} ${evse}`);
  return evse;
}
