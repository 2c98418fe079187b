// GetVariables, SetVariables, GetBaseReport and GetReport.

import type {
  AttributeEnumType,
  ComponentType,
  ComponentVariableType,
  GetBaseReportRequest,
  GetReportRequest,
  GetVariablesRequest,
  GetVariablesResponse,
  SetVariablesRequest,
  SetVariablesResponse,
  VariableType,
} from 'typed-ocpp/dist/ocpp20/types.js';
import type { Pattern, VariableResult } from '../device-order.ts';
import type { OrderAnswer, OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';
import { settingNamed, valueFor2, valueFrom2, variableOfKey } from '../setting-names.ts';
import type { VariableName } from '../variable-name.ts';
import type { Words } from './words.ts';

export const readName = (component: ComponentType, variable: VariableType): VariableName => ({
  ...readComponent(component),
  variable: variable.name,
  ...(variable.instance !== undefined && variable.instance !== '' && { instance: variable.instance }),
});

const readComponent = ({ name, instance, evse }: ComponentType): Omit<VariableName, 'variable'> => ({
  component: name,
  ...(instance !== undefined && instance !== '' && { componentInstance: instance }),
  ...(evse !== undefined && { evse: evse.id }),
  ...(evse?.connectorId !== undefined && { connector: evse.connectorId }),
});

export const readPatterns = (all: readonly ComponentVariableType[] = []): Pattern[] =>
  all.map(({ component, variable }) =>
    variable === undefined ? readComponent(component) : readName(component, variable),
  );

const mostName = 50;

export function sayName({ component, componentInstance, evse, connector, variable, instance }: VariableName): {
  component: ComponentType;
  variable: VariableType;
} {
  return {
    component: {
      name: component.slice(0, mostName),
      ...(componentInstance !== undefined && { instance: componentInstance.slice(0, mostName) }),
      ...(evse !== undefined && { evse: { id: evse, ...(connector !== undefined && { connectorId: connector }) } }),
    },
    variable: {
      name: variable.slice(0, mostName),
      ...(instance !== undefined && { instance: instance.slice(0, mostName) }),
    },
  };
}

const sayPatterns = (patterns: readonly Pattern[]): ComponentVariableType[] =>
  patterns.map((pattern) => {
    const { component, variable } = sayName({ ...pattern, variable: pattern.variable ?? '' });
    return { component, ...(pattern.variable !== undefined && { variable }) };
  });

/** What a criterion or a list of variables narrows a report to, as both reports of the model and of its monitors have it. */
export const sayNarrowed = (
  patterns: readonly Pattern[] | undefined,
): { componentVariable?: ComponentVariableType[] } =>
  patterns === undefined || patterns.length === 0 ? {} : { componentVariable: sayPatterns(patterns) };

const getStatuses = [
  'Accepted',
  'Rejected',
  'UnknownComponent',
  'UnknownVariable',
  'NotSupportedAttributeType',
] as const;
const setStatuses = [...getStatuses, 'RebootRequired'] as const;

/** The most that the value of a variable may have in an answer (ReportingValueSize). */
const mostValue = 2500;

/** The status of the whole, for whoever wants one word for it. */
export function statusOfAll(results: readonly VariableResult[]): string {
  const statuses = results.map(({ status }) => status);
  if (statuses.includes('RebootRequired')) return 'RebootRequired';
  return statuses.includes('Accepted') ? 'Accepted' : (statuses[0] ?? 'Rejected');
}

type AttributeType = AttributeEnumType | undefined;

const attributeOf = (attributeType: AttributeType) => (attributeType === undefined ? {} : { attribute: attributeType });

export const getVariables: OrderWords<OrderOf<'getVariables'>> = {
  action: 'GetVariables',
  kind: 'getVariables',
  read: ({ getVariableData }: GetVariablesRequest) => ({
    kind: 'getVariables',
    items: getVariableData.map(({ component, variable, attributeType }) => ({
      name: readName(component, variable),
      ...attributeOf(attributeType),
    })),
  }),
  answer: ({ variables = [] }, { items }) => ({
    getVariableResult: items.map(({ name, attribute = 'Actual' }, at) => {
      const { status, value } = variables[at] ?? { status: 'Rejected' };
      return {
        ...sayName(name),
        attributeType: attribute,
        attributeStatus: oneOf(status, getStatuses, 'Rejected'),
        ...(status === 'Accepted' && { attributeValue: (value ?? '').slice(0, mostValue) }),
      };
    }),
  }),
  say: ({ items }) => ({
    getVariableData: items.map(({ name, attribute }) => ({
      ...sayName(name),
      ...(attribute !== undefined && { attributeType: attribute }),
    })),
  }),
  readAnswer: (payload: GetVariablesResponse) => {
    const variables = resultsOf(payload);
    return { status: statusOfAll(variables), variables };
  },
};

const resultsOf = ({ getVariableResult }: GetVariablesResponse): VariableResult[] =>
  getVariableResult.map(({ component, variable, attributeType, attributeStatus, attributeValue }) => ({
    name: readName(component, variable),
    ...attributeOf(attributeType),
    status: attributeStatus,
    ...(attributeValue !== undefined && { value: attributeValue }),
  }));

export const setVariables = ({ longestValue }: Words): OrderWords<OrderOf<'setVariables'>> => ({
  action: 'SetVariables',
  kind: 'setVariables',
  read: ({ setVariableData }: SetVariablesRequest) => ({
    kind: 'setVariables',
    items: setVariableData.map(({ component, variable, attributeType, attributeValue }) => ({
      name: readName(component, variable),
      value: attributeValue,
      ...attributeOf(attributeType),
    })),
  }),
  answer: ({ variables = [] }, { items }) => ({
    setVariableResult: items.map(({ name, attribute = 'Actual' }, at) => ({
      ...sayName(name),
      attributeType: attribute,
      attributeStatus: oneOf(variables[at]?.status ?? 'Rejected', setStatuses, 'Rejected'),
    })),
  }),
  say: ({ items }) => ({
    setVariableData: items.map(({ name, attribute, value }) => ({
      ...sayName(name),
      ...(attribute !== undefined && { attributeType: attribute }),
      attributeValue: value.slice(0, longestValue),
    })),
  }),
  readAnswer: ({ setVariableResult }: SetVariablesResponse) => {
    const variables = setVariableResult.map(({ component, variable, attributeType, attributeStatus }) => ({
      name: readName(component, variable),
      ...attributeOf(attributeType),
      status: attributeStatus,
    }));
    return { status: statusOfAll(variables), variables };
  },
});

/** Settings by the names of the site, asked of a station of 2.x. */
export const getSettings: OrderWords<OrderOf<'getSettings'>> = {
  action: 'GetVariables',
  kind: 'getSettings',
  isOnlySaid: true,
  read: () => ({ kind: 'getSettings', keys: [] }),
  answer: () => undefined,
  say: ({ keys }) => ({ getVariableData: keys.map((key) => sayName(variableOfKey(key))) }),
  readAnswer: (payload: GetVariablesResponse, { keys }): OrderAnswer => {
    const known = resultsOf(payload).map((one, at) => ({ ...one, key: keys[at] ?? '' }));
    // What is the most that a variable may be, only a report says.
    const isShown = ({ status, key }: (typeof known)[number]): boolean =>
      status === 'Accepted' && settingNamed(key)?.isLimit !== true;
    return {
      status: 'Accepted',
      settings: known
        .filter(isShown)
        .map(({ key, value = '' }) => ({ key, readonly: false, value: valueFrom2(key, value) })),
      unknownKeys: known.filter((one) => !isShown(one)).map(({ key }) => key),
    };
  },
};

/** One setting by the name of the site, changed in a station of 2.x. */
export const changeSetting = ({ longestValue }: Words): OrderWords<OrderOf<'changeSetting'>> => ({
  action: 'SetVariables',
  kind: 'changeSetting',
  isOnlySaid: true,
  read: () => ({ kind: 'changeSetting', key: '', value: '' }),
  answer: () => undefined,
  say: ({ key, value }) => ({
    setVariableData: [{ ...sayName(variableOfKey(key)), attributeValue: valueFor2(key, value).slice(0, longestValue) }],
  }),
  readAnswer: ({ setVariableResult: [only] }: SetVariablesResponse) => {
    const status = only?.attributeStatus ?? 'Rejected';
    return { status: status === 'UnknownComponent' || status === 'UnknownVariable' ? 'NotSupported' : status };
  },
});

const reportStatuses = ['Accepted', 'Rejected', 'NotSupported', 'EmptyResultSet'] as const;

export const answerReport = ({ status }: OrderAnswer): object => ({
  status: oneOf(status, reportStatuses, 'Rejected'),
});

const readStatus = ({ status }: { status: string }): OrderAnswer => ({ status });

export const getBaseReport: OrderWords<OrderOf<'getBaseReport'>> = {
  action: 'GetBaseReport',
  kind: 'getBaseReport',
  read: ({ requestId, reportBase }: GetBaseReportRequest) => ({
    kind: 'getBaseReport',
    request: requestId,
    base: reportBase,
  }),
  answer: answerReport,
  say: ({ request, base }) => ({ requestId: request, reportBase: base }),
  readAnswer: readStatus,
};

export const getReport: OrderWords<OrderOf<'getReport'>> = {
  action: 'GetReport',
  kind: 'getReport',
  read: ({ requestId, componentCriteria, componentVariable }: GetReportRequest) => ({
    kind: 'getReport',
    request: requestId,
    ...(componentCriteria !== undefined && { criteria: componentCriteria }),
    ...(componentVariable !== undefined && { patterns: readPatterns(componentVariable) }),
  }),
  answer: answerReport,
  say: ({ request, criteria, patterns }) => ({
    requestId: request,
    ...(criteria !== undefined && criteria.length > 0 && { componentCriteria: criteria }),
    ...sayNarrowed(patterns),
  }),
  readAnswer: readStatus,
};
