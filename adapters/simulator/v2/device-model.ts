// Questions about the device model, and what a simulated station reports of it (2.x B05 to B08).

import type { Payload } from '../frame.ts';
import type { Body, Live } from '../station/body.ts';
import { fits } from '../station/keys.ts';
import { say } from '../station/outbox.ts';
import type { Handler, Handlers, Refusal } from '../station/reply.ts';
import { done, incomplete, status } from '../station/reply.ts';
import { changePassword, settingChanged } from '../station/settings.ts';
import type { At } from '../station/types.ts';
import type { ComponentName, Variable, VariableName } from './variables.ts';
import { isSameComponent, isSameVariable, variablesOf } from './variables.ts';
import { iso } from './words.ts';

/** ItemsPerMessage of both questions. */
const mostItems = 20;
/** Rows of one NotifyReport. */
const pageRows = 15;

interface Asked {
  readonly component: ComponentName;
  readonly variable: VariableName;
  readonly attributeType?: string;
  readonly attributeValue?: string;
}

const tooMany: Refusal = { code: 'OccurrenceConstraintViolation', why: `more than ${mostItems} items` };

const areAsked = (list: unknown): list is Asked[] =>
  Array.isArray(list) &&
  list.length > 0 &&
  list.every((one: Partial<Asked> | null) => one?.component !== undefined && one.variable !== undefined);

/** The variable that is meant, or why there is none. */
function find(rows: readonly Variable[], { component, variable, attributeType }: Asked): Variable | string {
  const ofComponent = rows.filter((one) => isSameComponent(one.component, component));
  if (ofComponent.length === 0) return 'UnknownComponent';
  const found = ofComponent.find((one) => isSameVariable(one.variable, variable));
  if (found === undefined) return 'UnknownVariable';
  return attributeType === undefined || attributeType === 'Actual' ? found : 'NotSupportedAttributeType';
}

const getVariables: Handler = (body, live, { getVariableData: list }, now) => {
  if (!areAsked(list)) return incomplete('getVariableData is not whole');
  if (list.length > mostItems) return tooMany;
  const rows = variablesOf(body, live, now);
  const getVariableResult = list.map((asked) => {
    const found = find(rows, asked);
    const { component, variable, attributeType } = asked;
    const place = { component, variable, ...(attributeType !== undefined && { attributeType }) };
    if (typeof found === 'string') return { attributeStatus: found, ...place };
    if (found.mutability === 'WriteOnly') return { attributeStatus: 'Rejected', ...place };
    return { attributeStatus: 'Accepted', attributeValue: found.value, ...place };
  });
  return done({ getVariableResult });
};

const setVariables: Handler = (body, live, { setVariableData: list }, now) => {
  if (!areAsked(list) || list.some(({ attributeValue }) => typeof attributeValue !== 'string'))
    return incomplete('setVariableData is not whole');
  if (list.length > mostItems) return tooMany;
  const rows = variablesOf(body, live, now);
  const setVariableResult = list.map((asked) => {
    const found = find(rows, asked);
    const { component, variable, attributeType } = asked;
    const attributeStatus = typeof found === 'string' ? found : write(body, live, found, asked.attributeValue!, now);
    return { attributeStatus, component, variable, ...(attributeType !== undefined && { attributeType }) };
  });
  return done({ setVariableResult });
};

function write(body: Body, live: Live, { key, mutability }: Variable, value: string, now: At): string {
  if (mutability === 'WriteOnly') return changePassword(body, live, value, now);
  if (mutability === 'ReadOnly' || key === undefined || !fits(key, value)) return 'Rejected';
  body.memory.keys.set(key, value);
  settingChanged(body, live, key, now);
  return 'Accepted';
}

const getBaseReport: Handler = (body, live, { requestId, reportBase }, now) => {
  if (typeof requestId !== 'number') return incomplete('requestId is missing');
  const rows = variablesOf(body, live, now).filter(
    ({ mutability, isSummary, variable }) =>
      reportBase === 'FullInventory' ||
      (reportBase === 'ConfigurationInventory' && mutability !== 'ReadOnly') ||
      (reportBase === 'SummaryInventory' && (isSummary === true || variable.name === 'Problem')),
  );
  return report(body, live, requestId, rows, now);
};

interface ReportCriteria {
  readonly component: ComponentName;
  readonly variable?: VariableName;
}

/** A component without an EVSE is meant at all of them (B08.FR.20 and after). */
const getReport: Handler = (body, live, { requestId, componentVariable, componentCriteria }, now) => {
  if (typeof requestId !== 'number') return incomplete('requestId is missing');
  const wanted = componentVariable as ReportCriteria[] | undefined;
  const criteria = componentCriteria as string[] | undefined;
  const rows = variablesOf(body, live, now).filter(
    (row) =>
      (wanted === undefined || wanted.some((one) => isMeant(row, one))) &&
      (criteria === undefined || criteria.some((one) => one === 'Available' || one === 'Enabled')),
  );
  return report(body, live, requestId, rows, now);
};

const isMeant = (row: Variable, { component, variable }: ReportCriteria): boolean => {
  const place = component.evse === undefined ? { ...component, evse: row.component.evse } : component;
  return (
    isSameComponent(row.component, place as ComponentName) &&
    (variable === undefined || isSameVariable(row.variable, variable))
  );
};

/** The answer first, then a page after the other. */
function report(body: Body, live: Live, requestId: number, rows: readonly Variable[], now: At) {
  if (rows.length === 0) return status('EmptyResultSet');
  for (let at = 0; at < rows.length; at += pageRows)
    say(
      body,
      live,
      'NotifyReport',
      {
        requestId,
        generatedAt: iso(now.utc),
        seqNo: at / pageRows,
        tbc: at + pageRows < rows.length,
        reportData: rows.slice(at, at + pageRows).map(reportRow),
      },
      { isEarly: true },
    );
  return status('Accepted');
}

const reportRow = (row: Variable): Payload => ({
  component: row.component,
  variable: row.variable,
  variableAttribute: [
    {
      type: 'Actual',
      ...(row.mutability !== 'WriteOnly' && { value: row.value }),
      mutability: row.mutability,
      persistent: row.key !== undefined,
      constant: false,
    },
  ],
  variableCharacteristics: {
    dataType: row.dataType,
    supportsMonitoring: false,
    ...(row.unit !== undefined && { unit: row.unit }),
    ...(row.valuesList !== undefined && { valuesList: row.valuesList }),
    ...(row.maxLimit !== undefined && { maxLimit: row.maxLimit }),
  },
});

export const deviceHandlers: Handlers = {
  GetBaseReport: ['Core', getBaseReport],
  GetReport: ['Core', getReport],
  GetVariables: ['Core', getVariables],
  SetVariables: ['Core', setVariables],
};
