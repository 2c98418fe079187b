// The texts in English of what installers do once: testing a station, replacing it, letting many in; and of what a central
// system refused.

import type { Loose } from './en-panel.ts';

export type Work = Loose<typeof work>;

export interface ProveParts {
  /** `CP-01/1`. */
  readonly place: string;
  readonly fallback: string;
  readonly test: string;
}

export const work = {
  prove: {
    title: 'Test of its fallback',
    intro:
      'What a station draws when nobody tells it anything decides how much may be given away. This test shows it, for this station and all of its model and firmware.',
    needs: [
      'a vehicle that draws, at the station',
      'a hand at its network cable',
      'a quarter of an hour; its sessions have no more than the fallback meanwhile',
    ],
    known: (state: string) => `Its fallback is ${state} so far.`,
    begin: 'Begin the test',
    again: 'Test again',
    next: 'Go on',
    end: 'End the test',
    watching: 'The gateway watches …',
    place: (at: string, of: string) => `Step ${at} of ${of}`,
    seen: 'Seen:',
    results: { proved: 'kept', failed: 'not kept', open: 'not tried' },
    steps: {
      takesLease: 'It takes a limit with an end',
      leaseEnds: 'It lets it end by itself, back to the fallback',
      reboot: 'It keeps the fallback through a restart',
      cutOff: 'It comes down to the fallback when its cable is pulled',
      newSession: 'It begins a new session at the fallback',
    },
    before: {
      takesLease: ({ place, fallback, test }: ProveParts) =>
        `Begin a new session at ${place} with a vehicle that draws ${fallback} or more, and wait until it charges. Then go on: it is told ${test} for two minutes.`,
      leaseEnds: () => 'Go on: the limit that it took ends by itself.',
      reboot: ({ place }: ProveParts) =>
        `Go on only if ${place} may be restarted: that ends the session. When it is back, begin a session again with the same vehicle.`,
      cutOff: ({ place, test }: ProveParts) =>
        `A session must charge at ${place}. Go on: it is told ${test} for two minutes, and you are told when to pull its network cable.`,
      newSession: ({ place }: ProveParts) => `Go on, then end the session at ${place} and begin another one.`,
    },
    meanwhile: {
      takesLease: ({ test }: ProveParts) => `Wait: its readings must come down to ${test}.`,
      leaseEnds: ({ fallback }: ProveParts) => `Wait: its readings must go back to ${fallback}, and no higher.`,
      reboot: () => 'Wait until it is back, then begin a session. The next readings decide.',
      cutOff: ({ place }: ProveParts) =>
        `Pull the network cable of ${place} now, leave it out for 150 s, and plug it in again. Let the vehicle charge all the time.`,
      newSession: () => 'End the session and begin another one. The next readings decide.',
    },
    notYet: ({ test }: ProveParts) => `Wait: it must take ${test} first. Leave the cable in.`,
    allProved: 'All stations of this model and firmware get limits with an end from now on.',
    hasFailed:
      'Its fallback cannot be relied on: it counts at its rating while it cannot be reached. Change its firmware or settings, and test it again.',
    noLease: 'It keeps getting limits without an end.',
  },
  replace: {
    title: (old: string) => `Another device in the place of ${old}`,
    text: 'It takes over circuit, settings and numbers upstream. The old one is refused from then on, and its key ends.',
    by: 'Identity of the new device',
    byHint: 'The last part of the address that is set in it.',
    old: 'Which it replaces',
    act: 'Replace',
    evenIfCharging: 'Although a session has not ended: the old device is dead, and its last reading counts.',
  },
  enrol: {
    title: 'Let many in at once',
    text: 'For a while, unknown stations that come with a key of at least 16 characters get an entry in the site file and keep that key. They get no current until they have their place.',
    open: (until: string) => `Unknown stations are let in until ${until}.`,
    minutes: 'For how many minutes',
    template: 'What they are like (template)',
    needsTemplate:
      'It takes a template with a key of its own (security: profile 1, password: managed) in the site file.',
    begin: 'Let them in',
    end: 'Let nobody in any more',
    waiting: 'Enrolled, without a place yet',
    place: 'Place',
    placeTitle: (id: string) => `Where ${id} hangs`,
  },
  letters: {
    parked: (count: string) => `Refused for good: ${count}`,
    look: 'Look at them',
    title: (uplink: string) => `What ${uplink} refused for good`,
    text: 'Settle it with the operator of the central system. Sent again, it goes out as it was; what is dropped is never told.',
    none: 'Nothing is refused.',
    transaction: (id: string) => `session ${id}`,
    replaying: 'is being sent once more',
    replay: 'Send again',
    discard: 'Drop',
    discardSure: 'Really drop',
    payload: 'What it says',
  },
  staying: {
    soon: (at: string) => `Nobody has done anything here for a while: you are signed out at ${at}.`,
    stay: 'Stay signed in',
    over: (at: string) => `This sign-in ends at ${at}, twelve hours after it began.`,
    again: 'Sign in again',
    wasOut: 'You were signed out. Sign in, and you are back on the same page.',
  },
} as const;
