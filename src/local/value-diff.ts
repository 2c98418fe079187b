// What differs between two files by their keys, for people and for the audit.

export interface ValueChange {
  /** Entries of lists go by their names: `circuits.main.limitAmps`. */
  readonly at: string;
  /** Absent where there was or is nothing. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** More is told as a number. */
const mostChanges = 100;
/** Deeper is no file of ours. */
const mostLevels = 20;

/** The first ones, in the order of the file. */
export function changesBetween(before: unknown, after: unknown): ValueChange[] {
  const changes: ValueChange[] = [];
  compare(before, after, '', changes, 0);
  return changes;
}

function compare(before: unknown, after: unknown, at: string, changes: ValueChange[], level: number): void {
  if (changes.length >= mostChanges || isSame(before, after)) return;
  const [old, now] = [entriesOf(before), entriesOf(after)];
  if (old === undefined || now === undefined || level >= mostLevels) {
    changes.push({ at, ...(before !== undefined && { before }), ...(after !== undefined && { after }) });
    return;
  }
  for (const key of new Set([...old.keys(), ...now.keys()]))
    compare(old.get(key), now.get(key), at === '' ? key : `${at}.${key}`, changes, level + 1);
}

const isSame = (one: unknown, other: unknown): boolean =>
  one === other ||
  (typeof one === 'object' && typeof other === 'object' && JSON.stringify(one) === JSON.stringify(other));

/** By their keys, and entries of lists by what names them; undefined for what has none. */
function entriesOf(value: unknown): Map<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const named = new Map<string, unknown>();
  for (const [at, item] of (value as unknown[]).entries()) {
    const name = nameOf(item) ?? String(at);
    named.set(named.has(name) ? `${name}#${at}` : name, item);
  }
  return named;
}

function nameOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const { id, range, token } = item as Record<string, unknown>;
  return [id, range, token].find((one): one is string => typeof one === 'string');
}

/** A line for people. */
export function summaryOf(changes: readonly ValueChange[]): string {
  if (changes.length === 0) return 'Only comments or the way in which it is written.';
  const told = changes.slice(0, 3).map(({ at, before, after }) => {
    if (before === undefined) return `${at} is new`;
    if (after === undefined) return `${at} is gone`;
    return isShort(before) && isShort(after) ? `${at}: ${say(before)} → ${say(after)}` : `${at} is another`;
  });
  const more = changes.length - told.length;
  return `${told.join('; ')}${more > 0 ? `; and ${more >= mostChanges - 3 ? 'many' : more} more` : ''}`;
}

const isShort = (value: unknown): boolean => typeof value !== 'object' && say(value).length <= 60;

const say = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
