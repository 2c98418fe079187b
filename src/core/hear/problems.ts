// What stations of OCPP 2.x say does not work: each problem stands until it is taken back, or the station boots.

import type { AlarmKey } from '../../model/alarm.ts';
import type { StatusReported } from '../../model/fact/availability.ts';
import type { EventSaid } from '../../ocpp/heard-device.ts';
import { codeOfComponent, isProblem } from '../../ocpp/problem-names.ts';
import { writeVariable } from '../../ocpp/variable-name.ts';
import { count } from '../state.ts';
import type { Context } from './context.ts';

/** Problems of a station that are kept at once; more say nothing that these do not. */
const mostProblems = 32;
/** Names in an alarm: enough to know where to look. */
const mostNamed = 4;

/** A variable says that something is wrong, or an alert of one stands. */
const isTrouble = ({ name, value, trigger, isCleared }: EventSaid): boolean => {
  const isSet = !isCleared && value.toLowerCase() !== 'false';
  return isSet && (isProblem(name.variable) || trigger === 'Alerting');
};

/** Keeps or takes back a problem; the places that it concerns show it from then on. */
export function noteTrouble(context: Context, event: EventSaid): void {
  const { state, live, station } = context;
  const name = writeVariable(event.name);
  if (!isTrouble(event)) {
    if (!live.problems.delete(name)) return;
  } else if (live.problems.size < mostProblems || live.problems.has(name)) {
    const { techCode, techInfo } = event;
    live.problems.set(name, {
      evse: event.name.evse ?? 0,
      ...(isProblem(event.name.variable) && { errorCode: codeOfComponent(event.name.component) }),
      info: techInfo ?? name,
      vendorErrorCode: techCode ?? name,
    });
  } else return count(state, 'stationProblemsLeftOut');
  live.problemsHeard = true;
  const alarm: AlarmKey = `BB_STATION_PROBLEM:${station}`;
  if (live.problems.size === 0) return void state.alarms.delete(alarm);
  const named = [...live.problems.keys()].slice(0, mostNamed).join(', ');
  const more = live.problems.size > mostNamed ? ` and ${live.problems.size - mostNamed} more` : '';
  state.alarms.set(alarm, `${station} reports a problem: ${named}${more}. Have a look at the station.`);
}

type Status = Omit<StatusReported, 'kind' | 'station' | 'happenedAt'>;

/**
 * A status with what is wrong there, or with the whole station: a status of 2.x itself says nothing of it. After a restart of the gateway what was known
 * before stands until the station speaks of problems, or boots.
 */
export function withProblem({ part, live, link }: Context, report: Status): Status {
  if (link.peer.version === '1.6') return report;
  const problem = [...live.problems.values()].find(
    ({ evse, errorCode }) => (evse === 0 || evse === report.evse) && errorCode !== undefined,
  );
  if (problem?.errorCode !== undefined) {
    const { errorCode, info, vendorErrorCode } = problem;
    return { ...report, errorCode, info: info.slice(0, mostText), vendorErrorCode: vendorErrorCode.slice(0, mostText) };
  }
  const last = part.statuses.get(report.evse);
  if (live.problemsHeard || live.rebooted || last?.errorCode === undefined) return report;
  const { errorCode, info, vendorErrorCode } = last;
  return {
    ...report,
    errorCode,
    ...(info !== undefined && { info }),
    ...(vendorErrorCode !== undefined && { vendorErrorCode }),
  };
}

const mostText = 255;
