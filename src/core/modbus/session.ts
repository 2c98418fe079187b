// The sessions of a charger without OCPP: from what its registers say to the messages of a 1.6 station, one after the other.
// The state of the vehicle counts, not its changes, so that nothing is missed while the device or the gateway was away.

import { after, isoOf, never } from '../../model/time.ts';
import { stationOf } from '../../model/config/site.ts';
import type { ChargerView } from '../../modbus/charger.ts';
import { view as chargerView } from '../../modbus/charger.ts';
import type { ToStationReply } from '../../ocpp/heard.ts';
import { meterValueOf } from '../../ocpp/readings.ts';
import type { Heard } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { knownAmps } from './amps.ts';
import { command, isInService } from './command.ts';
import { isEnergyFresh } from './fresh-energy.ts';
import type { ChargerLive } from './live.ts';
import { unaskedAlarm } from './live.ts';
import { canAskCsms } from '../tokens/authorization.ts';
import { sayAs } from './say-as.ts';
import { takeUp } from './take-up.ts';

/** What the disk does not let through is said again after this time. */
const againMs = 10_000;
/** A vehicle that was refused while the central system was away is asked for so long after that, and later twice as long. */
const askAgainMs = 30_000;
const mostAskAgainMs = 600_000;
/** A token of 1.6 is no longer (CiString20). */
const longestToken = 20;

export function tellSession(state: State, heard: Heard, one: ChargerLive, view: ChargerView, now: Now): void {
  const { session } = one;
  if (view.quality !== 'good' || view.iec === 'unknown' || state.modbus.leaving !== undefined) return;
  const again = takeUp(state, one);
  if (again !== undefined) say(state, heard, one, 'StartTransaction', again, now);
  sayAgain(state, heard, one, now);
  if (session.ordered !== undefined && now.mono >= session.ordered.until) session.ordered = undefined;
  // A charger with a fault may not say whether a vehicle is there: then nothing begins and nothing ends.
  if (view.plugged === false) unplugged(one);
  else if (view.plugged === true && session.saying === undefined) begin(state, heard, one, view, now);
  if (session.step === 'starting' && session.saying === undefined) start(state, heard, one, view, now);
  if (session.ending !== undefined) end(state, heard, one, view, session.ending, now);
  sample(state, heard, one, view, now);
  tellStatus(state, heard, one, view, now);
  watchUnasked(state, one, view);
}

function unplugged({ session }: ChargerLive): void {
  session.hasLeft = true;
  // What was said is answered first: a transaction that begins now ends as soon as it has a number.
  if (session.step === 'open') session.ending ??= 'EVDisconnected';
  else if (session.step !== 'stopping' && session.saying === undefined) {
    session.step = 'idle';
    session.unasked = undefined;
  }
}

/** Whoever was refused may show another token. */
function begin(state: State, heard: Heard, one: ChargerLive, view: ChargerView, now: Now): void {
  const { session } = one;
  const { step, ordered } = session;
  if ((step !== 'idle' && step !== 'refused') || !isInService(state, one.station, one.evse)) return;
  const token = ordered?.token ?? tokenOf(state, one, view);
  const isSame = step === 'refused' && ordered === undefined && token === session.token;
  if (token === undefined || (isSame && !mayAskAgain(state, one, now))) return;
  if (!isSame) session.unasked = undefined;
  session.token = token;
  session.ordered = undefined;
  session.hasLeft = false;
  // Who ordered it answers for the token; else it is asked for first.
  if (ordered !== undefined) return start(state, heard, one, view, now);
  session.step = 'authorizing';
  say(state, heard, one, 'Authorize', { idTag: token }, now);
}

/** Nobody shows a card again where a plug is enough: the central system is asked as soon as it is there, at a pace. */
const mayAskAgain = (state: State, one: ChargerLive, now: Now): boolean =>
  one.session.unasked !== undefined &&
  now.mono >= one.session.unasked.from &&
  ruleOf(state, one) === 'plug' &&
  canAskCsms(state, one.station);

function tokenOf(state: State, one: ChargerLive, { token }: ChargerView): string | undefined {
  const rule = ruleOf(state, one);
  if (rule === 'token') return token?.slice(0, longestToken);
  if (rule !== 'plug') return undefined;
  return (stationOf(siteOf(state), one.station)?.modbus?.idTag ?? one.station).slice(0, longestToken);
}

/** What begins a session there. */
function ruleOf(state: State, { station, charger }: ChargerLive): 'plug' | 'token' | 'order' | 'never' {
  const config = stationOf(siteOf(state), station);
  const mode = config?.authorization?.mode ?? siteOf(state).authorization.mode;
  const usual = mode === 'free' ? 'plug' : charger.device.driver.points.has('rfid') ? 'token' : 'order';
  return config?.modbus?.start ?? usual;
}

function start(state: State, heard: Heard, one: ChargerLive, view: ChargerView, now: Now): void {
  const { session, evse } = one;
  session.step = 'starting';
  if (!isEnergyFresh(state, one, 'start', now)) return;
  say(
    state,
    heard,
    one,
    'StartTransaction',
    { connectorId: evse, idTag: session.token, meterStart: registerOf(view), timestamp: isoOf(now.utc) },
    now,
  );
}

/** Energy ends before the transaction does, and its register is read when nothing flows any more. */
function end(
  state: State,
  heard: Heard,
  one: ChargerLive,
  view: ChargerView,
  reason: NonNullable<ChargerLive['session']['ending']>,
  now: Now,
): void {
  const { session } = one;
  if (session.step === 'open') {
    session.step = 'stopping';
    session.sampleAt = never;
    command(state, one, now);
  }
  if (session.step !== 'stopping' || session.saying !== undefined) return;
  if (!isEnergyFresh(state, one, 'stop', now)) return;
  session.ending = undefined;
  say(
    state,
    heard,
    one,
    'StopTransaction',
    { transactionId: session.number, meterStop: registerOf(view), timestamp: isoOf(now.utc), reason },
    now,
  );
}

const registerOf = ({ energyWh }: ChargerView): number => Math.round(energyWh);

function say(state: State, heard: Heard, one: ChargerLive, action: string, payload: object, now: Now): void {
  const id = sayAs(state, heard, one.station, one.evse, now, action, payload);
  one.session.saying = { id, action, payload, again: after(now.mono, againMs) };
}

function sayAgain(state: State, heard: Heard, one: ChargerLive, now: Now): void {
  const { saying } = one.session;
  if (saying === undefined || now.mono < saying.again) return;
  saying.again = after(now.mono, againMs);
  sayAs(state, heard, one.station, one.evse, now, saying.action, saying.payload, saying.id);
}

/** The answer to what was said; a session goes on with what follows from it. */
export function hearReply(
  state: State,
  heard: Heard,
  one: ChargerLive,
  id: string,
  reply: ToStationReply | 'refused',
  now: Now,
): void {
  const { session } = one;
  if (session.saying?.id !== id) return;
  session.saying = undefined;
  const view = chargerView(one.charger, now.mono);
  switch (session.step) {
    case 'authorizing': {
      const isAccepted = reply !== 'refused' && reply.kind === 'verdict' && reply.verdict.status === 'Accepted';
      if (isAccepted && view.plugged) start(state, heard, one, view, now);
      else session.step = isAccepted ? 'idle' : 'refused';
      noteUnasked(session, reply, now);
      break;
    }
    case 'starting':
      if (reply === 'refused' || reply.kind !== 'started') session.step = 'refused';
      else {
        session.step = 'open';
        session.number = reply.number;
        session.sampleAt = now.mono;
        if (reply.verdict.status !== 'Accepted') session.ending = 'DeAuthorized';
      }
      break;
    case 'stopping':
      session.step = session.hasLeft ? 'idle' : 'over';
      session.number = undefined;
      session.token = undefined;
      break;
    default:
  }
  tellSession(state, heard, one, view, now);
  command(state, one, now);
}

/** Twice as long after each answer that was not the central system's. */
function noteUnasked(session: ChargerLive['session'], reply: ToStationReply | 'refused', now: Now): void {
  const by = reply !== 'refused' && reply.kind === 'verdict' ? reply.verdict.by : undefined;
  const isUnasked = session.step === 'refused' && (by === 'offline' || by === 'cache' || by === 'list');
  const afterMs = Math.min((session.unasked?.afterMs ?? askAgainMs / 2) * 2, mostAskAgainMs);
  session.unasked = isUnasked ? { from: after(now.mono, afterMs), afterMs } : undefined;
}

/** Meter values at the interval of the station, while a transaction is open. */
function sample(state: State, heard: Heard, one: ChargerLive, view: ChargerView, now: Now): void {
  const { session, station } = one;
  if (session.valuesDue) {
    session.valuesDue = false;
    sayMeterValues(state, heard, one, view, now);
  }
  if (session.step !== 'open' || now.mono < session.sampleAt || !isEnergyFresh(state, one, 'sample', now)) return;
  const seconds = stationOf(siteOf(state), station)?.sampleSeconds ?? 10;
  session.sampleAt = after(now.mono, seconds * 1000);
  sayMeterValues(state, heard, one, view, now);
}

function sayMeterValues(state: State, heard: Heard, one: ChargerLive, view: ChargerView, now: Now): void {
  const { session, station, evse } = one;
  const value = meterValueOf(readingsOf(view), isoOf(now.utc), 'Sample.Periodic');
  if (value === undefined) return;
  const transactionId = session.step === 'open' ? session.number : undefined;
  sayAs(state, heard, station, evse, now, 'MeterValues', {
    connectorId: evse,
    ...(transactionId !== undefined && { transactionId }),
    meterValue: [value],
  });
}

const readingsOf = ({ energyWh, powerW, amps }: ChargerView) => ({
  energyWh: Math.round(energyWh),
  ...(powerW !== undefined && { powerW: Math.round(powerW) }),
  ...(amps.some((one) => one !== null) && { amps: knownAmps(amps) }),
});

function tellStatus(state: State, heard: Heard, one: ChargerLive, view: ChargerView, now: Now): void {
  const { session, station, evse } = one;
  const status = statusOf(state, one, view);
  const errorCode = status === 'Faulted' ? 'OtherError' : 'NoError';
  const told = `${status} ${errorCode} ${view.faults.map(({ code }) => code).join()}`;
  if (told === session.status) return;
  session.status = told;
  const [fault] = view.faults;
  sayAs(state, heard, station, evse, now, 'StatusNotification', {
    connectorId: evse,
    status,
    errorCode,
    ...(fault !== undefined && { info: fault.code.slice(0, 50) }),
    timestamp: isoOf(now.utc),
  });
}

/** The IEC 61851 state in the words of 1.6. */
function statusOf(state: State, one: ChargerLive, { iec }: ChargerView): string {
  const { step } = one.session;
  if (iec === 'E') return 'Faulted';
  if (iec === 'F') return 'Unavailable';
  const isOpen = step === 'open' || step === 'stopping';
  if (!isOpen && !isInService(state, one.station, one.evse)) return 'Unavailable';
  if (iec === 'A') return 'Available';
  if (step === 'over') return 'Finishing';
  if (!isOpen) return 'Preparing';
  if (iec === 'B1' || iec === 'C1' || iec === 'D1') return 'SuspendedEVSE';
  if (iec.startsWith('B')) return one.session.commanded === 0 ? 'SuspendedEVSE' : 'SuspendedEV';
  return 'Charging';
}

/** A device that lets a vehicle charge that nobody released is not under control. */
function watchUnasked(state: State, { key, session }: ChargerLive, { charging }: ChargerView): void {
  const isUnasked =
    charging === true && session.step !== 'open' && session.step !== 'stopping' && session.step !== 'starting';
  if (!isUnasked) state.alarms.delete(unaskedAlarm(key));
  else
    state.alarms.set(
      unaskedAlarm(key),
      `${key} charges although nobody was released there. Switch its own authorization off ("free" in its own menu means that it does not ask), or look for a second system that controls it.`,
    );
}
