// What a station of OCPP 2.x reports of its device model: each page is learned when it comes.

import type { Capabilities, KnownSetting } from '../../model/capabilities.ts';
import type { ReportedVariable, ReportHeard } from '../../ocpp/heard-device.ts';
import { keyOfVariable, limitKeyOf, valueFrom2 } from '../../ocpp/setting-names.ts';
import { isSecretKey } from '../../uplink/device-keys.ts';
import { lookAgain, setAgain } from '../adopt/adopt.ts';
import { count } from '../state.ts';
import type { Context } from './context.ts';
import { answer, record } from './context.ts';
import { noteForeignOne } from './foreign.ts';

/** More variables than a station has; what is beyond is not looked at. */
const mostVariables = 1000;
/** More than anybody has to know of one value. */
const mostValue = 1000;

export function hearReport(context: Context, said: ReportHeard): void {
  const { state, station, live, now } = context;
  answer(context, { kind: 'empty' });
  const { report } = live.adoption;
  const isWanted = report !== undefined && report.request === said.request && isOpen(report.state);
  // Two that were asked in one second were asked under one number: what it was asked itself, it may say late.
  if (said.request > (report?.request ?? 0))
    noteForeignOne(context, 'request', (other) => {
      const asked = state.live.stations.get(other)?.adoption.report;
      return asked !== undefined && asked.request === said.request && isOpen(asked.state);
    });
  if (!isWanted || said.seqNo < report.next) return count(state, 'strangeReports');
  report.state = 'coming';
  report.hasGap ||= said.seqNo !== report.next;
  report.next = said.seqNo + 1;
  report.heardAt = now.mono;
  const room = mostVariables - report.variables;
  const settings = settingsIn(said.variables.slice(0, room));
  report.variables += Math.min(room, said.variables.length);
  if (report.hasGap && said.isLast) count(state, 'reportsWithGaps');
  if (said.isLast) report.state = report.hasGap ? 'torn' : 'whole';
  const isWhole = report.state === 'whole';
  const all = { ...context.part.capabilities.settings, ...settings };
  if (Object.keys(settings).length > 0 || isWhole)
    record(context, {
      kind: 'StationLearned',
      station,
      about: { settings, ...(isWhole && { inventory: report.base, ...featuresIn(all) }) },
    });
  if (isWhole) setAgain(state, station, now);
  else if (said.isLast) lookAgain(state, station, now);
}

const isOpen = (state: string): boolean => state === 'asked' || state === 'coming';

function settingsIn(variables: readonly ReportedVariable[]): Record<string, KnownSetting> {
  const settings = new Map<string, KnownSetting>();
  for (const { name, value, readonly, values, most } of variables) {
    const key = keyOfVariable(name);
    const isShown = value !== undefined && !isSecretKey(key);
    settings.set(key, {
      readonly,
      ...(isShown && { value: valueFrom2(key, value).slice(0, mostValue) }),
      ...(values !== undefined && { values: values.slice(0, mostValue) }),
    });
    const limit = most === undefined ? undefined : limitKeyOf(name);
    if (limit !== undefined) settings.set(limit, { readonly: true, value: String(most) });
  }
  // Whatever a station calls it, it becomes a setting and nothing else.
  return Object.fromEntries(settings);
}

/** The feature profiles of 1.6 that a station of 2.x has. Triggers and firmware are no feature there, but always served. */
function featuresIn(settings: Readonly<Record<string, KnownSetting>>): Pick<Capabilities, 'featureProfiles'> {
  const isThere = (component: string): boolean => {
    const said = settings[`${component}.Available`]?.value ?? settings[`${component}.Enabled`]?.value;
    return said?.toLowerCase() === 'true' || Object.keys(settings).some((key) => key.startsWith(`${component}.`));
  };
  const hasList = settings['SendLocalListMaxLength'] !== undefined || isThere('LocalAuthListCtrlr');
  const hasCharging = settings['ChargeProfileMaxStackLevel'] !== undefined || isThere('SmartChargingCtrlr');
  return {
    featureProfiles: [
      'Core',
      'FirmwareManagement',
      'RemoteTrigger',
      ...(hasList ? ['LocalAuthListManagement'] : []),
      ...(hasCharging ? ['SmartCharging'] : []),
      ...(isThere('ReservationCtrlr') ? ['Reservation'] : []),
    ],
  };
}
