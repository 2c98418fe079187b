// Who may use the API: what the routes ask of whoever keeps users, sessions and tokens.

import type { AccessState, Who } from './decide.ts';
import { openActor } from '../actor.ts';

/** What a request brings along to prove who asks. */
export interface Proof {
  readonly address: string;
  /** The value of the session's cookie. */
  readonly cookie?: string | undefined;
  /** Of the header `authorization`. */
  readonly bearer?: string | undefined;
}

export interface AccessConsole {
  state(): AccessState;
  /** Undefined where nothing, or nothing good, is proved. */
  whoIs(proof: Proof): Who | undefined;
}

/** `api.access: open`: everybody is admin, and there is nothing to claim. */
export const openAccess: AccessConsole = {
  state: () => 'open',
  whoIs: ({ address }) => ({ actor: openActor(address) }),
};
