import { vi } from 'vitest';

/** Looks again and again until nothing throws: on a busy computer too what must come about has time to. */
export const eventually = <Seen>(look: () => Seen | Promise<Seen>, timeout = 15_000): Promise<Seen> =>
  vi.waitFor(look, { timeout, interval: 20 });
