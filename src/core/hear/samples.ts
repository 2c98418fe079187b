// Meter values. Those of a transaction are kept for ever; those of none are news for whoever listens now.

import { evseKey } from '../../model/ids.ts';
import type { Mono, Utc } from '../../model/time.ts';
import type { MeterValue } from '../../model/sampled-value.ts';
import type { Readings, SamplesHeard } from '../../ocpp/heard.ts';
import type { Measured } from '../../site/live.ts';
import type { StationPart } from '../../site/station-part.ts';
import type { Transaction } from '../../site/transaction.ts';
import { byNumber, openAt, underWayAt, wasHeard } from '../../site/transaction.ts';
import { noteReading } from '../limits/obedience.ts';
import { dialectOfLink } from '../links.ts';
import { count } from '../state.ts';
import { momentOf } from './clock.ts';
import type { Context } from './context.ts';
import { answer, deliveryOf, findingsOf, rawOf, record } from './context.ts';
import { noteForeign } from './foreign.ts';
import type { Moment } from './moment.ts';
import type { Believed } from './registers.ts';
import { believeReading } from './registers.ts';
import { uplinksOf } from '../uplink/work.ts';

/** No station has more EVSEs. */
const highestEvse = 64;
/** Times that are so close are one. */
const sameMomentMs = 60_000;
const nothing: Believed = {};

export function hearSamples(context: Context, said: SamplesHeard): void {
  const { state, station, part, live, now } = context;
  const moment = momentOf(context, said);
  const known = transactionOf(part, said, moment.happenedAt);
  if (said.number !== undefined && said.number > 0 && known?.number !== said.number)
    noteForeign(context, ({ number }) => number === said.number);
  const { energyWh } = said.readings;
  const believed =
    known === undefined || energyWh === undefined
      ? nothing
      : believeReading(known, energyWh, moment.happenedAt, live.mostWatts.get(known.evse));
  const evse = known?.evse ?? said.evse;
  // What is replayed from the past says nothing about now (F122).
  if (moment.isLive && evse >= 0 && evse <= highestEvse) {
    const shown = believed === nothing ? energyWh : (believed.registerWh ?? known?.registerWh);
    live.measured.set(evse, measuredOf(said.readings, shown, moment, now.mono));
    if (state.bases.followsStations) state.bases.isDue = true;
    noteReading(state, station);
    if (known?.history === true) state.reallocate = true;
    if (said.number === undefined && known === undefined && said.values > 0) tellReadings(context, evse);
  }
  if (said.number !== undefined || known !== undefined) recordSamples(context, said, moment, known, believed);
  answer(context, { kind: 'empty' });
}

/**
 * The transaction that is meant: the one of that number; else the one that was under way at the EVSE at that moment (Q1),
 * or is now (Q2).
 */
function transactionOf(part: StationPart, { number, evse }: SamplesHeard, at: Utc): Transaction | undefined {
  const numbered = number === undefined ? undefined : byNumber(part.transactions, number);
  return numbered ?? underWayAt(part.transactions, evse, at) ?? openAt(part.transactions, evse);
}

/** What its meter showed last, while nothing is under way there: nothing flows, so it shows that still. */
export const idleWhAt = ({ part, live }: Context, evse: number): number | undefined =>
  openAt(part.transactions, evse) === undefined ? live.measured.get(evse)?.energyWh : undefined;

export function measuredOf(
  readings: Readings,
  energyWh: number | undefined,
  { agoMs }: Moment,
  readAt: Mono,
): Measured {
  const when = { readAt, ...(agoMs !== undefined && { takenAt: (readAt - agoMs) as Mono }) };
  if (energyWh === readings.energyWh) return { ...readings, ...when };
  const { energyWh: _, ...others } = readings;
  return { ...others, ...(energyWh !== undefined && { energyWh }), ...when };
}

/** Values of no transaction are news for whoever listens now, and are not kept. */
function tellReadings({ state, station, link, payload }: Context, evse: number): void {
  let values: readonly MeterValue[] | undefined;
  for (const uplink of uplinksOf(state, station)) {
    if (uplink.config.mode === 'relay' || !uplink.accepted || uplink.link === undefined) continue;
    values ??= dialectOfLink(link).recordOf(payload as never).meterValues;
    uplink.readings.set(evseKey(station, evse), values);
  }
}

function recordSamples(
  context: Context,
  said: SamplesHeard,
  moment: Moment,
  known: Transaction | undefined,
  { registerWh, startWh, anomaly }: Believed,
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
    ...(startWh !== undefined && { startWh }),
    ...(!isNow && { receivedAt: now.utc }),
    ...((!isPlain || moment.isHistory || moment.isZoneless) && findingsOf(context, moment, anomaly)),
    delivery,
    raw: rawOf(context),
  });
}
