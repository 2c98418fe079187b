// NotifyReport, NotifyEvent and NotifyMonitoringReport.

import type {
  EventDataType,
  NotifyEventRequest,
  NotifyMonitoringReportRequest,
  NotifyReportRequest,
  ReportDataType,
} from 'typed-ocpp/dist/ocpp20/types.js';
import type { ConnectorStatus } from '../../model/status.ts';
import type { Utc } from '../../model/time.ts';
import { isoOf } from '../../model/time.ts';
import type { FromStation, Wording } from '../heard.ts';
import type {
  EventSaid,
  EventToSay,
  EventsHeard,
  ReportHeard,
  ReportPage,
  ReportedVariable,
  VariableToSay,
} from '../heard-device.ts';
import { stampOf } from '../stamp.ts';
import { cut } from '../text.ts';
import { readName, sayName } from './device-model.ts';
import type { Words } from './words.ts';

/** NotifyReport. */
export const readReport = ({ requestId, seqNo, tbc, reportData = [] }: NotifyReportRequest): ReportHeard => ({
  kind: 'report',
  request: requestId,
  seqNo,
  isLast: tbc !== true,
  variables: reportData.map(readVariable),
});

function readVariable({
  component,
  variable,
  variableAttribute,
  variableCharacteristics,
}: ReportDataType): ReportedVariable {
  const actual = variableAttribute.find(({ type }) => type === undefined || type === 'Actual');
  const { valuesList, maxLimit } = variableCharacteristics ?? {};
  const isShown = actual?.value !== undefined && actual.mutability !== 'WriteOnly';
  return {
    name: readName(component, variable),
    // Without a word about it, it can be set and read.
    readonly: actual === undefined || actual.mutability === 'ReadOnly' || actual.constant === true,
    ...(isShown && { value: actual.value }),
    ...(valuesList !== undefined && { values: valuesList }),
    ...(maxLimit !== undefined && { most: maxLimit }),
  };
}

const places = new Set(['ChargingStation', 'EVSE', 'Connector']);
const statuses: ReadonlySet<string> = new Set<ConnectorStatus>([
  'Available',
  'Occupied',
  'Reserved',
  'Unavailable',
  'Faulted',
]);

/** NotifyEvent. A cleared problem is none any more, whatever its value says. */
export const readEvents = ({ eventData }: NotifyEventRequest): EventsHeard => ({
  kind: 'events',
  events: eventData.map(readOne),
});

function readOne(event: EventDataType & { severity?: number }): EventSaid {
  const { component, variable, trigger, actualValue, cleared, techCode, techInfo, severity, timestamp } = event;
  const name = readName(component, variable);
  const isStatus = name.variable === 'AvailabilityState' && places.has(name.component) && statuses.has(actualValue);
  const { at } = stampOf(timestamp);
  return {
    name,
    trigger,
    value: cut(actualValue, mostValue),
    isCleared: cleared === true,
    ...(at !== undefined && { at }),
    ...(techCode !== undefined && { techCode: cut(techCode, 50) }),
    ...(techInfo !== undefined && { techInfo: cut(techInfo, 500) }),
    ...(severity !== undefined && { severity }),
    ...(isStatus && { status: actualValue as ConnectorStatus }),
  };
}

const mostValue = 2500;

/** NotifyMonitoringReport: how many monitors it tells of. */
export const readMonitoringReport = ({ requestId, monitor = [] }: NotifyMonitoringReportRequest): FromStation => ({
  kind: 'monitoringReport',
  request: requestId,
  monitors: monitor.reduce((sum, { variableMonitoring }) => sum + variableMonitoring.length, 0),
});

export const sayReport = ({ request, seqNo, isLast, at, variables }: ReportPage): Wording => ({
  action: 'NotifyReport',
  payload: {
    requestId: request,
    generatedAt: isoOf(at),
    seqNo,
    ...(!isLast && { tbc: true }),
    reportData: variables.map(sayVariable),
  },
});

const sayVariable = ({ name, value, mutability, type, unit, least, most, values }: VariableToSay): object => ({
  ...sayName(name),
  variableAttribute: [
    {
      type: 'Actual',
      ...(value !== undefined && mutability !== 'WriteOnly' && { value: cut(value, mostValue) }),
      mutability,
    },
  ],
  variableCharacteristics: {
    dataType: type,
    supportsMonitoring: false,
    ...(unit !== undefined && { unit }),
    ...(least !== undefined && { minLimit: least }),
    ...(most !== undefined && { maxLimit: most }),
    ...(values !== undefined && { valuesList: cut(values, 1000) }),
  },
});

/** Events of what the gateway watches by itself. */
export const sayEvents =
  ({ version }: Words) =>
  (events: readonly EventToSay[], at: Utc): Wording => ({
    action: 'NotifyEvent',
    payload: {
      generatedAt: isoOf(at),
      seqNo: 0,
      eventData: events.map((event) => ({
        eventId: event.id,
        timestamp: isoOf(event.at),
        trigger: event.trigger,
        actualValue: cut(event.value, mostValue),
        eventNotificationType: 'HardWiredNotification',
        ...sayName(event.name),
        ...(event.isCleared === true && { cleared: true }),
        ...(event.techCode !== undefined && { techCode: cut(event.techCode, 50) }),
        ...(event.techInfo !== undefined && { techInfo: cut(event.techInfo, 500) }),
        ...(version === '2.1' && { severity: event.severity }),
      })),
    },
  });
