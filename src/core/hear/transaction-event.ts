// TransactionEvent of OCPP 2.x: every one is acknowledged, whatever it says, because a station that is refused throws billing
// data away or repeats it for ever. Repeats are known by the station's own id of the transaction and the place of the message
// in it, across sockets and restarts, and have no second effect (E04, Q47).

import type { Anomaly } from '../../model/fact/transaction.ts';
import type { TransactionId } from '../../model/ids.ts';
import type { ChargingState } from '../../model/status.ts';
import type { Utc } from '../../model/time.ts';
import type { EventHeard } from '../../ocpp/heard.ts';
import type { Transaction } from '../../site/transaction.ts';
import { eventAt, isClaimed, openAt } from '../../site/transaction.ts';
import { lose } from '../losses.ts';
import { noteReading } from '../limits/obedience.ts';
import { count } from '../state.ts';
import { remoteTokenWorks } from '../tokens/token-format.ts';
import { vehicleOf } from '../plan/listed-needs.ts';
import type { Context } from './context.ts';
import { rawOf, record } from './context.ts';
import type { Event } from './event.ts';
import { eventOf, oddities, remoteOf, reservedFor } from './event.ts';
import type { Known } from './event-token.ts';
import { answerEnd, answerRepeat, claimOf, judgeShown } from './event-token.ts';
import { noteForeign, noteForeignReservation } from './foreign.ts';
import { confirmLimit } from './for-drivers.ts';
import type { Believed } from './registers.ts';
import { believeReading, believeStart, believeStop } from './registers.ts';
import { idleWhAt, measuredOf } from './samples.ts';
import { uplinksOf } from '../uplink/work.ts';

export function hearEvent(context: Context, said: EventHeard): void {
  const event = eventOf(context, said);
  const { known } = event;
  const before = eventAt(context.part.transactions, event.delivery);
  if (before === 'same') {
    count(context.state, 'repeats');
    return answerRepeat(event, known);
  }
  const isMissing = known === undefined && said.type !== 'Started';
  if (isMissing) noteForeign(context, (one) => one.stationTransaction === said.transaction);
  const transaction = known ?? begin(event, isMissing ? 'startMissing' : undefined);
  if (event.moment.isLive) noteLive(event);
  confirmLimit(context.state, transaction.transaction, said.limit);
  if (said.type === 'Ended') {
    end(event, transaction, before);
    return answerEnd(event, transaction);
  }
  // A second start in the same transaction says no more than an update does, nor does what a transaction began with.
  judgeShown(event, known === undefined ? transaction : update(event, known, before));
}

/** Begins a transaction: by its start, or in the middle where the start never came. */
function begin(event: Event, anomaly: Anomaly | undefined): Known {
  const { context, said, moment, evse, shown } = event;
  const { state, station, part, now } = context;
  const energyWh = said.beganAtWh ?? said.readings.energyWh;
  const idleWh = moment.isLive ? idleWhAt(context, evse) : undefined;
  const believed = believeStart(part.transactions, evse, energyWh ?? 0, energyWh === undefined, idleWh);
  const transaction = state.random.uuid() as TransactionId;
  const number = state.ledger.gateway.nextNumber;
  const known = { transaction, number, evse, token: shown?.token ?? '' };
  const isUnclaimed = !isClaimed(known);
  const meterStartWh = energyWh ?? believed.registerWh ?? 0;
  noteForeignReservation(context, said.reservation);
  record(context, {
    kind: 'TransactionStarted',
    station,
    ...known,
    ...vehicleOf(state.siteTokens, known.token),
    ...(isUnclaimed && { isUnclaimed }),
    meterStartWh,
    ...(believed.registerWh !== undefined && energyWh !== undefined && { believedStartWh: believed.registerWh }),
    ...reservedFor(event),
    happenedAt: moment.happenedAt,
    receivedAt: now.utc,
    startKey: said.transaction,
    stationTransaction: said.transaction,
    ...(said.chargingState !== undefined && { chargingState: said.chargingState }),
    ...remoteOf(event),
    ...oddities(event, undefined, believed.anomaly, anomaly),
    delivery: event.delivery,
    raw: rawOf(context),
  });
  if (said.type !== 'Ended') tellBeside(event, known, isUnclaimed);
  if (shown?.wasOrdered !== undefined) remoteTokenWorks(state, station);
  const isStartUnknown = energyWh === undefined && meterStartWh === 0;
  return { ...known, meterStartWh, startedAt: moment.happenedAt, ...(isStartUnknown && { isStartUnknown }) };
}

/** What came with a start, for a version whose start has no room for it. */
function tellBeside({ context, said, moment, delivery }: Event, known: Known, isUnclaimed: boolean): void {
  if (!said.saysMore) return;
  if (isUnclaimed) return countUntold(context, said.values);
  record(context, {
    kind: 'TransactionSampled',
    station: context.station,
    evse: known.evse,
    transaction: known.transaction,
    number: known.number,
    happenedAt: moment.happenedAt,
    receivedAt: context.now.utc,
    isOfStart: true,
    ...(context.quirks !== undefined && { quirks: context.quirks }),
    ...(moment.isHistory && { history: true }),
    delivery,
    raw: rawOf(context),
  });
}

/** Before anybody is let in there is no transaction in 1.6 that values could belong to. */
function countUntold({ state, station, link }: Context, values: number): void {
  if (values === 0) return;
  for (const uplink of uplinksOf(state, station))
    if (uplink.config.version === '1.6')
      lose(state, link.peer.version, '1.6', [{ field: 'meterValue', reason: 'noSuchField' }]);
}

/**
 * Anything that is neither a start nor an end. Values are told as such; what has none is told to whom it can be. Returns the
 * transaction with whoever is let in.
 */
function update(event: Event, known: Transaction, before: 'other' | undefined): Known {
  const { context, said, moment, delivery, evse } = event;
  const believed = believedAt(event, known);
  const about = {
    station: context.station,
    evse: known.evse === 0 ? evse : known.evse,
    transaction: known.transaction,
    happenedAt: moment.happenedAt,
    receivedAt: context.now.utc,
    ...oddities(event, before, believed.anomaly, known.endedAt !== undefined ? 'afterEnd' : undefined),
    delivery,
    raw: rawOf(context),
  };
  const claim = claimOf(event, known);
  if (said.values > 0 && claim === undefined) {
    const isUntold = !isClaimed(known) && known.isStartMissing !== true;
    if (isUntold) countUntold(context, said.values);
    const isPlain = meterTriggers.has(said.trigger) && said.token === undefined;
    record(context, {
      kind: 'TransactionSampled',
      ...about,
      number: known.number,
      ...(believed.registerWh !== undefined && { registerWh: believed.registerWh }),
      ...(believed.startWh !== undefined && { startWh: believed.startWh }),
      ...(isUntold && { isUnclaimed: true }),
      ...(!isPlain && { trigger: said.trigger }),
    });
    return known;
  }
  record(context, {
    kind: 'TransactionUpdated',
    ...about,
    ...(said.chargingState !== undefined && { chargingState: said.chargingState }),
    ...(claim !== undefined && claimed(event, known, claim)),
  });
  if (claim === undefined) return known;
  const now = { ...known, evse: about.evse, token: claim.token };
  tellBeside(event, now, !claim.isFirst);
  if (event.shown?.wasOrdered !== undefined) remoteTokenWorks(context.state, context.station);
  return now;
}

const meterTriggers = new Set(['MeterValueClock', 'MeterValuePeriodic', 'Trigger']);

/** For 1.6 a transaction begins where somebody is let in, with the register of its begin: before that nothing flows. */
function claimed(event: Event, known: Transaction, { token, isFirst }: { token: string; isFirst: boolean }) {
  const { said, context } = event;
  // The start comes after what followed it: it has the register of the begin.
  const isLateStart = said.type === 'Started' && known.isStartMissing === true;
  const isOpen = isLateStart || known.isStartUnknown === true;
  const startWh = isOpen ? (said.beganAtWh ?? said.readings.energyWh) : undefined;
  return {
    token,
    ...vehicleOf(context.state.siteTokens, token),
    meterStartWh: startWh ?? known.believedStartWh ?? known.meterStartWh,
    ...(!isFirst && { isUnclaimed: true as const }),
    ...reservedFor(event),
    ...remoteOf(event),
  };
}

function believedAt({ context, said, moment }: Event, known: Transaction): Believed {
  const watts = context.live.mostWatts.get(known.evse);
  return believeReading(known, said.readings.energyWh, moment.happenedAt, watts, said.beganAtWh);
}

function end(event: Event, known: Known, before: 'other' | undefined): void {
  const { context, said, moment, delivery } = event;
  const { station, live, now } = context;
  const { energyWh } = said.readings;
  const meterStopWh = energyWh ?? known.registerWh ?? known.believedStartWh ?? known.meterStartWh ?? 0;
  const shown = said.token === undefined ? undefined : event.shown;
  const watts = live.mostWatts.get(known.evse);
  const began = known.isStartUnknown === true && said.beganAtWh !== undefined;
  const counted = began ? { ...known, believedStartWh: said.beganAtWh, isStartUnknown: false } : known;
  const believed = believeStop(counted as Transaction, meterStopWh, moment.happenedAt, watts);
  const isUnclaimed = !isClaimed(known) && shown === undefined && event.known?.isStartMissing !== true;
  record(context, {
    kind: 'TransactionEnded',
    station,
    evse: known.evse === 0 ? event.evse : known.evse,
    transaction: known.transaction,
    number: known.number,
    meterStopWh,
    ...(believed.energyWh !== undefined && { energyWh: believed.energyWh }),
    // What we stopped because of its token ended so for the central system, whatever the station calls it.
    reason: known.deauthorized !== undefined && said.reason === 'Remote' ? 'DeAuthorized' : (said.reason ?? 'Local'),
    ...(shown !== undefined && { token: shown.token }),
    ...(isUnclaimed && event.known !== undefined && { isUnclaimed: true }),
    happenedAt: moment.happenedAt,
    receivedAt: now.utc,
    ...oddities(
      event,
      before,
      known.endedAt !== undefined ? 'secondStop' : undefined,
      believed.anomaly,
      energyWh === undefined ? 'noStopRegister' : undefined,
    ),
    delivery,
    raw: rawOf(context),
  });
}

/** What is told of now is what is measured now, and what the plug does. */
function noteLive({ context, said, evse, moment }: Event): void {
  const { state, station, live, now } = context;
  if (evse === 0) return;
  if (said.values > 0) {
    live.measured.set(evse, measuredOf(said.readings, said.readings.energyWh, moment, now.mono));
    if (state.bases.followsStations) state.bases.isDue = true;
    noteReading(state, station);
  }
  if (said.chargingState !== undefined) noteCharging(context, evse, said.chargingState, now.utc);
}

/** 2.x says what an occupied plug does in the events of its transaction. */
function noteCharging(context: Context, evse: number, chargingState: ChargingState, happenedAt: Utc): void {
  const { station, part } = context;
  const last = part.statuses.get(evse);
  if (last?.chargingState === chargingState && last.status === 'Occupied') return;
  record(context, {
    kind: 'StatusReported',
    station,
    evse,
    status: 'Occupied',
    native: chargingState,
    chargingState,
    happenedAt,
  });
  if (openAt(part.transactions, evse)?.history === true) context.state.reallocate = true;
}
