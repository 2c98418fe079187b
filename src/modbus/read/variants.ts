// Variants lie over the file: sets of keys are joined, everything else takes the place of what was there.

/** Keys whose sets belong together: half of one and half of another would mean something that nobody wrote. */
const whole = new Set(['confirm', 'every', 'map', 'reconnectHoldoff', 'state', 'wo', 'onState', 'heartbeat']);
/** Deeper than any device file. */
const maxDepth = 12;

type Keys = Readonly<Record<string, unknown>>;

const isSet = (value: unknown): value is Keys => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A new value; neither of the two is changed. A null takes a key away. A set whose `kind` differs takes the place of the
 * other one whole.
 */
export function overlay(below: unknown, above: unknown, depth = 0): unknown {
  if (!isSet(below) || !isSet(above) || depth > maxDepth) return above;
  if (below['kind'] !== above['kind'] && above['kind'] !== undefined) return above;
  const joined = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(above)) {
    if (value === null) joined.delete(key);
    else joined.set(key, whole.has(key) ? value : overlay(joined.get(key), value, depth + 1));
  }
  return Object.fromEntries(joined);
}
