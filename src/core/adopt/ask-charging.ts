import type { KnownSetting } from '../../model/capabilities.ts';
import { highestOfOthers } from '../limits/profile-ids.ts';
import type { Step } from './step.ts';

/** What has to be known of a station of OCPP 2.x before it is told a limit. Its whole model is asked for after that. */
const keys = [
  'ChargingScheduleAllowedChargingRateUnit',
  'ChargeProfileMaxStackLevel',
  'ChargingScheduleMaxPeriods',
  'ConnectorSwitch3to1PhaseSupported',
  'SmartChargingCtrlr.ACPhaseSwitchingSupported',
  'SmartChargingCtrlr.SupportsDynamicProfiles',
  'SmartChargingCtrlr.SupportsMaxOfflineDuration',
  'SmartChargingCtrlr.SupportedAdditionalPurposes',
  highestOfOthers,
] as const;

export const askCharging: Step = {
  name: 'ask charging',
  next: ({ part, live }) => {
    const { settings = {}, inventory } = part.capabilities;
    if (inventory !== undefined || settings[keys[0]] !== undefined || live.adoption.asked.has(asked)) return undefined;
    live.adoption.asked.add(asked);
    return { kind: 'getSettings', keys };
  },
  heard: ({ station }, _order, { settings = [] }) => {
    const shown = settings.map(({ key, value }): [string, KnownSetting] => [
      key,
      { readonly: false, ...(value !== undefined && { value }) },
    ]);
    if (shown.length === 0) return [];
    return [{ kind: 'StationLearned', station: station.id, about: { settings: Object.fromEntries(shown) } }];
  },
};

const asked = 'charging';
