// What an EVSE does, in one word with a sign and a colour.

import type { EvseView, StationView } from '../../../src/local/site-view.ts';
import type { IconName } from './icon.tsx';

export const evseStates = [
  'unreachable',
  'faulted',
  'charging',
  'paused',
  'asleep',
  'full',
  'plugged',
  'outOfService',
  'reserved',
  'free',
  'unknown',
] as const;
export type EvseState = (typeof evseStates)[number];

export type Station = Omit<StationView, 'evses'>;

const drawsAmps = 0.5;

export function stateOf(evse: EvseView, station: Pick<Station, 'connected'> | undefined): EvseState {
  if (station?.connected !== true) return 'unreachable';
  if (evse.status === 'Faulted') return 'faulted';
  if (evse.transaction !== undefined) return stateOfSession(evse);
  switch (evse.status) {
    case 'Available':
      return 'free';
    case 'Unavailable':
      return 'outOfService';
    case 'Reserved':
      return 'reserved';
    case undefined:
      return 'unknown';
    default:
      return 'plugged';
  }
}

function stateOfSession(evse: EvseView): EvseState {
  if (drawnAmps(evse) > drawsAmps) return 'charging';
  if (evse.vehicle?.state === 'full') return 'full';
  if ((evse.allocatedAmps ?? 1) === 0) return 'paused';
  return evse.vehicle?.state === 'asleep' ? 'asleep' : 'plugged';
}

/** On its fullest line. */
export const drawnAmps = ({ measuredAmps }: EvseView): number =>
  Math.max(0, ...(measuredAmps ?? []).map((one) => one ?? 0));

export const signs: Readonly<Record<EvseState, { readonly icon: IconName; readonly tone: Tone }>> = {
  unreachable: { icon: 'off', tone: 'bad' },
  faulted: { icon: 'alarm', tone: 'bad' },
  charging: { icon: 'bolt', tone: 'good' },
  paused: { icon: 'pause', tone: 'warn' },
  asleep: { icon: 'pause', tone: 'warn' },
  full: { icon: 'ok', tone: 'info' },
  plugged: { icon: 'plug', tone: 'info' },
  outOfService: { icon: 'off', tone: 'muted' },
  reserved: { icon: 'info', tone: 'info' },
  free: { icon: 'ok', tone: 'muted' },
  unknown: { icon: 'info', tone: 'muted' },
};

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'muted';
