import type { State } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';

/** Whether the station itself speaks with its central system. */
export const isThrough = (state: State, { config }: Pick<UplinkLive, 'config'>): boolean =>
  config.mode === 'relay' && config.speaksFor !== undefined && state.relays.get(config.speaksFor)?.phase === 'through';
