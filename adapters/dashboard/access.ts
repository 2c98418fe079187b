// Who looks at the screen, and what they may do.

import { useEffect, useState } from 'preact/hooks';
import { call } from './api.ts';

export const roles = ['viewer', 'operator', 'installer', 'admin'] as const;
export type Role = (typeof roles)[number];

export interface Access {
  readonly state: 'unclaimed' | 'claimed' | 'open';
  readonly site?: { readonly id: string; readonly name: string };
  readonly user?: { readonly name: string; readonly role: Role };
  readonly needsPassword?: boolean;
  /** Somebody was signed in on this page, and did not sign out. */
  readonly wasSignedOut?: true;
}

let access: Access | undefined;
const lookers = new Set<() => void>();

function setAccess(next: Access | undefined): void {
  access = next;
  lookers.forEach((look) => look());
}

/** Rejects where the gateway does not answer. */
export async function loadAccess(): Promise<void> {
  const next = await call<Access>('GET', '/access');
  const wasIn = access?.user !== undefined || access?.wasSignedOut === true;
  setAccess(wasIn && next.state === 'claimed' && next.user === undefined ? { ...next, wasSignedOut: true } : next);
}

/** Nobody is signed in any more. */
export function signedOut(): void {
  if (access?.user === undefined) return;
  const { user: _, ...rest } = access;
  setAccess({ ...rest, wasSignedOut: true });
}

export async function signOut(): Promise<void> {
  await call('DELETE', '/session');
  if (access !== undefined) setAccess({ state: access.state });
}

export function useAccess(): Access | undefined {
  const [, setCount] = useState(0);
  useEffect(() => {
    const look = (): void => setCount((count) => count + 1);
    lookers.add(look);
    return () => void lookers.delete(look);
  }, []);
  return access;
}

/** Everybody is admin where access is open. */
export const roleIn = (one: Access | undefined): Role | undefined =>
  one?.state === 'open' ? 'admin' : one?.user?.role;

export const reaches = (role: Role | undefined, needed: Role): boolean =>
  role !== undefined && roles.indexOf(role) >= roles.indexOf(needed);

export function useMay(needed: Role): boolean {
  return reaches(roleIn(useAccess()), needed);
}
