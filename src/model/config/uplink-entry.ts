import type { Uplink } from './site.ts';

/** The entry of the site file that a connection comes from: a relay is one for each of its stations. */
export const entryOf = ({ id, speaksFor }: Pick<Uplink, 'id' | 'speaksFor'>): string =>
  speaksFor !== undefined && id.endsWith(`/${speaksFor}`) ? id.slice(0, -speaksFor.length - 1) : id;
