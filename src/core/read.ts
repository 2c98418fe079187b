// READ: bytes become facts, answers and wishes. A peer that errs gets a value back; a frame on which we stumble costs its
// link an InternalError, and repeated, the link itself.

import type { DiskState } from '../model/disk.ts';
import type { Now, Input } from './ports.ts';
import type { Heard } from './heard.ts';
import { nothingHeard } from './heard.ts';
import { hearAnswer, hearFailure } from './hear/answer.ts';
import { hearCsmsCall } from './hear/csms.ts';
import { hearStationCall } from './hear/station.ts';
import type { Asker } from './hear/asker.ts';
import { hearCertified } from './certificates/task.ts';
import type { Link } from './links.ts';
import type { State } from './state.ts';
import { count, wakeBy } from './state.ts';
import { raiseSecurityEvent } from './security-event.ts';
import { noteDisk, noteInvalid } from './security-occasions.ts';
import { hearUploaded } from './uplink/upload.ts';
import { takeRows } from './journal-rows.ts';
import { linkDown, linkUp } from './connect.ts';
import { hearCertificates } from './door/certificates.ts';
import { forgetFloods, noteFlood } from './door/flow.ts';
import { framedBy, openFramed } from './feed/frames.ts';
import { hearFeed } from './feed/hear.ts';
import { noteRaw } from './feed/raw.ts';
import { linkFailed } from './uplink/link.ts';
import { noteHeard } from './uplink/loss.ts';
import { hearFetched, hearFiles } from './files/publish.ts';
import { hearResultError, hearSend } from './hear/sends.ts';
import type { RpcErrorCode } from '../ocpp/errors.ts';
import type { BadFrame } from '../ocpp/frame.ts';
import { describeFault, isCall, parseFrame } from '../ocpp/frame.ts';
import { after } from '../model/time.ts';
import { changeSite } from './site-change.ts';
import { changeSiteTokens } from './tokens/site-tokens.ts';
import { noteInputs } from './inputs/read.ts';
import { hearMeters } from './meters/hear.ts';
import { noteSilence } from './meters/on-topics.ts';
import { hearDevices } from './modbus/devices.ts';
import { shareNow, takeTurn } from './limits/pace.ts';
import { hearBus, hearReplies } from './modbus/hear.ts';
import { tellLastWords } from './modbus/stop.ts';
import { noteOutside } from './outside/note.ts';
import { hearPlanned } from './plan/answer.ts';
import type { FeedInput } from './ports/feed.ts';
import type { LinkEnd } from './uplink/link.ts';
import { passAnswer } from './relay/answers.ts';
import { passResultError, passUnanswered } from './relay/unanswered.ts';
import { expireAll } from './timeouts.ts';

/** A link on which we stumbled so often is closed and shut out until it is looked at. */
const mostStumbles = 5;

export function read(state: State, input: Input, now: Now): Heard {
  const heard = nothingHeard();
  if (now.mono >= state.wakeAt) {
    expireAll(state, heard, now);
    forgetFloods(state, now);
  }
  if (state.modbus.replies.length > 0) hearReplies(state, heard, now);
  switch (input.kind) {
    case 'frame':
      readFrame(state, heard, input.link, input.text, now);
      break;
    case 'linkUp':
    case 'linkDown':
    case 'linkFailed':
    case 'flooding':
      hearLink(state, heard, input, now);
      break;
    case 'rows':
      takeRows(state, input);
      break;
    case 'bus':
      hearBus(state, heard, input, now);
      break;
    case 'disk':
      hearDisk(state, heard, input.state, now);
      break;
    case 'siteFile':
      takeFile(state, heard, input, now);
      break;
    case 'files':
    case 'certified':
    case 'devices':
    case 'fetched':
    case 'uploaded':
    case 'planned':
    case 'certificates':
    case 'security':
      hearWorker(state, heard, input, now);
      break;
    case 'ask':
      heard.wishes.push({ kind: 'ask', ask: input.ask, question: input.question });
      break;
    case 'stopping':
      tellLastWords(state, now);
      break;
    case 'wake':
      takeTurn(state, now);
      break;
    default:
      if (input.kind === 'published' || input.kind === 'told') readFeed(state, heard, input, now);
      else hearMeters(state, input, now);
  }
  noteBesides(state, heard, now);
  return heard;
}

function noteBesides(state: State, heard: Heard, now: Now): void {
  openFramed(state, heard, now);
  noteInputs(state, heard, now);
  noteOutside(state, heard.facts, now);
  noteSilence(state, now);
}

function readFeed(state: State, heard: Heard, input: FeedInput, now: Now): void {
  hearFeed(state, heard, input, now);
  const frame = input.kind === 'told' ? framedBy(state, input, now) : undefined;
  if (frame !== undefined) readFrame(state, heard, frame.link, frame.text, now);
}

function takeFile(state: State, heard: Heard, { site, tokens }: Extract<Input, { kind: 'siteFile' }>, now: Now): void {
  changeSite(state, heard, site, now);
  if (tokens !== undefined) changeSiteTokens(state, heard, tokens, now);
}

function hearDisk(state: State, heard: Heard, disk: DiskState, now: Now): void {
  noteDisk(state, heard, disk, now);
  state.live.disk = disk;
  shareNow(state);
}

type OfLinks = Extract<Input, { kind: 'linkUp' | 'linkDown' | 'linkFailed' | 'flooding' }>;

function hearLink(state: State, heard: Heard, input: OfLinks, now: Now): void {
  if (input.kind === 'linkUp') linkUp(state, heard, input.link, input.peer, now);
  else if (input.kind === 'linkDown') linkDown(state, heard, input.link, { ...input, kind: 'closed' }, now);
  else if (input.kind === 'linkFailed') linkFailed(state, heard, input.uplink, failureOf(input), now);
  else noteFlood(state, input.link, now);
}

type OfWorkers = Extract<
  Input,
  { kind: 'certified' | 'devices' | 'fetched' | 'files' | 'uploaded' | 'planned' | 'certificates' | 'security' }
>;

/** What came of work that was done beside the core, and what was seen there. */
function hearWorker(state: State, heard: Heard, input: OfWorkers, now: Now): void {
  if (input.kind === 'devices') hearDevices(state, input, now);
  else if (input.kind === 'certified') hearCertified(state, heard, input.id, input.outcome, now);
  else if (input.kind === 'files') hearFiles(state, heard, input, now);
  else if (input.kind === 'fetched') hearFetched(state, heard, input.job, input.outcome, now);
  else if (input.kind === 'uploaded') hearUploaded(state, input.upload, input.outcome, now);
  else if (input.kind === 'certificates') hearCertificates(state, input.standing);
  else if (input.kind === 'security') raiseSecurityEvent(state, heard.facts, input, now);
  else hearPlanned(state, input.id, input.answer, now);
}

const failureOf = (input: Extract<Input, { kind: 'linkFailed' }>): LinkEnd => ({
  kind: 'failed',
  trouble: input.trouble ?? 'other',
  detail: input.reason,
  ...(input.retryAfterSeconds !== undefined && { retryAfterSeconds: input.retryAfterSeconds }),
});

function readFrame(state: State, heard: Heard, id: Link['id'], text: string, now: Now): void {
  const link = state.links.get(id);
  if (link === undefined) return;
  const frame = parseFrame(text);
  if (link.peer.kind === 'uplink') noteHeard(state, link.peer.uplink, now);
  noteRaw(state, link, text);
  try {
    switch (frame.kind) {
      case 'call':
        if (link.peer.kind === 'station') hearStationCall(state, heard, link, link.peer.station, frame, text, now);
        else hearCsmsCall(state, heard, link, link.peer.uplink, frame, text, now);
        break;
      case 'result':
        passAnswer(state, heard, link, frame, text, now);
        hearAnswer(state, heard, link, frame.id, frame.payload, now);
        break;
      case 'error':
        passAnswer(state, heard, link, frame, text, now);
        hearFailure(state, heard, link, frame.id, frame.code, frame.description, now);
        break;
      case 'bad':
        count(state, 'badFrames');
        noteInvalid(state, heard, link, describeFault(frame.fault), now);
        refuseBad(heard, link, frame, text);
        break;
      case 'send':
        hearSend(state, link, frame.action, frame.payload);
        passUnanswered(state, heard, link, text);
        break;
      case 'resultError':
        if (!passResultError(state, heard, link, frame.id, text)) hearResultError(state, link, frame.code);
        break;
    }
  } catch (error) {
    stumble(state, heard, link, frame, error, now);
  }
}

/**
 * A CALL that cannot be read is refused by its id; 2.x has "-1" for one whose id cannot be read either, and 2.0.1 a word for
 * types that it does not know, which 2.1 ignores.
 */
function refuseBad(heard: Heard, { id: link, peer }: Link, { fault, idText, id }: BadFrame, text: string): void {
  const refuse = (asker: Asker, code: RpcErrorCode): void =>
    void heard.commands.push({ kind: 'refuse', asker, code, text: describeFault(fault) });
  if (idText !== undefined) return refuse({ link, idText }, 'FormatViolation');
  if (fault === 'type' && id !== undefined && peer.version === '2.0.1')
    return refuse({ link, idText: JSON.stringify(id), isStray: true }, 'MessageTypeNotSupported');
  if (isCall(text) && peer.version !== '1.6') refuse({ link, idText: '"-1"', isStray: true }, 'RpcFrameworkError');
}

function stumble(
  state: State,
  heard: Heard,
  link: Link,
  frame: { kind: string; idText?: string },
  error: unknown,
  now: Now,
): void {
  link.stumbles += 1;
  count(state, 'stumbles');
  const who = link.peer.kind === 'station' ? link.peer.station : link.peer.uplink;
  const what = error instanceof Error ? error.message : String(error);
  state.alarms.set(
    `BB_READ_FAILED:${who}`,
    `A message of ${who} could not be read (${what}). Send its trace to the developers.`,
  );
  if (frame.kind === 'call' && frame.idText !== undefined) {
    const asker = { link: link.id, idText: frame.idText };
    heard.commands.push({ kind: 'refuse', asker, code: 'InternalError', text: 'The message could not be read.' });
  }
  if (link.stumbles < mostStumbles || link.peer.kind !== 'station') return;
  state.quarantined.set(
    link.peer.station,
    `${mostStumbles} messages in one connection could not be read; the last: ${what}`,
  );
  heard.commands.push({ kind: 'close', link: link.id, code: 1011, reason: 'quarantined' });
  wakeBy(state, after(now.mono, 0));
}
