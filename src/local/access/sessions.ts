// Sessions of browsers: who is signed in, for how long, and what ends it. They end with the process too.

import type { Mono } from '../../model/time.ts';

export interface Session {
  readonly id: string;
  /** The name as the account has it. */
  readonly user: string;
  readonly startedAt: Mono;
  readonly seenAt: Mono;
  /** When the password was given last. */
  readonly confirmedAt: Mono;
}

/** By id, the one that was used longest ago first. */
export type Sessions = Map<string, Session>;

/** Who does nothing for so long is signed out (ASVS 7.3.1). */
export const idleMs = 30 * 60_000;
/** A shift. */
export const longestMs = 12 * 3_600_000;
/** What the password was given for, and what follows at once. */
export const confirmedMs = 10 * 60_000;
/** Of one user: his devices. */
const mostOfUser = 10;
const mostSessions = 200;

/** Those that had to go for it to have room are returned. */
export function openSession(sessions: Sessions, id: string, user: string, now: Mono): readonly Session[] {
  const others = [...sessions.values()].filter((one) => one.user === user);
  const gone = others.slice(0, Math.max(0, others.length - mostOfUser + 1));
  if (sessions.size - gone.length >= mostSessions) {
    const oldest = [...sessions.values()].find((one) => !gone.includes(one));
    if (oldest !== undefined) gone.push(oldest);
  }
  for (const one of gone) sessions.delete(one.id);
  sessions.set(id, { id, user, startedAt: now, seenAt: now, confirmedAt: now });
  return gone;
}

/** The session of this id; undefined where there is none or it is over. */
export function sessionOf(sessions: Sessions, id: string, now: Mono): Session | undefined {
  const session = sessions.get(id);
  return session === undefined || isOver(session, now) ? undefined : session;
}

/** The session of this id, seen now; undefined where there is none or it is over. */
export function seenSession(sessions: Sessions, id: string, now: Mono): Session | undefined {
  const session = sessionOf(sessions, id, now);
  if (session === undefined) return undefined;
  const seen = { ...session, seenAt: now };
  sessions.delete(id);
  sessions.set(id, seen);
  return seen;
}

export function confirmSession(sessions: Sessions, id: string, now: Mono): void {
  const session = sessions.get(id);
  if (session !== undefined) sessions.set(id, { ...session, confirmedAt: now });
}

/** Ends those that are meant, and returns them. */
export function endSessions(sessions: Sessions, isMeant: (session: Session) => boolean): readonly Session[] {
  const ended = [...sessions.values()].filter(isMeant);
  for (const { id } of ended) sessions.delete(id);
  return ended;
}

export const isOver = ({ startedAt, seenAt }: Session, now: Mono): boolean =>
  now - seenAt >= idleMs || now - startedAt >= longestMs;

/** How long it lasts at most; and if nothing is done any more. */
export const msLeft = (
  { startedAt, seenAt }: Session,
  now: Mono,
): { readonly atMost: number; readonly idle: number } => ({
  atMost: startedAt + longestMs - now,
  idle: seenAt + idleMs - now,
});

export const confirmedUntil = ({ confirmedAt }: Session): Mono => (confirmedAt + confirmedMs) as Mono;
