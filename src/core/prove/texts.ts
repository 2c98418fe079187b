// What a person is to do in each step of the test of a station.

import type { ProvedStep } from '../../model/fact/fallback.ts';
import type { Proving } from './proving.ts';
import { hasTaken } from './proving.ts';

/** The limit with an end that is tried: long enough to be seen in several readings. */
export const testSeconds = 120;
/** The cable is out for so long at least: longer than the limit that is to end meanwhile. */
export const cutOffSeconds = 150;

export function todoOf(proving: Proving): string {
  const { step, state, station, evse, fallbackAmps, testAmps } = proving;
  if (state === 'over') return 'Nothing more: this was the last step.';
  // With the cable out it could not take it any more.
  if (step === 'cutOff' && state === 'running' && !hasTaken(proving))
    return `Wait: it must take ${testAmps} A first. Leave the cable in.`;
  return (state === 'waiting' ? before : meanwhile)[step](`${station}/${evse}`, fallbackAmps, testAmps);
}

type Text = (evse: string, fallback: number, test: number) => string;

const before: Record<ProvedStep, Text> = {
  takesLease: (evse, fallback, test) =>
    `Begin a new session at ${evse} with a vehicle that draws ${fallback} A or more, and wait until it charges. Then go on: it is told ${test} A for two minutes.`,
  leaseEnds: () => 'Go on: the limit that it took ends by itself.',
  reboot: (evse) =>
    `Go on only if ${evse} may be restarted: that ends the session. When it is back, begin a session again with the same vehicle.`,
  cutOff: (evse, _fallback, test) =>
    `A session must charge at ${evse}. Go on: it is told ${test} A for two minutes, and you are told when to pull its network cable.`,
  newSession: (evse) => `Go on, then end the session at ${evse} and begin another one.`,
};

const meanwhile: Record<ProvedStep, Text> = {
  takesLease: (_evse, _fallback, test) => `Wait: its readings must come down to ${test} A.`,
  leaseEnds: (_evse, fallback) => `Wait: its readings must go back to ${fallback} A, and no higher.`,
  reboot: () => 'Wait until it is back, then begin a session. The next readings decide.',
  cutOff: (evse) =>
    `Pull the network cable of ${evse} now, leave it out for ${cutOffSeconds} s, and plug it in again. Let the vehicle charge all the time.`,
  newSession: () => 'End the session and begin another one. The next readings decide.',
};
