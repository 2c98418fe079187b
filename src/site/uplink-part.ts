import type { Fact, UplinkFact } from '../model/fact/fact.ts';
import type {
  Answered,
  CursorCut,
  FirstSent,
  NewsRaised,
  NewsTold,
  Parked,
  SettingChanged,
  TariffsCleared,
  TariffSet,
  UpstreamKeyProved,
  UpstreamKeyTaken,
} from '../model/fact/uplink.ts';
import type { UplinkCommandFact } from '../model/fact/uplink-command.ts';
import { foldNews } from './news.ts';
import { foldTariffs } from './tariffs.ts';
import type { UpstreamKeys } from './upstream-keys.ts';
import { foldUpstreamKeys } from './upstream-keys.ts';
import type { KnownCommands } from './uplink-commands.ts';
import { foldCommand } from './uplink-commands.ts';
import type { Row, StationId, TransactionId } from '../model/ids.ts';
import { row } from '../model/ids.ts';
import type { Utc } from '../model/time.ts';
import type { DeadLetters } from './dead-letters.ts';
import { foldLetter, park } from './dead-letters.ts';
import type { Part } from './part.ts';
import { keepNewest, unfolded } from './part.ts';
import type { SecurityEvents } from './security-events.ts';
import { foldSecurityEvent, newSecurityEvents } from './security-events.ts';

/** A message that left for the uplink and is not answered for good: every repeat is the same. */
export interface Sent {
  readonly messageId: string;
  readonly rows: readonly Row[];
  readonly seqNo: number | undefined;
  readonly transaction?: TransactionId | undefined;
  readonly offline?: boolean;
  attempt: number;
  /** The uplink refused it; it waits for its next attempt. */
  refused: boolean;
}

/** How far one uplink has come: a watermark, and a bounded set of done rows above it. */
export interface UplinkPart extends Part, DeadLetters {
  /** Everything up to here is done. */
  watermark: Row;
  readonly done: Set<Row>;
  readonly sent: Map<string, Sent>;
  /** The transaction id that the uplink gave; `unbound` where it refused the start for good. */
  readonly bindings: Map<TransactionId, number>;
  /** OCPP 2.x: the place of the next message of a transaction. */
  readonly nextSeqNos: Map<TransactionId, number>;
  /** Rows that an observer never got. */
  readonly gaps: { from: Row; through: Row }[];
  /** When it was there last, to the hour. */
  heardAt: Utc | undefined;
  /** What the central system set, by key: for the site or all its stations, and for single stations. */
  readonly settings: Map<string, string>;
  readonly settingsOf: Map<StationId, Map<string, string>>;
  readonly security: SecurityEvents;
  /** Whether the central system wants the site in service; undefined where it never said. */
  operative: boolean | undefined;
  /** What it has not taken yet besides transactions; the oldest first. */
  news: readonly NewsRaised[];
  /** Its default tariffs, by the number of the EVSE upstream; 0 is all of them. */
  readonly tariffs: Map<number, TariffSet>;
  /** Keys that it gave a station for which the gateway stands. */
  keys: UpstreamKeys | undefined;
  /** MQTT: the last row of its stream that arrived, as far as that was recorded. */
  lastRow?: Row;
  /** MQTT: what it ordered last, by key; the oldest first. */
  commands?: KnownCommands;
}

/** The transaction id that 1.6 uses where the CSMS never gave one (3.18 of the errata). */
export const unbound = -1;

/** The code of a dead letter that no schema takes: it never left. */
export const unsendable = 'BB_UPLINK_UNSENDABLE';

const gapsKept = 1000;
/** Transactions under way at a site, and those of which a late value may still come. */
const seqNosKept = 2048;
/** More keys than any charge point has, and than anybody sets in one of many. */
export const settingsKept = 300;

export const newUplinkPart = (from: Row): UplinkPart => ({
  through: unfolded,
  watermark: from,
  done: new Set(),
  sent: new Map(),
  bindings: new Map(),
  nextSeqNos: new Map(),
  parked: [],
  parkedTotal: 0,
  replays: new Map(),
  gaps: [],
  settings: new Map(),
  settingsOf: new Map(),
  security: newSecurityEvents(),
  operative: undefined,
  news: [],
  tariffs: new Map(),
  heardAt: undefined,
  keys: undefined,
});

export function foldUplink(part: UplinkPart, fact: UplinkFact): void {
  switch (fact.kind) {
    case 'FirstSent':
      send(part, fact);
      break;
    case 'Answered':
      bind(part, fact);
      part.replays.delete(fact.messageId);
      finish(part, fact);
      break;
    case 'Refused': {
      const sent = part.sent.get(fact.messageId);
      if (sent !== undefined) sent.refused = true;
      break;
    }
    case 'Parked':
      giveBack(part, fact);
      unbind(part, fact);
      park(part, fact);
      finish(part, fact);
      break;
    case 'LetterReplayed':
    case 'LetterDiscarded':
      foldLetter(part, fact);
      break;
    case 'SettingChanged':
      set(part, fact);
      break;
    case 'SiteAvailabilityOrdered':
      part.operative = fact.operative;
      break;
    case 'SecurityEventRaised':
    case 'SecurityEventTold':
      foldSecurityEvent(part.security, fact);
      break;
    case 'Passed':
      if (fact.last !== undefined) part.lastRow = fact.last;
      advance(part, fact.through);
      break;
    case 'CursorCut':
      cutCursor(part, fact);
      break;
    case 'UplinkHeard':
      part.heardAt = fact.happenedAt;
      break;
    case 'Abandoned':
      abandon(part, fact.through);
      break;
    default:
      foldBeside(part, fact);
  }
}

type Beside =
  NewsRaised | NewsTold | TariffSet | TariffsCleared | UpstreamKeyTaken | UpstreamKeyProved | UplinkCommandFact;

/** What is no row of its outbox. */
function foldBeside(part: UplinkPart, fact: Beside): void {
  switch (fact.kind) {
    case 'NewsRaised':
    case 'NewsTold':
      part.news = foldNews(part.news, fact);
      break;
    case 'TariffSet':
    case 'TariffsCleared':
      foldTariffs(part.tariffs, fact);
      break;
    case 'UpstreamKeyTaken':
    case 'UpstreamKeyProved':
      part.keys = foldUpstreamKeys(part.keys, fact);
      break;
    default: {
      const commands = foldCommand(part.commands, fact);
      if (commands !== undefined) part.commands = commands;
    }
  }
}

function send(part: UplinkPart, fact: FirstSent): void {
  const { messageId, rows, seqNo, transaction, attempt } = fact;
  const isOffline = fact.offline === true;
  part.sent.set(messageId, {
    messageId,
    rows,
    seqNo,
    transaction,
    ...(isOffline && { offline: true }),
    attempt,
    refused: false,
  });
  countSeqNo(part, fact);
}

/** A refused message is sent again in its place. */
function countSeqNo(part: UplinkPart, { transaction, seqNo }: FirstSent): void {
  if (transaction === undefined || seqNo === undefined) return;
  part.nextSeqNos.set(transaction, Math.max(seqNo + 1, part.nextSeqNos.get(transaction) ?? 0));
  keepNewest(part.nextSeqNos, seqNosKept);
}

/** What never left took no place: the central system misses none. One that was refused has its place, and a replay fills it. */
function giveBack(part: UplinkPart, { code, messageId }: Parked): void {
  const { transaction, seqNo, attempt } = part.sent.get(messageId) ?? {};
  if (code !== unsendable || transaction === undefined || seqNo === undefined || attempt !== 1) return;
  if (part.nextSeqNos.get(transaction) === seqNo + 1) part.nextSeqNos.set(transaction, seqNo);
}

/** A start that is replayed late gives its id to what is still to be told of the transaction, if anything is. */
function bind(part: UplinkPart, { transaction, upstreamId, messageId }: Answered): void {
  if (transaction === undefined || upstreamId === undefined) return;
  if (part.replays.has(messageId) && !part.bindings.has(transaction)) return;
  part.bindings.set(transaction, upstreamId);
}

function unbind(part: UplinkPart, { action, transaction, messageId }: Parked): void {
  if (action !== 'StartTransaction' || transaction === undefined || part.replays.has(messageId)) return;
  part.bindings.set(transaction, unbound);
}

function set(part: UplinkPart, { of, key, value }: SettingChanged): void {
  const settings = of === undefined ? part.settings : (part.settingsOf.get(of) ?? new Map<string, string>());
  if (of !== undefined) part.settingsOf.set(of, settings);
  settings.set(key, value);
  keepNewest(settings, settingsKept);
}

function finish(
  part: UplinkPart,
  fact: { messageId: string; transaction?: TransactionId; closes?: boolean; through: Row },
): void {
  for (const done of part.sent.get(fact.messageId)?.rows ?? []) part.done.add(done);
  part.sent.delete(fact.messageId);
  if (fact.closes === true && fact.transaction !== undefined) part.bindings.delete(fact.transaction);
  advance(part, fact.through);
}

export function advance(part: UplinkPart, through: Row): void {
  if (through <= part.watermark) return;
  part.watermark = row(through);
  for (const done of part.done) if (done <= through) part.done.delete(done);
}

function abandon(part: UplinkPart, through: Row): void {
  part.sent.clear();
  part.bindings.clear();
  part.nextSeqNos.clear();
  part.replays.clear();
  advance(part, through);
}

function cutCursor(part: UplinkPart, { from, through }: CursorCut): void {
  part.gaps.push({ from, through });
  if (part.gaps.length > gapsKept) part.gaps.shift();
  forgetSent(part, through);
  advance(part, through);
}

function forgetSent(part: UplinkPart, through: Row): void {
  for (const [id, sent] of part.sent) if (sent.rows.some((one) => one <= through)) part.sent.delete(id);
}

export const isUplinkFact = (fact: Fact): fact is UplinkFact => 'uplink' in fact;
