// NotifyEvent: problems of the places that the CSMS sees, and whatever else stations of 2.x say of their variables.

import type { EvseKey } from '../../model/ids.ts';
import type { StatusUpstream } from '../../ocpp/dialect.ts';
import { componentOfCode } from '../../ocpp/problem-names.ts';
import type { VariableName } from '../../ocpp/variable-name.ts';
import { dialectOfLink } from '../links.ts';
import { addEvent, numbered } from '../uplink/events.ts';
import type { Teller, Telling } from './telling.ts';
import { tell } from './telling.ts';

/** Events in one message. */
const atOnce = 10;
export const tellEvents: Teller = (telling) => {
  const { uplink, state, link, now } = telling;
  const { events } = dialectOfLink(link).toCsms;
  if (events === undefined || uplink.events.length === 0) return false;
  const due = uplink.events.splice(0, atOnce).map((event) => numbered(state, uplink, event));
  const wording = events(due, now.utc);
  return tell(telling, wording, { kind: 'notice', wording });
};

/** Error: a place does not work. System failure: the gateway itself does not. */
const severityOfPlace = 4;
const severityOfSite = 2;
const severityOfState = 8;

/** What is wrong at a place, or is not any more: said where it differs from what was said last. */
export function noteProblem(telling: Telling, key: EvseKey, number: number, report: StatusUpstream): void {
  note(telling, key, report, (code) => ({
    component: componentOfCode(code),
    evse: number,
    variable: 'Problem',
  }));
}

/** The gateway is the station: its own state, and what is wrong with it. */
export function noteSelf(telling: Telling, report: StatusUpstream): void {
  note(telling, '', report, () => ({ component: 'ChargingStation', variable: 'Problem' }));
  add(telling, {
    name: { component: 'ChargingStation', variable: 'AvailabilityState' },
    at: report.happenedAt,
    trigger: 'Delta',
    value: report.status,
    severity: severityOfState,
  });
}

const add = ({ state, uplink, facts, now }: Telling, event: Parameters<typeof addEvent>[2]): void =>
  addEvent(state, uplink, event, facts, now);

function note(
  telling: Telling,
  key: EvseKey | '',
  report: StatusUpstream,
  nameOf: (code: string) => VariableName,
): void {
  const { uplink } = telling;
  const { errorCode, info, vendorErrorCode, happenedAt } = report;
  const told = uplink.problemsTold.get(key);
  if (told === errorCode) return;
  const about = {
    at: happenedAt,
    trigger: 'Alerting',
    severity: key === '' ? severityOfSite : severityOfPlace,
  } as const;
  if (told !== undefined) add(telling, { ...about, name: nameOf(told), value: 'false', isCleared: true });
  uplink.problemsTold.delete(key);
  if (errorCode === undefined) return;
  uplink.problemsTold.set(key, errorCode);
  add(telling, {
    ...about,
    name: nameOf(errorCode),
    value: 'true',
    techCode: vendorErrorCode ?? errorCode,
    ...(info !== undefined && { techInfo: info }),
  });
}
