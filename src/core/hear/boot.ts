import type { StationId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { after } from '../../model/time.ts';
import type { FromStation } from '../../ocpp/heard.ts';
import type { StationLive } from '../../site/live.ts';
import { newAdoption } from '../../site/adoption.ts';
import { noteBoot } from '../../site/live.ts';
import { bootMustWait } from '../clock/clock.ts';
import type { Link } from '../links.ts';
import { isEnrolled } from '../door/door.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { adoptBy, wakeBy } from '../state.ts';
import type { Context } from './context.ts';
import { tookTime } from './clock.ts';
import { answer, record } from './context.ts';
import { forgetExternalLimits } from './external-limit.ts';

/** How often a station without traffic reports that it is alive. */
const heartbeatSeconds = 300;
/** How soon a station that waits for the time asks again. */
const pendingSeconds = 15;
/** One station is told up to this share more, another up to this share less: those that booted together part again. */
const spreadShare = 0.1;
/** Stations drop the link when they are called before their boot is through (Q20). */
const settleMs = 500;
/** A station that talks and has not booted by then will not boot (Q19). */
const unbootedMs = 5000;

/**
 * What a station that boots is told. Whoever is known to the site file is accepted, when there is a time to give; whoever was
 * enrolled waits until somebody has placed it (F064).
 */
const bootStatus = (state: State, { peer }: Link, now: Now): 'Accepted' | 'Pending' =>
  bootMustWait(state, now) || (peer.kind === 'station' && (peer.mustRenew === true || isEnrolled(state, peer.station)))
    ? 'Pending'
    : 'Accepted';

export function hearBoot(context: Context, said: Extract<FromStation, { kind: 'boot' }>): void {
  const { state, station, part, live, now } = context;
  const protocol = context.link.peer.version;
  const known = part.booted;
  const { kind: _, reason, ...about } = said;
  const isNews =
    known === undefined ||
    known.protocol !== protocol ||
    known.vendor !== about.vendor ||
    known.model !== about.model ||
    known.serial !== about.serial ||
    known.firmware !== about.firmware;
  if (isNews) record(context, { kind: 'StationBooted', station, happenedAt: now.utc, protocol, ...about });
  live.booted = true;
  // One that was only asked who it is has lost nothing.
  if (reason !== 'Triggered') {
    noteBoot(live);
    forgetExternalLimits(context);
    state.alarms.delete(`BB_STATION_PROBLEM:${station}`);
  }
  // Another model or firmware may be capable of other things, on the same connection too.
  if (isNews && known !== undefined) {
    live.adoption = newAdoption();
    state.adopting.add(station);
  }
  tookTime(context);
  callSoon(state, live, now);
  state.alarms.delete(`BB_STATION_REBOOT_REQUIRED:${station}`);
  const status = bootStatus(state, context.link, now);
  // A station that waits for the time gets its limits all the same.
  if (status === 'Accepted') live.accepted = true;
  const intervalSeconds = spread(status === 'Accepted' ? heartbeatSeconds : pendingSeconds, station);
  answer(context, { kind: 'boot', status, intervalSeconds, at: now.utc });
}

/** Its boot is answered: it may be called in a moment. */
export function callSoon(state: State, live: StationLive, now: Now): void {
  live.callableFrom = after(now.mono, settleMs);
  wakeBy(state, live.callableFrom);
  adoptBy(state, live.callableFrom);
}

/** Whole seconds about these; the same for the same station each time, so that a boot changes no setting (F062). */
function spread(seconds: number, station: StationId): number {
  const most = Math.floor(seconds * spreadShare);
  // FNV-1a: names that differ in their last digit lie far apart.
  let mixed = 0x811c9dc5;
  for (let at = 0; at < station.length; at += 1) mixed = Math.imul(mixed ^ station.charCodeAt(at), 0x01000193) >>> 0;
  return seconds - most + (mixed % (2 * most + 1));
}

/** A known station goes on without a boot: it may be called as soon as it is clear that none comes (Q19). */
export function hearWithoutBoot(state: State, live: StationLive, now: Now): void {
  const from = Math.max(now.mono, after(live.connectedAt, unbootedMs)) as Mono;
  if (from >= live.callableFrom) return;
  live.callableFrom = from;
  wakeBy(state, from);
  adoptBy(state, from);
}
