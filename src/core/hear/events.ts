// NotifyEvent of OCPP 2.x: what a plug does, what does not work, and what central systems of 2.x want to hear besides.

import type { StatusReported } from '../../model/fact/availability.ts';
import { evseKey } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import type { EventsHeard, EventSaid } from '../../ocpp/heard-device.ts';
import { isProblem } from '../../ocpp/problem-names.ts';
import { count } from '../state.ts';
import { addEvent } from '../uplink/events.ts';
import type { Context } from './context.ts';
import { answer, record } from './context.ts';
import { noteTrouble, withProblem } from './problems.ts';
import { noteStatus } from './status.ts';
import { numberFor } from '../uplink/numbers.ts';
import { uplinksOf } from '../uplink/work.ts';

/** What one message says at most; the rest of it is not looked at. */
const mostEvents = 100;

export function hearEvents(context: Context, { events }: EventsHeard): void {
  answer(context, { kind: 'empty' });
  for (const event of events.slice(0, mostEvents)) hearOne(context, event);
  if (events.length > mostEvents) count(context.state, 'stationEventsLeftOut');
}

function hearOne(context: Context, event: EventSaid): void {
  const { name, status, at } = event;
  // 2.1 says so what 2.0.1 says by a StatusNotification.
  if (status !== undefined)
    return noteStatus(context, {
      kind: 'status',
      evse: name.evse ?? 0,
      status,
      native: status,
      ...(at !== undefined && { at }),
    });
  noteTrouble(context, event);
  if (isProblem(name.variable)) return showProblem(context, event);
  passUp(context, event);
}

/** The place is as it was, and has a problem or none; what the whole station has, each of its places has. */
function showProblem(context: Context, { name, at }: EventSaid): void {
  const { part, now } = context;
  const places = name.evse === undefined ? [...part.statuses.keys()] : [name.evse];
  for (const place of places) {
    const last = part.statuses.get(place);
    if (last !== undefined) showAt(context, last, at ?? now.utc);
  }
}

function showAt(context: Context, last: StatusReported, happenedAt: Utc): void {
  const { errorCode, info, vendorErrorCode, happenedAt: _, ...plain } = last;
  const report = withProblem(context, plain);
  const isNews = report.errorCode !== errorCode || report.info !== info || report.vendorErrorCode !== vendorErrorCode;
  if (isNews) record(context, { ...plain, ...report, happenedAt });
}

/** Everything else is for central systems that speak of such: those that see the place, by their number of it. */
function passUp({ state, heard, station, now }: Context, event: EventSaid): void {
  const { evse = 0, connector, ...name } = event.name;
  for (const uplink of uplinksOf(state, station)) {
    if (uplink.config.mode === 'relay' || uplink.feed !== undefined) continue;
    const number = evse === 0 ? undefined : numberFor(state, uplink, evseKey(station, evse));
    if (evse !== 0 && number === undefined) {
      count(state, 'strangeEvses');
      continue;
    }
    const { trigger, value, isCleared, techCode, techInfo = '', severity, at = now.utc } = event;
    const said = {
      name: {
        ...name,
        ...(number !== undefined && { evse: number, ...(connector !== undefined && { connector }) }),
      },
      at,
      trigger: trigger === 'Alerting' ? ('Alerting' as const) : ('Delta' as const),
      value,
      techInfo: `${station} ${techInfo}`.trim(),
      severity: severity ?? usualSeverity,
      ...(isCleared && { isCleared }),
      ...(techCode !== undefined && { techCode }),
    };
    addEvent(state, uplink, said, heard.facts, now);
  }
}

/** Alert: what 2.0.1 says without a severity. */
const usualSeverity = 5;
