// What keeps uplinks away, as people see it: one alarm an uplink, and one for all the connections of a relay, so that a
// central system that is lost for a thousand stations is one thing to look at.

import type { AlarmCode, AlarmKey } from '../../model/alarm.ts';
import { entryOf } from '../../model/config/uplink-entry.ts';
import type { UplinkId } from '../../model/ids.ts';
import type { State } from '../state.ts';
import type { UplinkLive } from './live.ts';

/** What is told of a connection that does not come about, or does not last. */
export interface LinkAlarm {
  readonly code: AlarmCode;
  readonly text: string;
}

/** Returns whether the alarm is new: for a relay when the first of its connections has it. */
export function raiseLinkAlarm(state: State, uplink: UplinkLive, told: LinkAlarm): boolean {
  const { config } = uplink;
  const alarm: AlarmKey = `${told.code}:${entryOf(config)}`;
  if (uplink.alarm !== undefined && uplink.alarm !== alarm) clearLinkAlarm(state, uplink);
  uplink.alarm = alarm;
  if (config.speaksFor === undefined) {
    state.alarms.set(alarm, told.text);
    return true;
  }
  const { shared } = state.uplinkWork;
  const about = shared.get(alarm) ?? { who: new Set<UplinkId>(), text: '' };
  const isFirst = about.who.size === 0;
  about.who.add(config.id);
  about.text = told.text;
  shared.set(alarm, about);
  tellShared(state, alarm);
  return isFirst;
}

export function clearLinkAlarm(state: State, uplink: UplinkLive): void {
  const { alarm, config } = uplink;
  if (alarm === undefined) return;
  uplink.alarm = undefined;
  state.uplinkWork.shared.get(alarm)?.who.delete(config.id);
  tellShared(state, alarm);
}

function tellShared({ alarms, uplinkWork: { shared } }: State, alarm: AlarmKey): void {
  const about = shared.get(alarm);
  if (about === undefined || about.who.size === 0) {
    shared.delete(alarm);
    alarms.delete(alarm);
    return;
  }
  const { who, text } = about;
  alarms.set(alarm, who.size === 1 ? text : `${who.size} stations have no connection upstream; the last: ${text}`);
}
