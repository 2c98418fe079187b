// Monitors of variables (N02–N06).

import type {
  ClearVariableMonitoringRequest,
  ClearVariableMonitoringResponse,
  GetMonitoringReportRequest,
  SetMonitoringBaseRequest,
  SetMonitoringLevelRequest,
  SetVariableMonitoringRequest,
  SetVariableMonitoringResponse,
} from 'typed-ocpp/dist/ocpp20/types.js';
import type { OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';
import { answerReport, readName, readPatterns, sayName, sayNarrowed } from './device-model.ts';

const setStatuses = [
  'Accepted',
  'UnknownComponent',
  'UnknownVariable',
  'UnsupportedMonitorType',
  'Rejected',
  'Duplicate',
] as const;

const statusOf = (statuses: readonly string[]): string =>
  statuses.includes('Accepted') ? 'Accepted' : (statuses[0] ?? 'Rejected');

/** SetVariableMonitoring. */
export const setMonitors: OrderWords<OrderOf<'setMonitors'>> = {
  action: 'SetVariableMonitoring',
  kind: 'setMonitors',
  read: ({ setMonitoringData }: SetVariableMonitoringRequest) => ({
    kind: 'setMonitors',
    monitors: setMonitoringData.map(({ id, component, variable, type, value, severity, transaction }) => ({
      name: readName(component, variable),
      type,
      value,
      severity,
      ...(id !== undefined && { id }),
      ...(transaction === true && { isTransaction: true }),
    })),
  }),
  answer: ({ monitors: results = [] }, { monitors }) => ({
    setMonitoringResult: monitors.map(({ name, type, severity, id }, at) => {
      const result = results[at];
      const number = result?.id ?? id;
      return {
        ...(number !== undefined && { id: number }),
        status: oneOf(result?.status ?? 'Rejected', setStatuses, 'Rejected'),
        type,
        severity,
        ...sayName(name),
      };
    }),
  }),
  say: ({ monitors }) => ({
    setMonitoringData: monitors.map(({ id, name, type, value, severity, isTransaction }) => ({
      ...(id !== undefined && { id }),
      ...(isTransaction === true && { transaction: true }),
      value,
      type,
      severity,
      ...sayName(name),
    })),
  }),
  readAnswer: ({ setMonitoringResult }: SetVariableMonitoringResponse) => ({
    status: statusOf(setMonitoringResult.map(({ status }) => status)),
    monitors: setMonitoringResult.map(({ id, status }) => ({ status, ...(id !== undefined && { id }) })),
  }),
};

/** ClearVariableMonitoring. */
export const clearMonitors: OrderWords<OrderOf<'clearMonitors'>> = {
  action: 'ClearVariableMonitoring',
  kind: 'clearMonitors',
  read: ({ id }: ClearVariableMonitoringRequest) => ({ kind: 'clearMonitors', ids: id }),
  answer: ({ monitors: results = [] }, { ids }) => ({
    clearMonitoringResult: ids.map((id, at) => ({
      id,
      status: oneOf(results[at]?.status ?? 'Rejected', ['Accepted', 'Rejected', 'NotFound'], 'Rejected'),
    })),
  }),
  say: ({ ids }) => ({ id: ids }),
  readAnswer: ({ clearMonitoringResult }: ClearVariableMonitoringResponse) => ({
    status: statusOf(clearMonitoringResult.map(({ status }) => status)),
    monitors: clearMonitoringResult.map(({ id, status }) => ({ id, status })),
  }),
};

const readStatus = ({ status }: { status: string }) => ({ status });

/** SetMonitoringBase. */
export const chooseMonitors: OrderWords<OrderOf<'setMonitoringBase'>> = {
  action: 'SetMonitoringBase',
  kind: 'setMonitoringBase',
  read: ({ monitoringBase }: SetMonitoringBaseRequest) => ({ kind: 'setMonitoringBase', base: monitoringBase }),
  answer: answerReport,
  say: ({ base }) => ({ monitoringBase: base }),
  readAnswer: readStatus,
};

/** SetMonitoringLevel. */
export const setMonitoringLevel: OrderWords<OrderOf<'setMonitoringLevel'>> = {
  action: 'SetMonitoringLevel',
  kind: 'setMonitoringLevel',
  read: ({ severity }: SetMonitoringLevelRequest) => ({ kind: 'setMonitoringLevel', severity }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Rejected'], 'Rejected') }),
  say: ({ severity }) => ({ severity }),
  readAnswer: readStatus,
};

/** GetMonitoringReport. */
export const getMonitoringReport: OrderWords<OrderOf<'getMonitoringReport'>> = {
  action: 'GetMonitoringReport',
  kind: 'getMonitoringReport',
  read: ({ requestId, monitoringCriteria, componentVariable }: GetMonitoringReportRequest) => ({
    kind: 'getMonitoringReport',
    request: requestId,
    ...(monitoringCriteria !== undefined && { criteria: monitoringCriteria }),
    ...(componentVariable !== undefined && { patterns: readPatterns(componentVariable) }),
  }),
  answer: answerReport,
  say: ({ request, criteria, patterns }) => ({
    requestId: request,
    ...(criteria !== undefined && criteria.length > 0 && { monitoringCriteria: criteria }),
    ...sayNarrowed(patterns),
  }),
  readAnswer: readStatus,
};
