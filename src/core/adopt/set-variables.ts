// The settings of a station of OCPP 2.x that differ from what is wanted, many in a message.

import type { KnownSetting } from '../../model/capabilities.ts';
import { knownSetting } from '../../model/capabilities.ts';
import type { Fact } from '../../model/fact/fact.ts';
import type { SetVariable, VariableResult } from '../../ocpp/device-order.ts';
import { keyOfVariable, valueFor2, valueFrom2, variableOfKey } from '../../ocpp/setting-names.ts';
import { itemsPerMessage } from '../../uplink/place-settings.ts';
import type { Step, StepContext } from './step.ts';
import { wantedByCsms, wantedOf } from './wanted.ts';

/**
 * A transaction is to begin and to end as one of 1.6 does: with the power path closed, until the vehicle leaves or nobody
 * pays for it any more (block E, 1.1.2).
 */
const pointsOfTransactions: readonly (readonly [string, string])[] = [
  ['TxCtrlr.TxStartPoint', 'PowerPathClosed'],
  ['TxCtrlr.TxStopPoint', 'EVConnected,Authorized'],
];

/** What load control has to see of a session. */
const neededMeasurands = ['Current.Import', 'Power.Active.Import', 'Energy.Active.Import.Register'];

export const setVariables: Step = {
  name: 'set variables',
  next: (context) => {
    const due = dueOf(context);
    if (due.length === 0) return undefined;
    const items = due.slice(0, itemsPerMessage(context.part.capabilities.settings, 'SetVariables'));
    for (const [key] of items) context.live.adoption.asked.add(nameOf(key));
    return {
      kind: 'setVariables',
      items: items.map(([key, value]) => ({ name: variableOfKey(key), value: valueFor2(key, value) })),
    };
  },
  heard: ({ station, part }, order, { variables = [] }) => {
    if (order.kind !== 'setVariables') return [];
    const known = part.capabilities.settings ?? {};
    const settings = order.items.map((item, at) => learnedOf(item, variables[at], known));
    const learned = Object.fromEntries(settings.filter((one) => one !== undefined));
    if (Object.keys(learned).length === 0) return [];
    return [{ kind: 'StationLearned', station: station.id, about: { settings: learned } } satisfies Fact];
  },
};

const nameOf = (key: string): string => `variable ${key}`;

/** A refusal counts as read-only, so that nobody asks again and again. A message that was refused as a whole teaches nothing. */
function learnedOf(
  { name, value }: SetVariable,
  result: VariableResult | undefined,
  known: Readonly<Record<string, KnownSetting>>,
): [string, KnownSetting] | undefined {
  if (result === undefined) return undefined;
  const key = keyOfVariable(name);
  const isTaken = result.status === 'Accepted' || result.status === 'RebootRequired';
  return [
    key,
    isTaken
      ? { ...knownSetting(known, key), value: valueFrom2(key, value), readonly: false }
      : { ...knownSetting(known, key), readonly: true },
  ];
}

function dueOf(context: StepContext): (readonly [string, string])[] {
  const { state, station, part, live } = context;
  const { settings = {}, inventory } = part.capabilities;
  const ofCsms = wantedByCsms(state, station.id);
  // Who tells nothing of its model is told what is wanted all the same.
  const isBlind = inventory === undefined || inventory === 'none';
  const wanted = new Map([...pointsOfTransactions, ...wantedOf(state, station)]);
  const measurands = measurandsFor(settings['MeterValuesSampledData'], ofCsms.get('MeterValuesSampledData'));
  if (measurands !== undefined) wanted.set('MeterValuesSampledData', measurands);
  return [...wanted].filter(([key, value]) => {
    if (live.adoption.asked.has(nameOf(key))) return false;
    const known = knownSetting(settings, key);
    if (known === undefined) return isBlind || ofCsms.has(key);
    return !known.readonly && canBe(known, value) && meaningOf(known.value ?? '') !== meaningOf(value);
  });
}

/** What it sends, and what is needed besides as far as it has it; undefined where the CSMS said it. */
function measurandsFor(known: KnownSetting | undefined, ofCsms: string | undefined): string | undefined {
  if (ofCsms !== undefined) return undefined;
  const sent = listOf(known?.value ?? '');
  const possible = known?.values === undefined ? undefined : new Set(listOf(known.values));
  const missing = neededMeasurands.filter((one) => !sent.includes(one) && possible?.has(one) !== false);
  return [...sent, ...missing].join(',');
}

const canBe = ({ values }: KnownSetting, value: string): boolean => {
  if (values === undefined || values === '') return true;
  const possible = new Set(listOf(values));
  return listOf(value).every((one) => possible.has(one));
};

const listOf = (value: string): string[] =>
  value
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** The order of a list means nothing in these, nor does the case of a word. */
const meaningOf = (value: string): string => listOf(value.toLowerCase()).sort().join(',');
