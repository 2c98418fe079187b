// What `busbar check` prints of meters on no bus, and of inputs: where each is read, and what it does.

import type { Broker, Meter, ModbusAccess, SiteInput } from '../model/config/site.ts';
import { topicsOf } from '../model/meter-topics.ts';

export interface ToldReport {
  readonly brokers?: readonly Broker[];
  readonly meters?: readonly Meter[];
  readonly inputs?: readonly SiteInput[];
}

/** Nothing where there are none. */
export function describeTold({ brokers = [], meters = [], inputs = [] }: ToldReport): string {
  const told = meters.flatMap((meter) => {
    const text = describeMeter(meter, brokers);
    return text === undefined ? [] : [`  ${meter.id}: ${text}`];
  });
  return [
    ...(told.length === 0 ? [] : ['', 'Meters over MQTT and HTTP', ...told]),
    ...(inputs.length === 0
      ? []
      : ['', 'Inputs: what the grid operator orders', ...inputs.map((one) => `  ${describeInput(one)}`)]),
  ].join('\n');
}

function describeMeter({ source, periodMs }: Meter, brokers: readonly Broker[]): string | undefined {
  const late = `stale after ${(3 * periodMs) / 1000} s without a value`;
  if (source.kind === 'http') return `asks ${source.url} every ${periodMs / 1000} s, ${late}`;
  if (source.kind !== 'mqtt') return undefined;
  const url = brokers.find(({ id }) => id === source.broker)?.url;
  const where = source.broker === undefined ? 'no broker' : `broker ${source.broker} (${url ?? '?'})`;
  return `hears ${topicsOf(source).join(', ')} on ${where}, ${late}`;
}

export const placeOf = ({ at }: Pick<ModbusAccess, 'at'>): string =>
  'bus' in at ? `on ${at.bus}` : `at ${at.host}${at.port === undefined ? '' : `:${at.port}`}`;

const kinds = { 1: 'coil', 2: 'discrete input', 3: 'holding register', 4: 'input register' } as const;

/** Without `fn` its device says what it is. */
export const registerOf = ({ fn, register, source }: SiteInput): string =>
  `${fn === undefined ? (source.device === '' ? kinds[2] : 'address') : kinds[fn]} ${register}${source.unit === undefined ? '' : `, unit ${source.unit}`} ${placeOf(source)}`;

function describeInput(input: SiteInput): string {
  const { id, activeWhen, onLoss } = input;
  const when = activeWhen === 1 ? 'is not 0' : 'is 0';
  const lost =
    onLoss === 'active'
      ? 'it counts as in force while it cannot be read'
      : 'while it cannot be read nothing begins, and what was in force stays in force';
  return `${id}: ${effectOf(input)} while ${registerOf(input)} ${when}; ${lost}`;
}

function effectOf({ action, dimAmps }: SiteInput): string {
  if (action === 'stop') return 'no EVSE gets anything';
  return dimAmps === undefined
    ? 'all stations together draw what they fall back to at most'
    : `all stations together draw ${dimAmps} A on each line at most`;
}
