// Transaction messages are known again across sockets and restarts by their id and content, so that a repeat has no second
// effect. They are always answered, whatever they say: a station that is refused throws billing data away or repeats it for
// ever.

import type { Delivery } from '../../model/fact/transaction.ts';
import type { TransactionId } from '../../model/ids.ts';
import type { Mono, Utc } from '../../model/time.ts';
import type { Readings, SamplesHeard, StartHeard, StopHeard } from '../../ocpp/heard.ts';
import { isTransactionNumber } from '../../ocpp/v16/meter-values.ts';
import type { Measured } from '../../site/live.ts';
import type { StationPart } from '../../site/station-part.ts';
import type { Transaction } from '../../site/transaction.ts';
import { byNumber, byStartKey, openAt, openOnes, underWayAt, wasHeard } from '../../site/transaction.ts';
import { count } from '../state.ts';
import { momentOf } from './clock.ts';
import type { Context } from './context.ts';
import { answer, deliveryOf, findingsOf, keepWaiting, rawOf, record } from './context.ts';
import type { Moment } from './moment.ts';
import type { Believed } from './registers.ts';
import { believeSample, believeStart, believeStop } from './registers.ts';

/** A register that was not there, or that no number can hold, is none (Q43). */
const isNoRegister = ({ quirks }: Context, wh: number): boolean =>
  quirks?.includes(missingRegister) === true || !Number.isSafeInteger(wh);

const missingRegister = 43;

export function hearStart(context: Context, said: StartHeard): void {
  const { state, station, part, asker, heard } = context;
  const moment = momentOf(context, said);
  const startKey = `${said.evse}|${said.token}|${said.meterStartWh}|${said.at ?? ''}`;
  const repeated = repeatedStart(part, said, startKey, deliveryOf(context));
  const started = repeated ?? {
    transaction: state.random.uuid() as TransactionId,
    number: state.ledger.gateway.nextNumber,
  };
  if (repeated?.verdict !== undefined)
    return answer(context, { kind: 'started', number: repeated.number, verdict: repeated.verdict });
  if (repeated === undefined) recordStart(context, said, started, startKey, moment);
  keepWaiting(context);
  heard.wishes.push({
    kind: 'authorize',
    asker,
    station,
    token: said.token,
    started: { transaction: started.transaction, number: started.number },
  });
}

/** Some stations repeat a start under a new id (Q51). */
function repeatedStart(
  part: StationPart,
  { at }: StartHeard,
  key: string,
  delivery: Delivery,
): Transaction | undefined {
  const known = byStartKey(part.transactions, key);
  if (known === undefined || at !== undefined) return known;
  // Without a time a start says too little of itself to be known again under another id, or after its end.
  return known.endedAt === undefined && wasHeard(part.transactions, delivery) ? known : undefined;
}

function recordStart(
  context: Context,
  said: StartHeard,
  started: { readonly transaction: TransactionId; readonly number: number },
  startKey: string,
  moment: Moment,
): void {
  const { station, part, now } = context;
  const isMissing = isNoRegister(context, said.meterStartWh);
  const believed = believeStart(part.transactions, said.evse, said.meterStartWh, isMissing);
  record(context, {
    kind: 'TransactionStarted',
    station,
    evse: said.evse,
    transaction: started.transaction,
    number: started.number,
    token: said.token,
    meterStartWh: isMissing ? (believed.registerWh ?? 0) : said.meterStartWh,
    ...(believed.registerWh !== undefined && !isMissing && { believedStartWh: believed.registerWh }),
    happenedAt: moment.happenedAt,
    receivedAt: now.utc,
    startKey,
    ...findingsOf(context, moment, believed.anomaly),
    delivery: deliveryOf(context),
    raw: rawOf(context),
  });
}

export function hearSamples(context: Context, said: SamplesHeard): void {
  const { state, part, live, now } = context;
  const moment = momentOf(context, said);
  const known = transactionOf(part, said, moment.happenedAt);
  const { energyWh } = said.readings;
  const believed =
    known === undefined || energyWh === undefined
      ? nothing
      : believeSample(known, energyWh, moment.happenedAt, live.mostWatts.get(known.evse));
  const evse = known?.evse ?? said.evse;
  // What is replayed from the past says nothing about now; nor does a station have so many EVSEs.
  if (moment.isLive && evse >= 0 && evse <= highestEvse) {
    const shown = believed === nothing ? energyWh : (believed.registerWh ?? known?.registerWh);
    live.measured.set(evse, measuredOf(said.readings, shown, now.mono));
    if (known?.history === true) state.reallocate = true;
  }
  if (said.number !== undefined || known !== undefined) recordSamples(context, said, moment, known, believed);
  answer(context, { kind: 'empty' });
}

const nothing: Believed = {};
const highestEvse = 64;

function measuredOf(readings: Readings, energyWh: number | undefined, readAt: Mono): Measured {
  if (energyWh === readings.energyWh) return { ...readings, readAt };
  const { energyWh: _, ...others } = readings;
  return { ...others, ...(energyWh !== undefined && { energyWh }), readAt };
}

function recordSamples(
  context: Context,
  said: SamplesHeard,
  moment: Moment,
  known: Transaction | undefined,
  { registerWh, anomaly }: Believed,
): void {
  const { state, station, part, now, quirks } = context;
  if (said.values === 0) return count(state, 'emptyMeterValues');
  const delivery = deliveryOf(context);
  if (wasHeard(part.transactions, delivery)) return;
  const isPlain = quirks === undefined && moment.anomaly === undefined && anomaly === undefined;
  const isNow = Math.abs(moment.happenedAt - now.utc) <= sameMomentMs;
  record(context, {
    kind: 'TransactionSampled',
    station,
    evse: known?.evse ?? said.evse,
    ...(known !== undefined && { transaction: known.transaction }),
    ...(said.number !== undefined && { number: said.number }),
    happenedAt: moment.happenedAt,
    ...(registerWh !== undefined && { registerWh }),
    ...(!isNow && { receivedAt: now.utc }),
    ...((!isPlain || moment.isHistory || moment.isZoneless) && findingsOf(context, moment, anomaly)),
    delivery,
    raw: rawOf(context),
  });
}

/** Times that are so close are one. */
const sameMomentMs = 60_000;

export function hearStop(context: Context, said: StopHeard): void {
  recordStop(context, said);
  answer(context, { kind: 'stopped' });
}

function recordStop(context: Context, said: StopHeard): void {
  const { station, part, live, now } = context;
  const moment = momentOf(context, said);
  const delivery = deliveryOf(context);
  const known = stoppedBy(part, said, moment.happenedAt);
  if (wasHeard(part.transactions, delivery)) return;
  const isSecond = known?.endedAt !== undefined;
  // The same stop under another id is a repeat; one that says something else is kept.
  if (isSecond && (known.stopHash === undefined || known.stopHash === delivery.payloadHash)) return;
  const isMissing = isNoRegister(context, said.meterStopWh);
  const meterStopWh = isMissing ? (known?.registerWh ?? known?.meterStartWh ?? 0) : said.meterStopWh;
  const believed =
    known === undefined
      ? undefined
      : believeStop(known, meterStopWh, moment.happenedAt, live.mostWatts.get(known.evse));
  const order = known === undefined ? 'stopWithoutStart' : isSecond ? 'secondStop' : undefined;
  record(context, {
    kind: 'TransactionEnded',
    station,
    ...(known !== undefined && { evse: known.evse, transaction: known.transaction }),
    number: said.number,
    meterStopWh,
    ...(believed !== undefined && { energyWh: believed.energyWh }),
    reason: said.reason,
    happenedAt: moment.happenedAt,
    receivedAt: now.utc,
    ...findingsOf(context, moment, order, believed?.anomaly, isMissing ? 'noStopRegister' : undefined),
    delivery,
    raw: rawOf(context),
  });
}

/**
 * The transaction that is meant: the one of that number; else the one that was under way at the EVSE at that moment (Q1),
 * or is now (Q2).
 */
function transactionOf(part: StationPart, { number, evse }: SamplesHeard, at: Utc): Transaction | undefined {
  const numbered = number === undefined ? undefined : byNumber(part.transactions, number);
  return numbered ?? underWayAt(part.transactions, evse, at) ?? openAt(part.transactions, evse);
}

/**
 * A stop whose number is none (0, -1, beyond int32) means the only transaction that is open. Where several are, it is the
 * newest that fits: by its token, and by a register and a time that are not before its start (Q3). A number that is only
 * unknown is of a time before us, and means nothing that is open here (Q4).
 */
function stoppedBy(part: StationPart, said: StopHeard, at: Utc): Transaction | undefined {
  if (isTransactionNumber(said.number)) return byNumber(part.transactions, said.number);
  const open = openOnes(part.transactions);
  if (open.length <= 1) return open[0];
  const fits = open.filter(({ meterStartWh, startedAt }) => meterStartWh <= said.meterStopWh && startedAt <= at);
  const token = said.token?.toLowerCase();
  const named = token === undefined ? fits : fits.filter((one) => one.token.toLowerCase() === token);
  return named.length === 1 || token !== undefined ? named.at(-1) : undefined;
}
