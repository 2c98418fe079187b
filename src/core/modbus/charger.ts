// A charger without OCPP as a station like any other: it comes and goes, tells its status, and its sessions are told from what
// its registers say.

import type { StationId } from '../../model/ids.ts';
import type { ChargerView } from '../../modbus/charger.ts';
import { view as chargerView } from '../../modbus/charger.ts';
import { failsafeAmps, watchdogSecondsOf } from '../../modbus/charger-held.ts';
import type { Outcome } from '../../modbus/charger-state.ts';
import { after } from '../../model/time.ts';
import { stationLive } from '../../site/live.ts';
import { dropLink, linkUp } from '../connect.ts';
import type { Heard } from '../heard.ts';
import { settleLimit } from '../limits/limits.ts';
import { noteReading } from '../limits/obedience.ts';
import type { Link } from '../links.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import type { ChargerLive } from './live.ts';
import { chargersAt } from './live.ts';
import { knownAmps } from './amps.ts';
import { command, tellFallback } from './command.ts';
import { isDriven, newDrivenLink } from './driven.ts';
import { showFindings } from './findings.ts';
import { tellSession } from './session.ts';
import { noteLines, settlePhases } from './phases.ts';
import { sayAs } from './say-as.ts';
import { noteLastWord } from './stop.ts';

export function followCharger(
  state: State,
  heard: Heard,
  one: ChargerLive,
  outcomes: readonly Outcome[],
  now: Now,
): void {
  const view = chargerView(one.charger, now.mono);
  comeOrGo(state, heard, one, view, now);
  for (const outcome of outcomes) {
    settle(state, heard, one, outcome, now);
    settlePhases(state, heard, one, outcome);
    noteLastWord(state, outcome);
  }
  showFindings(state, one.charger.device, one.alarms);
  noteWatchdog(state, one);
  if (!state.stationLinks.has(one.station)) return;
  noteLines(state, one);
  measure(state, one, view, now);
  tellSession(state, heard, one, view, now);
  tellFallback(state, one, now);
  command(state, one, now);
}

/** It counts on its watchdog only while the device itself says when it fires, and that it falls no higher than it is counted. */
function noteWatchdog(state: State, one: ChargerLive): void {
  const fallback = state.fallback.get(one.key) ?? 0;
  const seconds = failsafeAmps(one.charger) <= fallback + grainAmps ? watchdogSecondsOf(one.charger) : undefined;
  if (seconds === one.watchdogSeconds) return;
  one.watchdogSeconds = seconds;
  state.loadsDue = true;
  state.reallocate = true;
}

/** Finer than any register of a current. */
const grainAmps = 0.05;

/** A station is there as soon as one of its chargers answers, and gone when none does. */
function comeOrGo(state: State, heard: Heard, one: ChargerLive, view: ChargerView, now: Now): void {
  const link = state.stationLinks.get(one.station);
  if (isThere(one) && link === undefined) return come(state, heard, one, view, now);
  const isGone = ({ charger }: ChargerLive): boolean => charger.device.reach.kind === 'unreachable';
  if (link === undefined || !isGone(one) || !chargersAt(state.modbus, one.station).every(isGone)) return;
  goAway(state, heard, one.station, 'does not answer', now);
}

/** Its link ends; what comes next is told everything anew. */
export function goAway(state: State, heard: Heard, station: StationId, reason: string, now: Now): void {
  const link = state.stationLinks.get(station);
  if (link === undefined) return;
  dropLink(state, heard, link, now, { kind: 'closed', code: 1006, reason });
  if (!isDriven(link)) heard.commands.push({ kind: 'close', link: link.id, code: 1001, reason });
  for (const one of chargersAt(state.modbus, station)) leave(state, heard, one, link, now);
}

/** What it is was read, and it answers. */
const isThere = ({ charger: { device } }: ChargerLive): boolean =>
  device.reach.kind === 'reachable' && device.stage === 'run';

/** What it was told last it may hold or not: its watchdog decides. */
function leave(state: State, heard: Heard, { session }: ChargerLive, link: Link, now: Now): void {
  session.status = undefined;
  session.commanded = undefined;
  session.told = undefined;
  session.failed = undefined;
  session.hasSwitched = false;
  const { limitCall } = session;
  session.limitCall = undefined;
  if (limitCall !== undefined) settleLimit(state, heard, link, limitCall.purpose, 'unanswered', now);
}

function come(state: State, heard: Heard, { station, evse, charger }: ChargerLive, view: ChargerView, now: Now): void {
  const id = newDrivenLink(state);
  linkUp(state, heard, id, { kind: 'station', station, version: '1.6' }, now);
  const live = stationLive(state.live, station);
  // There is nothing to arrange with it: nobody else left a limit in it that our first one does not replace.
  state.adopting.delete(station);
  live.accepted = true;
  const [vendor = 'Modbus', ...words] = charger.device.driver.title.split(' ');
  const { model, serial, firmware } = view;
  sayAs(state, heard, station, evse, now, 'BootNotification', {
    chargePointVendor: vendor.slice(0, 20),
    chargePointModel: (model ?? words.join(' ')).slice(0, 20),
    ...(serial !== undefined && { chargePointSerialNumber: serial.slice(0, 25) }),
    ...(firmware !== undefined && { firmwareVersion: firmware.slice(0, 50) }),
  });
  live.callableFrom = now.mono;
  live.mayBegin = true;
  state.reallocate = true;
}

/** What a register says counts at once, not only when it is told as a meter value. */
function measure(state: State, { station, evse }: ChargerLive, view: ChargerView, now: Now): void {
  if (view.quality !== 'good') return;
  const { energyWh, powerW, amps } = view;
  if (state.bases.followsStations) state.bases.isDue = true;
  stationLive(state.live, station).measured.set(evse, {
    energyWh,
    ...(powerW !== undefined && { powerW }),
    ...(amps.some((one) => one !== null) && { amps: knownAmps(amps) }),
    readAt: now.mono,
  });
  noteReading(state, station);
}

/** What it did not take is told again, but not all the time. */
const tellAgainMs = 10_000;

function settle(state: State, heard: Heard, { session }: ChargerLive, { command: id, kind }: Outcome, now: Now): void {
  const { limitCall, told, commanded } = session;
  if (told?.command === id) {
    told.isConfirmed = kind === 'confirmed';
    if (!told.isConfirmed) {
      session.failed = { amps: commanded ?? 0, until: after(now.mono, tellAgainMs) };
      session.commanded = undefined;
    }
  }
  if (limitCall?.command !== id) return;
  session.limitCall = undefined;
  // A limit that was refused counts no more, so it is not told again either.
  if (kind === 'refused') session.limitAmps = limitCall.before;
  const link = state.links.get(limitCall.link);
  if (link === undefined) return;
  settleLimit(state, heard, link, limitCall.purpose, kind === 'confirmed' ? 'accepted' : kind, now);
}
