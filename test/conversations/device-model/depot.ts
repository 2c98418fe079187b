// Stations of OCPP 2.x with a device model of a few variables, and a central system of 2.x that asks for the site's.

import type { Version } from '../../../src/model/protocol.ts';
import type { Uplink } from '../../../src/model/config/site.ts';
import type { Depot, Payload, Rule, Talker } from '../station-role/depot.ts';
import { newDepot, siteOf } from '../station-role/depot.ts';

export interface Variable {
  value: string;
  readonly mutability?: 'ReadOnly' | 'ReadWrite' | 'WriteOnly';
  readonly values?: string;
  readonly most?: number;
  /** What it says when it is set. */
  readonly verdict?: string;
}

/** By the text of each: `Component.Variable[Instance]`, `Component@evse.Variable`. */
export type Model = Record<string, Variable>;

interface Part {
  readonly name: string;
  readonly instance?: string;
  readonly evse?: { readonly id: number; readonly connectorId?: number };
}

interface Named {
  readonly component: Part;
  readonly variable: Part;
}

/** The same text, read and written by the test itself. */
export function named(text: string): Named {
  const [component = '', rest = ''] = text.split(/\.(.*)/s);
  const [name = '', place] = component.split('@');
  const [id, connectorId] = (place ?? '').split(',').map(Number);
  const [variable = '', instance] = rest.replace(']', '').split('[');
  return {
    component: {
      name,
      ...(place !== undefined && { evse: { id: id!, ...(connectorId !== undefined && { connectorId }) } }),
    },
    variable: { name: variable, ...(instance !== undefined && { instance }) },
  };
}

export function textOf({ component, variable }: Named): string {
  const { name, evse } = component;
  const place = evse === undefined ? '' : `@${evse.id}${evse.connectorId === undefined ? '' : `,${evse.connectorId}`}`;
  return `${name}${place}.${variable.name}${variable.instance === undefined ? '' : `[${variable.instance}]`}`;
}

export const reported = (model: Model): object[] =>
  Object.entries(model).map(([text, { value, mutability = 'ReadWrite', values, most }]) => ({
    ...named(text),
    variableAttribute: [{ type: 'Actual', value, mutability }],
    variableCharacteristics: {
      dataType: 'string',
      supportsMonitoring: false,
      ...(values !== undefined && { valuesList: values }),
      ...(most !== undefined && { maxLimit: most }),
    },
  }));

export interface Station extends Talker {
  /** Everything that it was told since it connected. */
  readonly told: (readonly [string, Payload])[];
  /** The number of the report that it was asked for last. */
  readonly request: () => number;
  /** Says one page of it. */
  page(seqNo: number, model: Model, isLast?: boolean): void;
}

export interface StationOptions {
  readonly version?: Version;
  readonly firmware?: string;
  /** What it answers to GetBaseReport, by the base. */
  readonly reports?: (base: string) => object | string;
  /** Sends its whole model in one page by itself. */
  readonly isPrompt?: boolean;
}

/** Connected and booted; `passes` goes on with it. */
export function connect(depot: Depot, id: string, model: Model, options: StationOptions = {}): Station {
  const { version = '2.0.1', reports = () => ({ status: 'Accepted' }), isPrompt = true } = options;
  const told: (readonly [string, Payload])[] = [];
  let request = 0;
  const due: (() => void)[] = [];
  const rule: Rule = (action, payload) => {
    told.push([action, payload]);
    if (action === 'GetVariables') return { getVariableResult: (payload['getVariableData'] as Named[]).map(get) };
    if (action === 'SetVariables')
      return { setVariableResult: (payload['setVariableData'] as (Named & { attributeValue: string })[]).map(set) };
    if (action === 'GetChargingProfiles') return { status: 'NoProfiles' };
    if (action !== 'GetBaseReport') return { status: 'Accepted' };
    request = payload['requestId'] as number;
    const answer = reports(payload['reportBase'] as string);
    if (isPrompt && (answer as { status?: string }).status === 'Accepted') due.push(() => station.page(0, model));
    return answer;
  };
  const get = ({ component, variable }: Named) => {
    const one = model[textOf({ component, variable })];
    return one === undefined
      ? { component, variable, attributeStatus: 'UnknownVariable' }
      : { component, variable, attributeStatus: 'Accepted', attributeValue: one.value };
  };
  const set = ({ component, variable, attributeValue }: Named & { attributeValue: string }) => {
    const one = model[textOf({ component, variable })];
    const verdict = one?.verdict ?? (one?.mutability === 'ReadOnly' ? 'Rejected' : 'Accepted');
    if (one !== undefined && verdict !== 'Rejected') one.value = attributeValue;
    return { component, variable, attributeStatus: one === undefined ? 'UnknownVariable' : verdict };
  };
  const talker = depot.plug(id, rule, version);
  const station: Station = Object.assign(talker, {
    told,
    request: () => request,
    page(seqNo: number, part: Model, isLast = true) {
      const answer = talker.asks('NotifyReport', {
        requestId: request,
        generatedAt: '2026-01-15T18:00:00Z',
        seqNo,
        ...(!isLast && { tbc: true }),
        reportData: reported(part),
      });
      if (typeof answer === 'string') throw new Error(answer);
    },
  });
  const { firmware: firmwareVersion } = options;
  const chargingStation = {
    vendorName: 'Acme',
    model: 'Two',
    ...(firmwareVersion !== undefined && { firmwareVersion }),
  };
  talker.asks('BootNotification', { reason: 'PowerUp', chargingStation });
  talker.asks('StatusNotification', {
    timestamp: '2026-01-15T18:00:00Z',
    connectorStatus: 'Available',
    evseId: 1,
    connectorId: 1,
  });
  // Pages come when the answer to the question is out.
  for (let seconds = 0; seconds < 3; seconds += 1) {
    depot.passes(1000);
    for (const say of due.splice(0)) say();
  }
  depot.passes(1000);
  return station;
}

/** What the answer of a central system of 2.x is. */
export const csms2: Rule = (action) => {
  switch (action) {
    case 'BootNotification':
      return { status: 'Accepted', currentTime: '2026-01-15T18:00:00Z', interval: 300 };
    case 'Heartbeat':
      return { currentTime: '2026-01-15T18:00:00Z' };
    case 'Authorize':
      return { idTokenInfo: { status: 'Accepted' } };
    default:
      return {};
  }
};

export const depotOf = (version: Version, stations = 2, more: Partial<Uplink> = {}): Depot =>
  newDepot(siteOf(stations, { version, ...more }));

/** GetVariables of these texts: each with its status, and its value where it has one. */
export function getsOf(csms: Talker, ...texts: readonly string[]): string[] {
  const answer = csms.asks('GetVariables', { getVariableData: texts.map(named) });
  if (typeof answer !== 'object') return [String(answer)];
  return (answer['getVariableResult'] as { attributeStatus: string; attributeValue?: string }[]).map(
    ({ attributeStatus, attributeValue }) =>
      attributeStatus === 'Accepted' ? `=${attributeValue ?? ''}` : attributeStatus,
  );
}

/** SetVariables: the status of each. */
export function setsOf(csms: Talker, values: Readonly<Record<string, string>>): string[] {
  const answer = csms.asks('SetVariables', {
    setVariableData: Object.entries(values).map(([text, attributeValue]) => ({ ...named(text), attributeValue })),
  });
  if (typeof answer !== 'object') return [String(answer)];
  return (answer['setVariableResult'] as { attributeStatus: string }[]).map(({ attributeStatus }) => attributeStatus);
}

interface Reported extends Named {
  readonly variableAttribute: readonly [{ readonly value?: string; readonly mutability: string }];
  readonly variableCharacteristics: { readonly maxLimit?: number };
}

/** All pages of one report, judged: the number is that of the question, pages count from 0, and only the last is the end. */
export function reportOf(csms: Talker, request: number): Map<string, Reported> {
  const pages = csms.calls('NotifyReport').map(([, page]) => page);
  pages.forEach((page, at) => {
    if (page['requestId'] !== request || page['seqNo'] !== at || (page['tbc'] === true) === (at === pages.length - 1))
      throw new Error(`page ${at} of ${pages.length}: ${JSON.stringify({ ...page, reportData: [] })}`);
  });
  const all = pages.flatMap((page) => page['reportData'] as Reported[]);
  return new Map(all.map((one) => [textOf(one), one]));
}

export const settingsAt = (depot: Depot, id: string) =>
  depot.harness.gateway.state.ledger.stations.get(id as never)?.capabilities.settings ?? {};
