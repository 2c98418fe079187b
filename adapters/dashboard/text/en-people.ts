// The texts in English of who may come in, and who may do what.

import type { Loose } from './en-panel.ts';

export type People = Loose<typeof people>;

export const people = {
  roles: { viewer: 'viewer', operator: 'operator', installer: 'installer', admin: 'admin' },
  roleHints: {
    viewer: 'Looks, and changes nothing.',
    operator: 'Sets departures and priorities, starts and stops sessions, limits circuits for a while.',
    installer: 'Edits the site, puts stations up, reads traces.',
    admin: 'Also decides who may do what.',
  },
  access: {
    needsRole: (role: string) => `This needs the role ${role}.`,
    signInTitle: 'Sign in',
    signIn: 'Sign in',
    signOut: 'Sign out',
    name: 'Name',
    password: 'Password',
    passwordAgain: 'Password again',
    passwordHint: 'At least 12 characters. A sentence is good.',
    notSame: 'The two passwords differ.',
    forgotten:
      'Forgotten? An admin sets a new one on the page Users. Without an admin: “busbar claim --user NAME” on the box itself.',
    claimTitle: 'This box is new',
    claimText: 'Whoever stands at the box claims it: run this on its console, and type in the code that it prints.',
    code: 'Code from the console',
    codeHint: 'It counts once and not for long.',
    claim: 'Claim the box',
    confirmTitle: 'Your password, please',
    confirmText: 'This changes what matters. It is asked again after ten minutes.',
    confirm: 'Go on',
    open: 'Access is open: everybody on this computer is admin (api.access: open).',
    openUsers: 'So there are no accounts and no tokens. Without that line of the site file the box can be claimed.',
  },
  users: {
    tabs: { users: 'Users', tokens: 'API tokens', audit: 'Audit' },
    add: 'Add a user',
    role: 'Role',
    roleOf: (name: string) => `Role of ${name}`,
    self: 'you',
    newPassword: 'New password',
    current: 'Password until now',
    removeSure: 'Really remove',
    tokensHint: 'For programs: sent as “authorization: Bearer …”.',
    addToken: 'Make a token',
    tokenName: 'What it is for',
    days: 'Valid for days',
    tokenOnce: 'The token, shown this once:',
    madeBy: (by: string, at: string) => `made by ${by}, ${at}`,
    ends: (at: string) => `ends ${at}`,
    who: 'Who',
    what: 'What',
    verify: 'Is the record whole?',
    whole: (count: string) => `Whole: ${count} entries.`,
    broken: (at: string) => `Broken at entry ${at}: somebody changed it.`,
  },
} as const;
