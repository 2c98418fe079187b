const maps = new WeakMap<object, ReadonlyMap<string, unknown>>();

/** The members of a list by their ids. Worked out once for each list, which never changes: a site is replaced, not edited. */
export function byId<One extends { readonly id: string }>(all: readonly One[]): ReadonlyMap<One['id'], One> {
  const known = maps.get(all) ?? new Map(all.map((one) => [one.id, one]));
  maps.set(all, known);
  return known as ReadonlyMap<One['id'], One>;
}
