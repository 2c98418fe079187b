// Repairs of payloads of OCPP 2.x: what a station cannot be refused for, because it would repeat it for ever. Types that are
// only written otherwise (numbers as texts, nulls) are mended for every message; this is what needs to know what is meant.

import type { Version } from '../../model/protocol.ts';
import type { Draft, Repair } from '../draft.ts';
import { isDraft, itemsOf, keepOnly, mendEach } from '../draft.ts';
import { allOf, leave, requiredTime, setTo, takeAway, word, wordOf } from '../mending.ts';

type Version2 = Exclude<Version, '1.6'>;

const event = 'TransactionEvent';

/** Repairs within a part of a payload, where that is an object. */
const within =
  (key: string, repair: Repair): Repair =>
  (draft) => {
    const part = draft[key];
    return isDraft(part) && repair(part);
  };

/** What is missing and must be there. */
const atLeast =
  (key: string, value: string | number): Repair =>
  (draft) => {
    if (draft[key] !== undefined) return false;
    draft[key] = value;
    return true;
  };

/** A part that is written as its only value: `"evse": 1`, `"idToken": "04AA"`. */
const opened =
  (key: string, inside: string, isOfType: 'string' | 'number'): Repair =>
  (draft) => {
    const value = draft[key];
    if (typeof value !== isOfType) return false;
    draft[key] = { [inside]: value };
    return true;
  };

/** An EVSE without a number is none. */
const mendEvse: Repair = (draft) => {
  const { evse } = draft;
  if (!isDraft(evse) || typeof evse['id'] === 'number' || /^\d{1,9}$/.test(String(evse['id']))) return false;
  delete draft['evse'];
  return true;
};

/** A token without a type is one of the central system; one that is no text at all is none. */
const mendToken = (version: Version2): Repair => {
  // Any text will do in 2.1.
  const type: Repair =
    version === '2.1' ? () => false : within('idToken', word(version, event, 'idToken.type', setTo('Central')));
  const isText: Repair = (draft) => {
    const { idToken } = draft;
    if (!isDraft(idToken) || ['string', 'number'].includes(typeof idToken['idToken'])) return false;
    delete draft['idToken'];
    return true;
  };
  return allOf(opened('idToken', 'idToken', 'string'), isText, within('idToken', atLeast('type', 'Central')), type);
};

/** The words by which a sample says what it is. Without them nobody can tell, and the default would be a lie. */
const tellingWords = ['measurand', 'phase', 'location'] as const;

/** Samples of a kind that the version does not know, and such as are no number, are left out. */
function mendSamples(version: Version2): Repair {
  const of = (key: string): string => `meterValue.sampledValue.${key}`;
  const spellings = allOf(
    word(version, event, of('context'), setTo('Other')),
    ...tellingWords.map((key) => word(version, event, of(key), leave)),
    opened('unitOfMeasure', 'unit', 'string'),
  );
  const isTold = (sample: unknown): boolean =>
    isDraft(sample) &&
    isNumeric(sample['value']) &&
    tellingWords.every((key) => {
      const text = sample[key];
      return text === undefined || (typeof text === 'string' && wordOf(version, event, of(key), text) === text);
    });
  const eachValue: Repair = (payload) =>
    mendEach(itemsOf(payload, 'meterValue'), (value) =>
      allOf(
        requiredTime('timestamp'),
        (one) => mendEach(itemsOf(one, 'sampledValue'), spellings),
        (one) => keepOnly(one, 'sampledValue', isTold),
        (one) => (Array.isArray(one['sampledValue']) ? false : noSamples(one)),
      )(value),
    );
  return allOf(listed('meterValue'), eachValue);
}

/** One thing where a list is wanted. */
const listed =
  (key: string): Repair =>
  (draft) => {
    if (!isDraft(draft[key])) return false;
    draft[key] = [draft[key]];
    return true;
  };

function noSamples(value: Draft): true {
  value['sampledValue'] = isDraft(value['sampledValue']) ? [value['sampledValue']] : [];
  return true;
}

const isNumeric = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && /^\s*[+-]?\d{1,15}(?:[.,]\d{1,9})?\s*$/.test(value));

const mendEvent = (version: Version2): Repair =>
  allOf(
    requiredTime('timestamp'),
    word(version, event, 'eventType', leave),
    word(version, event, 'triggerReason', setTo('Trigger')),
    atLeast('triggerReason', 'Trigger'),
    atLeast('seqNo', 0),
    within(
      'transactionInfo',
      allOf(
        word(version, event, 'transactionInfo.chargingState', takeAway),
        word(version, event, 'transactionInfo.stoppedReason', setTo('Other')),
      ),
    ),
    opened('evse', 'id', 'number'),
    mendEvse,
    mendToken(version),
    mendSamples(version),
  );

/** A status that nobody knows: whether the connector can be used is not known either, so it cannot. */
const mendStatus = (version: Version2): Repair =>
  allOf(
    requiredTime('timestamp'),
    word(version, 'StatusNotification', 'connectorStatus', setTo('Unavailable')),
    atLeast('connectorId', 1),
  );

const mendBoot = (version: Version2): Repair =>
  allOf(word(version, 'BootNotification', 'reason', setTo('Unknown')), atLeast('reason', 'Unknown'));

const made = new Map<string, Repair | undefined>();

/** The repair of what a station says; undefined where there is none. */
export function repairOf(version: Version2, action: string): Repair | undefined {
  if (!Object.hasOwn(repairs, action)) return undefined;
  const name = `${version} ${action}`;
  const repair = made.get(name) ?? repairs[action]!(version);
  made.set(name, repair);
  return repair;
}

const repairs: Readonly<Record<string, (version: Version2) => Repair>> = {
  Authorize: mendToken,
  BootNotification: mendBoot,
  MeterValues: mendSamples,
  SecurityEventNotification: () => requiredTime('timestamp'),
  StatusNotification: mendStatus,
  TransactionEvent: mendEvent,
};
