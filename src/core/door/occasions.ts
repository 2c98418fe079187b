// Security events that whoever knocks can bring about. They are few, whoever knocks how often: a flood of them would drive out
// those that matter.

import type { Now } from '../ports.ts';
import type { SecurityOccasion } from '../ports/door.ts';
import type { Rule } from './buckets.ts';
import { mayTry, take } from './buckets.ts';
import type { Door } from './door.ts';

/** Of one kind, from one address or as one station. */
const oneRule: Rule = { burst: 2, everyMs: 3_600_000 };
/** Of all kinds, from everywhere: less than the lane of an uplink holds. */
const allRule: Rule = { burst: 20, everyMs: 300_000 };

/** The event, if it may be told. `from`: the address or the station. */
export function occasion(
  { told }: Pick<Door, 'told'>,
  event: SecurityOccasion,
  from: string,
  { mono }: Pick<Now, 'mono'>,
): SecurityOccasion | undefined {
  const one = `event ${event.type} ${from}`;
  if (!mayTry(told, one, oneRule, mono) || !mayTry(told, 'event', allRule, mono)) return undefined;
  take(told, one, oneRule, mono);
  take(told, 'event', allRule, mono);
  return event;
}
