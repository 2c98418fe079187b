// The connection of one uplink: when it opens, why it does not, and how long until the next try.

import type { LinkId, UplinkId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { LinkTrouble } from '../../model/link-trouble.ts';
import type { Mono } from '../../model/time.ts';
import { after, earliest, never } from '../../model/time.ts';
import { backoffMs, longestBackoffMs } from '../../uplink/backoff.ts';
import { meaningOf } from '../../uplink/trouble.ts';
import type { Heard } from '../heard.ts';
import type { Now } from '../ports.ts';
import { raiseSecurityEvent } from '../security-event.ts';
import type { State } from '../state.ts';
import { wakeBy } from '../state.ts';
import { offlineThreshold } from '../../uplink/device-variables.ts';
import { demandStatus, noteStatus } from '../tell/status-due.ts';
import { keyOpened, nextKey } from '../relay/keys.ts';
import { relayGone, relayUp } from '../relay/links.ts';
import { isThrough } from '../relay/through.ts';
import type { LinkAlarm } from './alarms.ts';
import { clearLinkAlarm, raiseLinkAlarm } from './alarms.ts';
import type { FeedLive } from '../feed/live.ts';
import { newsBroken } from '../feed/news-live.ts';
import { answersBroken } from '../feed/commands-live.ts';
import { streamBroken } from '../feed/stream.ts';
import type { UplinkLive } from './live.ts';
import { serves } from './live.ts';
import { numbersFor } from './numbers.ts';

/** How a connection ended, or that it never came about. */
export type LinkEnd =
  | {
      readonly kind: 'failed';
      readonly trouble: LinkTrouble;
      readonly detail: string;
      readonly retryAfterSeconds?: number;
    }
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }
  /** A CALL was not answered in time. */
  | { readonly kind: 'silent'; readonly action: string; readonly seconds: number };

/** Nobody is obeyed who wants to be left alone for longer. */
const longestRetryAfterSeconds = 3600;
/** After the clock was set, the uplinks are tried within this time. */
const afterClockMs = 2000;

export function uplinkUp(state: State, heard: Heard, id: LinkId, name: UplinkId, now: Now): void {
  const uplink = state.uplinks.get(name);
  if (uplink === undefined || uplink.link !== undefined)
    return void heard.commands.push({ kind: 'close', link: id, code: 1000, reason: 'not wanted' });
  uplink.link = id;
  uplink.hasAnswered = false;
  // What is still to be told is late (E11.FR.07).
  uplink.missedThrough = state.ledger.head;
  uplink.heartbeatAt = uplink.accepted ? after(now.mono, uplink.heartbeatMs) : never;
  wakeBy(state, uplink.heartbeatAt);
  keyOpened(state, heard, uplink);
  if (uplink.feed !== undefined) return;
  if (uplink.config.mode === 'relay') relayUp(state, uplink);
  if (!isThrough(state, uplink)) resendStatuses(state, uplink, now);
}

/**
 * After an outage the CSMS gets the status of every connector; one of 2.x after a short one only what has changed (B04.FR.02).
 */
function resendStatuses(state: State, uplink: UplinkLive, now: Now): void {
  const { settings } = state.ledger.uplinks.get(uplink.config.id) ?? {};
  const { lostAt, config } = uplink;
  const isShort =
    lostAt !== undefined && uplink.accepted && now.mono <= after(lostAt, 1000 * offlineThreshold(settings));
  if (config.version !== '1.6' && isShort) {
    for (const key of numbersFor(state, uplink).keys())
      if (serves(uplink, evseOf(key).station) && !uplink.statuses.has(key)) noteStatus(state, uplink, key, now);
    return;
  }
  uplink.selfTold = undefined;
  uplink.statusesTold.clear();
  for (const key of numbersFor(state, uplink).keys())
    if (serves(uplink, evseOf(key).station)) demandStatus(uplink, key, now);
}

/** Nothing is known of what was on its way. */
function feedGone(uplink: UplinkLive, feed: FeedLive): void {
  uplink.accepted = false;
  feed.saidOnline = false;
  feed.hasMoved = false;
  streamBroken({ feed });
  newsBroken(feed.news);
  answersBroken(feed.commands);
}

/**
 * The CSMS answered a CALL: that is the success after which the waits begin anew. A connection that merely opens proves
 * nothing.
 */
export function uplinkAnswers(state: State, uplink: UplinkLive): void {
  uplink.failures = 0;
  uplink.hasAnswered = true;
  uplink.trouble = undefined;
  clearLinkAlarm(state, uplink);
}

export function linkFailed(state: State, heard: Heard, name: UplinkId, end: LinkEnd, now: Now): void {
  const uplink = state.uplinks.get(name);
  if (uplink !== undefined && uplink.link === undefined) uplinkGone(state, heard, uplink, end, now);
}

export function uplinkGone(state: State, heard: Heard, uplink: UplinkLive, end: LinkEnd, now: Now): void {
  if (uplink.link !== undefined) uplink.lostAt = now.mono;
  uplink.link = undefined;
  if (uplink.feed !== undefined) feedGone(uplink, uplink.feed);
  uplink.failures += 1;
  uplink.heartbeatAt = never;
  if (uplink.config.mode === 'relay') relayGone(state, heard, uplink, now);
  uplink.openAt = after(now.mono, waitMs(state, uplink, end));
  uplink.turnAt = undefined;
  state.uplinkWork.rewanted.add(uplink.config.id);
  wakeBy(state, uplink.openAt);
  const isFirst = explain(state, uplink, end, now);
  const trouble = end.kind === 'failed' ? end.trouble : undefined;
  const isNews = trouble !== uplink.trouble;
  uplink.trouble = trouble;
  const event = trouble === undefined ? undefined : meaningOf(trouble).event;
  // Once, and not with each try: nobody reads a list of a thousand.
  if (event !== undefined && isNews && isFirst && end.kind === 'failed') {
    const techInfo = `${uplink.config.id}: ${end.detail}`;
    raiseSecurityEvent(state, heard.facts, { type: event, techInfo }, now);
  }
}

function waitMs(state: State, uplink: UplinkLive, end: LinkEnd): number {
  const { backoff } = uplink.config;
  const fraction = state.random.fraction();
  const usual = backoffMs(backoff, uplink.failures, fraction);
  if (end.kind !== 'failed') return usual;
  const isRefused = end.trouble === 'unauthorized' || end.trouble === 'forbidden';
  if (isRefused && nextKey(state, uplink)) return 1000 * backoff.minSeconds;
  if (meaningOf(end.trouble).patient === true) return Math.max(usual, longestBackoffMs(backoff, fraction));
  return Math.max(usual, 1000 * Math.min(end.retryAfterSeconds ?? 0, longestRetryAfterSeconds));
}

/**
 * One alarm: what kept it away last, and whether that is new. A connection that was in use and broke is none until it does not
 * come back, nor is one whose station has gone.
 */
function explain(state: State, uplink: UplinkLive, end: LinkEnd, now: Now): boolean {
  const { mode, speaksFor } = uplink.config;
  const told = textOf(uplink, end, now);
  if (told === undefined || (mode === 'relay' && speaksFor !== undefined && !state.stationLinks.has(speaksFor)))
    return false;
  return raiseLinkAlarm(state, uplink, told);
}

function textOf(uplink: UplinkLive, end: LinkEnd, now: Now): LinkAlarm | undefined {
  const { id, url, identity } = uplink.config;
  switch (end.kind) {
    case 'failed': {
      const { code, text } = meaningOf(end.trouble);
      return { code, text: text({ uplink: id, url, identity, detail: end.detail.slice(0, 200), now: now.utc }) };
    }
    case 'silent':
      return {
        code: 'BB_UPLINK_SILENT',
        text: `${id} takes the connection and does not answer: ${end.action} waited ${end.seconds} s. What it has to get is kept. It is tried again by itself; if this goes on, its operator must look at it.`,
      };
    case 'closed':
      if (uplink.hasAnswered) return undefined;
      return {
        code: 'BB_UPLINK_CLOSED',
        text: `${id} closes the connection before it answers anything (code ${end.code}${end.reason === '' ? '' : `: ${end.reason.slice(0, 123)}`}). Ask its operator why it does not take "${identity}".`,
      };
  }
}

/** The clock was set: a certificate that was not valid by it may be now. */
export function retryAfterClock(state: State, now: Now): void {
  for (const uplink of state.uplinks.values()) {
    if (uplink.link !== undefined || uplink.trouble === undefined) continue;
    if (meaningOf(uplink.trouble).byClock !== true) continue;
    uplink.failures = 0;
    uplink.openAt = earliest(uplink.openAt, after(now.mono, afterClockMs * state.random.fraction()));
    wakeBy(state, uplink.openAt);
  }
}

/** When something is due for the connection itself. What is due already waits for the slot, not for the time. */
export function uplinkDueAt(uplink: UplinkLive, now: Now): Mono {
  const due =
    uplink.link === undefined
      ? [uplink.openAt]
      : [uplink.heartbeatAt, uplink.resetAt, uplink.accepted ? never : uplink.bootAt];
  return earliest(...due.map((at) => (at > now.mono ? at : never)));
}
