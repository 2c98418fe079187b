// Whether a request may pass, once it is known who asks: the one place that decides it, without clock or socket.

import type { Actor, RouteRole } from '../actor.ts';
import { mayAs } from '../actor.ts';
import type { Problem } from '../problem.ts';

/** `open`: everybody is admin (demo and tests). `unclaimed`: nobody has an account yet. */
export type AccessState = 'unclaimed' | 'claimed' | 'open';

/** Who asks, and by what he proves it. */
export interface Who {
  readonly actor: Actor;
  /** The session or the token, for what lasts to end with it. */
  readonly credential?: string;
  /** Set where a cookie proves it: a browser sends it by itself, so a write needs more. */
  readonly session?: {
    readonly id: string;
    /** Until then the password need not be given again. */
    readonly isConfirmed: boolean;
    /** ISO 8601. */
    readonly confirmedUntil: string;
    /** Until it ends, and until it ends if nobody does anything. */
    readonly secondsLeft: number;
    readonly idleSecondsLeft: number;
  };
}

export interface Wish {
  /** Of the route. A route without one lets nobody in. */
  readonly role: RouteRole | undefined;
  /** A write of installers and admins asks for the password again, unless the route says that it changes nothing. */
  readonly confirm?: boolean;
  readonly isWrite: boolean;
  /** `x-busbar: 1`, which no page of another site can send. */
  readonly hasHeader: boolean;
}

/** Undefined where it may pass. */
export function whyRefused(state: AccessState, who: Who | undefined, wish: Wish): Problem | undefined {
  const { role } = wish;
  if (role === undefined)
    return refusal(403, 'BB_API_ROLE', 'Nobody may use this: it does not say who may. Tell us about it.');
  if (role === 'public') return undefined;
  if (state === 'unclaimed')
    return refusal(
      403,
      'BB_API_UNCLAIMED',
      'This gateway belongs to nobody yet. Run "busbar claim" on it, and enter the code here or at POST /api/v1/claim.',
    );
  if (who === undefined)
    return refusal(
      401,
      'BB_API_SIGN_IN',
      'Sign in first (POST /api/v1/session), or send "authorization: Bearer" with an API token.',
    );
  const { actor, session } = who;
  if (session !== undefined && wish.isWrite && !wish.hasHeader)
    return refusal(403, 'BB_API_CSRF', 'A write with the cookie of a session needs the header "x-busbar: 1".');
  if (!mayAs(actor.role, role))
    return refusal(
      403,
      'BB_API_ROLE',
      `This takes the role ${role}; ${actor.name} is ${actor.role}. Ask an admin of this gateway for it.`,
    );
  const asksAgain = (wish.confirm ?? (role === 'installer' || role === 'admin')) && wish.isWrite;
  if (asksAgain && session !== undefined && !session.isConfirmed)
    return refusal(401, 'BB_API_CONFIRM', 'Give your password again (POST /api/v1/session/confirm), then repeat this.');
  return undefined;
}

const refusal = (status: number, code: string, detail: string): Problem => ({ status, code, detail });
