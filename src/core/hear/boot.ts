import { after } from '../../model/time.ts';
import type { FromStation } from '../../ocpp/heard.ts';
import { noteBoot, stationLive } from '../../site/live.ts';
import { bootMustWait } from '../clock.ts';
import { wakeBy } from '../state.ts';
import type { Context } from './context.ts';
import { answer } from './context.ts';

/** How often a station without traffic reports that it is alive. */
const heartbeatSeconds = 300;
/** How soon a station that waits for the time asks again. */
const pendingSeconds = 15;
/** Stations drop the link when they are called before their boot is through (Q20). */
const settleMs = 500;

export function hearBoot(context: Context, said: Extract<FromStation, { kind: 'boot' }>): void {
  const { state, station, part, now, heard } = context;
  const known = part.booted;
  const { kind: _, ...about } = said;
  const isNews =
    known === undefined ||
    known.vendor !== about.vendor ||
    known.model !== about.model ||
    known.serial !== about.serial ||
    known.firmware !== about.firmware;
  if (isNews) heard.facts.push({ kind: 'StationBooted', station, happenedAt: now.utc, protocol: '1.6', ...about });
  const live = stationLive(state.live, station);
  noteBoot(live);
  live.callableFrom = after(now.mono, settleMs);
  wakeBy(state, live.callableFrom);
  // A station that waits for the time gets its limits all the same.
  if (bootMustWait(state, now))
    return answer(context, { kind: 'boot', status: 'Pending', intervalSeconds: pendingSeconds, at: now.utc });
  live.accepted = true;
  answer(context, { kind: 'boot', status: 'Accepted', intervalSeconds: heartbeatSeconds, at: now.utc });
}
