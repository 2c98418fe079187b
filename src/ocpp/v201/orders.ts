// What a central system of OCPP 2.0.1 orders.

import type { OrderWords } from '../order.ts';
import { changeAvailability } from './availability.ts';
import { changeSetting, getBaseReport, getReport, getSettings, getVariables, setVariables } from './device-model.ts';
import { chooseMonitors, clearMonitors, getMonitoringReport, setMonitoringLevel, setMonitors } from './monitoring.ts';
import { reset } from './provisioning.ts';
import { remoteStart, remoteStop, trigger, unlockConnector } from './remote-control.ts';
import {
  clearChargingProfile,
  getChargingProfiles,
  getCompositeSchedule,
  setChargingProfile,
} from './smart-charging.ts';
import type { Words } from './words.ts';

export const orders201 = (words: Words): readonly Pick<OrderWords, 'action' | 'kind'>[] => [
  changeAvailability,
  changeSetting(words),
  clearChargingProfile,
  getChargingProfiles,
  clearMonitors,
  getBaseReport,
  getCompositeSchedule,
  getMonitoringReport,
  getReport,
  getSettings,
  getVariables,
  remoteStart(words),
  remoteStop,
  reset,
  setChargingProfile,
  chooseMonitors,
  setMonitoringLevel,
  setMonitors,
  setVariables(words),
  trigger,
  unlockConnector,
];
