import type { TransactionFact } from '../model/fact/fact.ts';
import type {
  CostTold,
  Delivery,
  TransactionEnded,
  TransactionPriced,
  TransactionSampled,
  TransactionStarted,
  TransactionUpdated,
} from '../model/fact/transaction.ts';
import type { TransactionId } from '../model/ids.ts';
import type { ChargingState, Verdict } from '../model/status.ts';
import type { Utc } from '../model/time.ts';
import { keepNewest } from './part.ts';

/** A transaction as the ledger knows it. */
export interface Transaction {
  readonly transaction: TransactionId;
  /** By which its station knows it. */
  number: number;
  /** 0 while the station has not said where it is. */
  evse: number;
  /** Empty while nobody has shown one. */
  token: string;
  /** The id that a station of OCPP 2.x gave it. */
  readonly stationTransaction?: string;
  /** What goes on at the plug, as far as the messages of the transaction say. */
  chargingState?: ChargingState;
  /** The place of the last message that came (OCPP 2.x). */
  seqNo?: number;
  /** Its first message never came: it began with a later one. */
  readonly isStartMissing?: true;
  readonly startKey: string;
  readonly startedAt: Utc;
  /** By our own clock; absent in old snapshots. */
  readonly heardAt?: Utc;
  readonly meterStartWh: number;
  verdict?: Verdict;
  /** The central system refused the token after the site had accepted it. */
  deauthorized?: { readonly verdict: Verdict; readonly policy: 'stop' | 'noEnergy' };
  endedAt?: Utc;
  /** Where the energy count begins, when that is not `meterStartWh`. */
  believedStartWh?: number;
  /** Its start had no register, and nothing since then has said what it was: `meterStartWh` is 0 for want of one. */
  isStartUnknown?: boolean;
  /** It was told by a station that had been cut off, and nothing of it was seen live yet. */
  history?: boolean;
  /** The newest energy register that can be believed, and when it was. */
  registerWh?: number;
  registerAt?: Utc;
  /** The one before it that could be believed. */
  registerBefore?: { readonly wh: number; readonly at: Utc };
  /** What it costs by the tariff, up to when; and by the word of a central system. */
  priced?: TransactionPriced;
  costTold?: CostTold;
  /** Whether its meter values go on from `meterStartWh` or begin at zero (Q42); absent until one has shown it. */
  counts?: 'on' | 'fromZero';
  /** By what a stop that is repeated under a new id is known. */
  stopHash?: string;
}

/** The transactions of one station, and which messages about them were heard already. */
export interface Transactions {
  /** Open ones, and the last few that ended. */
  readonly known: Map<TransactionId, Transaction>;
  /** Message id → payload hash of the last transaction messages. */
  readonly heard: Map<string, string>;
  /** Transaction and place of the last events of OCPP 2.x → payload hash; absent in old snapshots. */
  events?: Map<string, string>;
  /** EVSE number → its newest energy register that can be believed. */
  registers?: Map<number, number>;
}

/** A station repeats what was not answered: one message at a time, so a few would do; pipelining stations repeat more. */
const heardKept = 64;
type Event = NonNullable<Delivery['event']>;

/** A station of 2.x that was cut off repeats what it kept, and more than one may be under way. */
const eventsKept = 256;
/** Late values and repeated stops name a transaction that ended; nobody names one this long ago. */
const endedKept = 16;
/** A station has one for each EVSE, and a few whose end was lost; more is no station. The journal has them all. */
const openKept = 128;
/** More EVSEs than a station has. */
const registersKept = 64;

export const newTransactions = (): Transactions => ({
  known: new Map(),
  heard: new Map(),
  events: new Map(),
  registers: new Map(),
});

export function foldTransaction(part: Transactions, fact: TransactionFact): void {
  switch (fact.kind) {
    case 'TransactionStarted':
      begin(part, fact);
      heard(part, fact.delivery);
      break;
    case 'TransactionJudged': {
      const known = part.known.get(fact.transaction);
      if (known !== undefined) known.verdict = fact.verdict;
      break;
    }
    case 'TransactionNumbered': {
      const known = part.known.get(fact.transaction);
      if (known !== undefined) known.number = fact.number;
      break;
    }
    case 'TransactionDeauthorized': {
      const known = part.known.get(fact.transaction);
      if (known !== undefined) known.deauthorized = { verdict: fact.verdict, policy: fact.policy };
      break;
    }
    case 'TransactionSampled':
      sample(part, fact);
      heard(part, fact.delivery);
      break;
    case 'TransactionUpdated':
      update(part, fact);
      if (fact.delivery !== undefined) heard(part, fact.delivery);
      break;
    case 'TransactionEnded':
      end(part, fact);
      heard(part, fact.delivery);
      break;
    case 'TransactionPriced':
    case 'CostTold':
      foldCost(part, fact);
      break;
  }
}

function begin(part: Transactions, fact: TransactionStarted): void {
  found.delete(part);
  const { believedStartWh, meterStartWh } = fact;
  const isUnknown = meterStartWh === 0 && fact.anomalies?.includes('noStartRegister') === true;
  part.known.set(fact.transaction, {
    transaction: fact.transaction,
    number: fact.number,
    evse: fact.evse,
    token: fact.token,
    ...(fact.stationTransaction !== undefined && { stationTransaction: fact.stationTransaction }),
    ...(fact.chargingState !== undefined && { chargingState: fact.chargingState }),
    startKey: fact.startKey,
    startedAt: fact.happenedAt,
    heardAt: fact.receivedAt,
    meterStartWh,
    ...(believedStartWh !== undefined && { believedStartWh }),
    ...(fact.history === true && { history: true }),
    ...(fact.anomalies?.includes('startMissing') === true && { isStartMissing: true as const }),
    ...(isUnknown && { isStartUnknown: true }),
  });
  if (!isUnknown) keepRegister(part, fact.evse, believedStartWh ?? meterStartWh);
  keepNewest(part.known, openKept + endedKept);
}

function sample(part: Transactions, { transaction, registerWh, happenedAt, ...fact }: TransactionSampled): void {
  const known = transaction === undefined ? undefined : part.known.get(transaction);
  if (known === undefined) return;
  if (fact.history !== true && known.history === true) known.history = false;
  learnStart(known, fact.startWh);
  if (registerWh === undefined) return;
  if (known.registerWh !== undefined && known.registerAt !== undefined)
    known.registerBefore = { wh: known.registerWh, at: known.registerAt };
  known.isStartUnknown = false;
  known.registerWh = registerWh;
  known.registerAt = happenedAt;
  known.counts = fact.anomalies?.includes('sessionRegister') === true ? 'fromZero' : 'on';
  keepRegister(part, known.evse, registerWh);
}

function update(part: Transactions, { transaction, chargingState, token, evse, ...fact }: TransactionUpdated): void {
  const known = part.known.get(transaction);
  if (known === undefined) return;
  if (fact.history !== true && known.history === true) known.history = false;
  if (chargingState !== undefined) known.chargingState = chargingState;
  if (token !== undefined) known.token = token;
  if (known.evse === 0) known.evse = evse;
  if (fact.meterStartWh !== 0) learnStart(known, fact.meterStartWh);
}

function learnStart(known: Transaction, startWh: number | undefined): void {
  if (known.isStartUnknown !== true || startWh === undefined) return;
  known.believedStartWh = startWh;
  known.isStartUnknown = false;
}

function end(part: Transactions, fact: TransactionEnded): void {
  const known = fact.transaction === undefined ? undefined : part.known.get(fact.transaction);
  if (known === undefined) return;
  found.delete(part);
  known.stopHash ??= fact.delivery.payloadHash;
  // A clock that was set back in between makes nothing end before it began.
  known.endedAt ??= fact.happenedAt < known.startedAt ? known.startedAt : fact.happenedAt;
  if (fact.anomalies === undefined) keepRegister(part, known.evse, fact.meterStopWh);
  const ended = [...part.known.values()].filter((other) => other.endedAt !== undefined);
  for (const old of ended.slice(0, -endedKept)) part.known.delete(old.transaction);
}

/** What is final is followed by what is final only. */
function foldCost(part: Transactions, fact: TransactionPriced | CostTold): void {
  const known = part.known.get(fact.transaction);
  if (known === undefined) return;
  if (fact.kind === 'TransactionPriced') known.priced = fact;
  else if (known.costTold?.isFinal !== true || fact.isFinal === true) known.costTold = fact;
}

function keepRegister(part: Transactions, evse: number, wh: number): void {
  part.registers ??= new Map();
  part.registers.set(evse, wh);
  keepNewest(part.registers, registersKept);
}

function heard(part: Transactions, delivery: Delivery): void {
  // An event is known by its place, whatever its message was called.
  if (delivery.event !== undefined) return heardEvent(part, delivery.event, delivery.payloadHash);
  part.heard.delete(delivery.messageId);
  part.heard.set(delivery.messageId, delivery.payloadHash);
  keepNewest(part.heard, heardKept);
}

const eventKey = ({ transaction, seqNo }: Event): string => `${seqNo} ${transaction}`;

function heardEvent(part: Transactions, event: Event, hash: string): void {
  part.events ??= new Map();
  part.events.set(eventKey(event), hash);
  keepNewest(part.events, eventsKept);
  const known = byStationId(part, event.transaction);
  if (known !== undefined) known.seqNo = Math.max(event.seqNo, known.seqNo ?? 0);
}

/** The message that was recorded in this place of its transaction: the same one, another one, or none. */
export function eventAt(part: Transactions, { event, payloadHash }: Delivery): 'same' | 'other' | undefined {
  const before = event === undefined ? undefined : part.events?.get(eventKey(event));
  return before === undefined ? undefined : before === payloadHash ? 'same' : 'other';
}

/**
 * The transaction that the station calls so; ids of stations are looked up within their station only. The newest, where a
 * station that lost its memory gave the id once more.
 */
export function byStationId(part: Transactions, id: string): Transaction | undefined {
  let newest: Transaction | undefined;
  for (const known of part.known.values()) if (known.stationTransaction === id) newest = known;
  return newest;
}

/** Whether 1.6 has heard of it: somebody showed a token, and its EVSE is known. */
export const isClaimed = ({ token, evse }: Pick<Transaction, 'token' | 'evse'>): boolean => token !== '' && evse !== 0;

/** Whether this very message was recorded before. */
export const wasHeard = (part: Transactions, delivery: Delivery): boolean =>
  part.heard.get(delivery.messageId) === delivery.payloadHash;

/** Whether its very words were recorded before, under whatever id. */
export function wasSaid(part: Transactions, { payloadHash }: Delivery): boolean {
  for (const hash of part.heard.values()) if (hash === payloadHash) return true;
  return false;
}

/** The transaction of this number, open or lately ended. Numbers are looked up within their station only. */
export function byNumber(part: Transactions, number: number): Transaction | undefined {
  for (const known of part.known.values()) if (known.number === number) return known;
  return undefined;
}

export function byStartKey(part: Transactions, startKey: string): Transaction | undefined {
  for (const known of part.known.values()) if (known.startKey === startKey) return known;
  return undefined;
}

/**
 * The transaction at this EVSE that was under way at this moment: one that has not ended counts from its start on (Q1).
 * The newest where there are several.
 */
export function underWayAt(part: Transactions, evse: number, at: Utc): Transaction | undefined {
  let found: Transaction | undefined;
  for (const known of part.known.values())
    if (known.evse === evse && known.startedAt <= at && (known.endedAt === undefined || at <= known.endedAt))
      found = known;
  return found;
}

/** The newest transaction at this EVSE that has not ended. */
export const openAt = (part: Transactions, evse: number): Transaction | undefined =>
  openOnes(part).findLast((known) => known.evse === evse);

/** In the order in which they began. */
export function openOnes(part: Transactions): readonly Transaction[] {
  let open = found.get(part);
  if (open === undefined) {
    open = [...part.known.values()].filter((known) => known.endedAt === undefined);
    found.set(part, open);
  }
  return open;
}

/** Those of each station as they were found last: they are asked for many times for each fact that changes them. */
const found = new WeakMap<Transactions, readonly Transaction[]>();
