// Connections of stations to a central system that speaks OCPP over MQTT: a pair of topics a station in the place of a socket,
// all of them over the one connection to the broker. To everything else they are connections like any other of a relay.

import type { LinkId } from '../../model/ids.ts';
import { encodeError, parseFrame } from '../../ocpp/frame.ts';
import { spend, weightOf } from '../../uplink/mqtt/budget.ts';
import { dropLink, linkUp } from '../connect.ts';
import type { Heard, Said } from '../heard.ts';
import type { Now, Send } from '../ports.ts';
import type { FeedInput, Publish } from '../ports/feed.ts';
import type { State } from '../state.ts';
import { count, makeId, wakeBy } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { framedUplink } from './framed-uplink.ts';

/** No adapter names a link so. */
const mark = 'frames:';
const isFramed = (link: LinkId): boolean => link.startsWith(mark);
/** Number of these towards the broker: no row, and nobody waits for its word: a CALL waits for its answer. */
const framesId = -3e12;
/** A CALL that comes twice within this time came once: a broker, or whoever publishes, may say a thing twice. */
const sameForMs = 120_000;
/** Of one station; a central system waits for the answer to each before it asks the next. */
const callsKept = 16;

/** Opens those that wait for it: their station is there, and so is the broker. */
export function openFramed(state: State, heard: Heard, now: Now): void {
  const work = state.uplinkWork;
  if (work.framed.size === 0) return;
  for (const { link, code, reason } of work.framedToClose.splice(0)) {
    const open = state.links.get(link);
    if (open !== undefined) dropLink(state, heard, open, now, { kind: 'closed', code, reason });
  }
  for (const id of work.rewanted) {
    const uplink = state.uplinks.get(id);
    if (uplink !== undefined && mayOpen(state, uplink, now)) open(state, heard, uplink, now);
  }
}

function mayOpen(state: State, { config, link, openAt }: UplinkLive, now: Now): boolean {
  const { through, speaksFor } = config;
  if (through === undefined || link !== undefined || openAt > now.mono || state.safeMode !== undefined) return false;
  const { link: broker, feed } = state.uplinks.get(through) ?? {};
  return broker !== undefined && feed?.hasMoved === false && state.stationLinks.has(speaksFor!);
}

function open(state: State, heard: Heard, { config: { id: uplink, version } }: UplinkLive, now: Now): void {
  linkUp(state, heard, `${mark}${makeId(state)}` as LinkId, { kind: 'uplink', uplink, version }, now);
  // No input says that it is there.
  state.uplinkWork.stirred.add(uplink);
}

/** What a message is to whoever waits for frames: one on the connection of its station, or nothing. */
export function framedBy(
  state: State,
  { link, topic, text, isRetained }: Extract<FeedInput, { kind: 'told' }>,
  now: Now,
): { readonly link: LinkId; readonly text: string } | undefined {
  if (state.uplinkWork.framed.size === 0) return undefined;
  const own = framedUplink(state, link, topic);
  if (own === undefined || isRetained) return undefined;
  if (text === undefined) return void count(state, 'framesTooLong');
  if (own.link === undefined) return void refuse(state, own, text);
  return isAgain(state, own, text, now) ? undefined : { link: own.link, text };
}

/** Over a socket there would be none; here somebody may wait for a word. */
function refuse(state: State, { config }: UplinkLive, text: string): void {
  const frame = parseFrame(text);
  if (frame.kind !== 'call') return;
  const refusal = encodeError(frame.idText, 'GenericError', 'There is no connection with this station.');
  state.uplinkWork.framedAgain.push({ uplink: config.id, text: refusal });
}

/** The same CALL once more has no second effect: what was answered is said again. */
function isAgain(state: State, uplink: UplinkLive, text: string, { mono }: Now): boolean {
  const frame = parseFrame(text);
  if (frame.kind !== 'call') return false;
  const { framesHeard } = uplink;
  const hash = state.hash(text);
  const before = framesHeard.get(frame.id);
  if (before?.hash === hash && mono - before.at < sameForMs) {
    count(state, 'framesAgain');
    if (before.answer !== undefined)
      state.uplinkWork.framedAgain.push({ uplink: uplink.config.id, text: before.answer });
    return true;
  }
  framesHeard.delete(frame.id);
  framesHeard.set(frame.id, { hash, at: mono, answer: undefined });
  if (framesHeard.size > callsKept) framesHeard.delete(framesHeard.keys().next().value!);
  return false;
}

/** At the end of a step: what left for a central system behind a broker goes as a message on the topic of its station. */
export function sayFramed(state: State, said: Said, now: Now): void {
  const work = state.uplinkWork;
  if (work.framed.size === 0) return;
  const sends = said.sends.flatMap((send) => {
    if (send.kind === 'close' && isFramed(send.link)) return close(state, send, now);
    return send.kind === 'frame' && isFramed(send.link) ? messageOf(state, send) : send;
  });
  said.sends.splice(0, said.sends.length, ...sends);
  for (const { uplink: id, text } of work.framedAgain.splice(0)) {
    const uplink = state.uplinks.get(id);
    const message = uplink === undefined ? undefined : messageFor(state, uplink, text);
    if (message !== undefined) said.sends.push(message);
  }
}

/** Nobody else would say that it is closed. */
function close(state: State, send: Extract<Send, { kind: 'close' }>, now: Now): [] {
  state.uplinkWork.framedToClose.push(send);
  wakeBy(state, now.mono);
  return [];
}

function messageOf(state: State, { link, text }: Extract<Send, { kind: 'frame' }>): Publish | [] {
  const peer = state.links.get(link)?.peer;
  const uplink = peer?.kind === 'uplink' ? state.uplinks.get(peer.uplink) : undefined;
  if (uplink === undefined) return [];
  keepAnswer(uplink, text);
  return messageFor(state, uplink, text) ?? [];
}

function keepAnswer({ framesHeard }: UplinkLive, text: string): void {
  if (framesHeard.size === 0 || text.startsWith('[2')) return;
  const frame = parseFrame(text);
  const call = frame.kind === 'result' || frame.kind === 'error' ? framesHeard.get(frame.id) : undefined;
  if (call !== undefined) call.answer = text;
}

/** It goes whatever was spent today: who charges waits for it. */
function messageFor(state: State, { config }: UplinkLive, text: string): Publish | undefined {
  const { feed, link } = state.uplinks.get(config.through!) ?? {};
  if (feed === undefined || link === undefined || feed.hasMoved) return undefined;
  const topic = feed.topics.frames(config.speaksFor!, 'up');
  if (feed.news.spending !== undefined) spend(feed.news.spending, weightOf(topic, text), false);
  return { kind: 'publish', link, topic, text, id: framesId };
}
