// Which codes somebody may meet in the dashboard: all but those that are said in these places alone, to the log, by a command or
// to a central system. A code of a new place is shown until somebody says that it is not.

import { alarmCodes, warningCodes } from '../../src/model/alarm.ts';
import { usesOf } from './codes.ts';

const elsewhere = [
  // Commands, but for what the API has of them.
  /^src\/cli\/(?!admin-terms|devices|enrolment|file-desk|judge-file|site-keeper|site-safety|station-(certificates|console|words))/,
  /^src\/local\/(command|order)-words/,
  /^src\/(core\/feed|uplink)\//,
  /^src\/modbus\/advice/,
  /^adapters\/(certificates|files|modbus-bus|modbus-server|planner|simulator|sqlite-journal|ws-server)\//,
  /^adapters\/access\/access\./,
  // What the dashboard says itself.
  /^adapters\/dashboard\//,
  // Names them all.
  /^src\/model\/alarm\./,
];

export function shownCodes(home: URL): ReadonlySet<string> {
  const used = usesOf(home).filter(({ path, isLogged }) => !isLogged && !elsewhere.some((place) => place.test(path)));
  return new Set([...alarmCodes, ...warningCodes, ...used.map(({ code }) => code)]);
}
