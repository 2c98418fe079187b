// What an MQTT uplink is told to do, as it is written on the topic `commands`: one JSON object a message, no other fields than
// those that its kind has.

import type { EvseKey, StationId, TransactionId } from '../../model/ids.ts';
import type { PriceEntry } from '../../model/price.ts';
import { mostPrices } from '../../model/price.ts';
import type { AuthorizationStatus } from '../../model/status.ts';
import type { Utc } from '../../model/time.ts';
import { utc } from '../../model/time.ts';
import { isTooDeep } from '../../ocpp/depth.ts';
import type { TriggerMessage } from '../../ocpp/order.ts';
import { sendLocalListMaxLength } from '../../site/tokens-part.ts';
import type { Field } from './fields.ts';
import {
  evse,
  id,
  listOf,
  name,
  number,
  objectOrNull,
  oneOf,
  orNull,
  text,
  time,
  token,
  truth,
  whole,
} from './fields.ts';

/** Of these exactly one is there. */
export interface Aim {
  readonly evse?: EvseKey;
  readonly station?: StationId;
  /** All that the uplink has to do with. */
  readonly site?: true;
}

export interface TokenEntry {
  readonly token: string;
  /** An entry without it leaves the list. */
  readonly status?: AuthorizationStatus;
  readonly expiresAt?: Utc;
  readonly parent?: string;
}

export type UplinkCommand =
  | { readonly kind: 'start'; readonly evse: EvseKey; readonly token: string; readonly tokenType?: string }
  | { readonly kind: 'stop'; readonly evse?: EvseKey; readonly transaction?: TransactionId }
  | LimitCommand
  | ({ readonly kind: 'availability'; readonly operative: boolean } & Aim)
  | { readonly kind: 'unlock'; readonly evse: EvseKey; readonly connector?: number }
  | { readonly kind: 'reset'; readonly evse?: EvseKey; readonly station?: StationId; readonly when?: 'now' | 'idle' }
  | {
      readonly kind: 'reserve';
      readonly reservation: number;
      readonly evse: EvseKey;
      readonly token: string;
      readonly parent?: string;
      readonly until: Utc;
    }
  | { readonly kind: 'cancel'; readonly reservation: number }
  | {
      readonly kind: 'tokens';
      readonly version: number;
      readonly update: 'full' | 'differential';
      readonly entries: readonly TokenEntry[];
    }
  /** `needs` as it was written; null takes back what was said. */
  | { readonly kind: 'needs'; readonly evse: EvseKey; readonly needs: unknown }
  /** They take the place of those before; none: the tariff of the site file alone counts. */
  | { readonly kind: 'prices'; readonly prices: readonly PriceEntry[] }
  | {
      readonly kind: 'configuration';
      readonly station: StationId;
      readonly get?: readonly string[];
      readonly set?: { readonly key: string; readonly value: string };
    }
  | {
      readonly kind: 'trigger';
      readonly evse?: EvseKey;
      readonly station?: StationId;
      readonly message: TriggerMessage;
    };

/** A limit that is only there for a while, or until it is taken back (`amps: null`). */
export interface LimitCommand {
  readonly kind: 'limit';
  readonly circuit?: string;
  readonly evse?: EvseKey;
  readonly site?: true;
  /** On each line. */
  readonly amps: number | null;
  readonly until?: Utc;
  readonly durationSeconds?: number;
  readonly reason?: string;
}

export type CommandKind = UplinkCommand['kind'];

/** What every command has beside its content. */
export interface Envelope {
  readonly id: string;
  /** By what a repeat is known: the `key`, or the id. */
  readonly key: string;
  readonly kind: string;
  readonly expiresAt?: Utc;
  /** Everything else. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** Why a message is no command; `id` where that could be read. */
export interface Unread {
  readonly code: string;
  readonly text: string;
  readonly id?: string;
  readonly kind?: string;
}

export const isUnread = (read: object): read is Unread => 'code' in read;

/** Reads what all commands have. Never throws, whatever the text. */
export function readEnvelope(written: string): Envelope | Unread {
  const said = parse(written);
  if (said === undefined) return { code: 'BB_COMMAND_JSON', text: 'A command is one JSON object.' };
  const { id: given, key, kind, expiresAt, ...content } = said;
  if (!id.takes(given)) return { code: 'BB_COMMAND_ID', text: `"id" is ${id.must}.` };
  const about = { id: given as string, ...(typeof kind === 'string' && { kind: kind.slice(0, 32) }) };
  if (key !== undefined && !id.takes(key)) return { ...about, code: 'BB_COMMAND_ID', text: `"key" is ${id.must}.` };
  if (typeof kind !== 'string' || !Object.hasOwn(shapes, kind))
    return { ...about, code: 'BB_COMMAND_KIND', text: `"kind" is one of ${Object.keys(shapes).join(', ')}.` };
  if (expiresAt !== undefined && !time.takes(expiresAt))
    return { ...about, code: 'BB_COMMAND_FORM', text: `"expiresAt" is ${time.must}.` };
  return {
    ...about,
    kind,
    key: (key ?? given) as string,
    ...(expiresAt !== undefined && { expiresAt: utc(Date.parse(expiresAt as string)) }),
    content,
  };
}

function parse(written: string): Record<string, unknown> | undefined {
  if (isTooDeep(written)) return undefined;
  try {
    const said: unknown = JSON.parse(written);
    return typeof said === 'object' && said !== null && !Array.isArray(said)
      ? (said as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

export interface Shape {
  readonly must: Readonly<Record<string, Field>>;
  readonly may?: Readonly<Record<string, Field>>;
  /** Exactly one of these. */
  readonly one?: Readonly<Record<string, Field>>;
}

const mostKeys = 50;
/** A list of more has several parts. */
const station = name;
const whole31 = whole(1, 2_147_483_647);

/** The JSON Schema of an object of this shape. */
export const schemaOf = (shape: Shape, more: Readonly<Record<string, object>> = {}): object => ({
  type: 'object',
  additionalProperties: false,
  required: [...Object.keys(more), ...Object.keys(shape.must)],
  properties: {
    ...more,
    ...Object.fromEntries(Object.entries(fieldsOf(shape)).map(([key, { schema }]) => [key, schema])),
  },
  ...(shape.one !== undefined && { oneOf: Object.keys(shape.one).map((key) => ({ required: [key] })) }),
});

const fieldsOf = ({ must, may, one }: Shape): Readonly<Record<string, Field>> => ({ ...must, ...may, ...one });

const statuses = ['Accepted', 'Blocked', 'Expired', 'Invalid', 'NoCredit', 'Unknown'] as const;

const tokenShape: Shape = {
  must: { token },
  may: { status: oneOf(statuses), expiresAt: time, parent: token },
};

const tokenEntry: Field = {
  must: 'a token with a status, or without one where it leaves the list',
  takes: (value) => wrongIn(value, tokenShape) === undefined,
  schema: schemaOf(tokenShape),
  read: (value) => readFields(value as Record<string, unknown>, tokenShape),
};

const setShape: Shape = { must: { key: text(50), value: text(1000) } };

const setting: Field = {
  must: 'an object with "key" and "value"',
  takes: (value) => wrongIn(value, setShape) === undefined,
  schema: schemaOf(setShape),
};

const messages = [
  'BootNotification',
  'Heartbeat',
  'StatusNotification',
  'MeterValues',
  'LogStatusNotification',
  'FirmwareStatusNotification',
] as const;

const priceShape: Shape = { must: { startsAt: time, pricePerKwh: number(-100, 100) } };

const price: Field = {
  must: 'an object with "startsAt" and "pricePerKwh"',
  takes: (value) => wrongIn(value, priceShape) === undefined,
  schema: schemaOf(priceShape),
  read: (value) => readFields(value as Record<string, unknown>, priceShape),
};

export const shapes: Readonly<Record<CommandKind, Shape>> = {
  start: { must: { evse, token }, may: { tokenType: text(20) } },
  stop: { must: {}, one: { evse, transaction: text(64) } },
  limit: {
    must: { amps: orNull(number(0, 10_000)) },
    may: { until: time, durationSeconds: whole(1, 31 * 86_400), reason: text(200) },
    one: { circuit: text(48), evse, site: oneOf([true]) },
  },
  availability: { must: { operative: truth }, one: { evse, station, site: oneOf([true]) } },
  unlock: { must: { evse }, may: { connector: whole(1, 100) } },
  reset: { must: {}, may: { when: oneOf(['now', 'idle']) }, one: { evse, station } },
  reserve: { must: { reservation: whole31, evse, token, until: time }, may: { parent: token } },
  cancel: { must: { reservation: whole31 } },
  tokens: {
    must: {
      version: whole31,
      update: oneOf(['full', 'differential']),
      entries: listOf(tokenEntry, 0, sendLocalListMaxLength),
    },
  },
  needs: { must: { evse, needs: objectOrNull } },
  prices: { must: { prices: listOf(price, 0, mostPrices) } },
  configuration: { must: { station }, one: { get: listOf(text(100), 1, mostKeys), set: setting } },
  trigger: { must: { message: oneOf(messages) }, one: { evse, station } },
};

/** Reads the content of a command. */
export function readCommand({ id: of, kind, content }: Envelope): UplinkCommand | Unread {
  const shape = shapes[kind as CommandKind];
  const wrong = wrongIn(content, shape);
  if (wrong !== undefined) return { code: 'BB_COMMAND_FORM', text: wrong, id: of, kind };
  return { kind, ...readFields(content, shape) } as unknown as UplinkCommand;
}

function wrongIn(value: unknown, shape: Shape): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'It is an object.';
  const said = value as Record<string, unknown>;
  const fields = fieldsOf(shape);
  const strange = Object.keys(said).find((key) => !Object.hasOwn(fields, key));
  if (strange !== undefined) return `There is no field "${strange.slice(0, 30)}" in it.`;
  const bad = Object.keys(said).find((key) => !fields[key]!.takes(said[key]));
  if (bad !== undefined) return `"${bad}" is ${fields[bad]!.must}.`;
  const absent = Object.keys(shape.must).find((key) => !(key in said));
  if (absent !== undefined) return `"${absent}" is missing: ${fields[absent]!.must}.`;
  const choices = Object.keys(shape.one ?? {});
  if (choices.length > 0 && choices.filter((key) => key in said).length !== 1)
    return `Exactly one of ${choices.map((key) => `"${key}"`).join(', ')} is there.`;
  return undefined;
}

function readFields(said: Readonly<Record<string, unknown>>, shape: Shape): Record<string, unknown> {
  const fields = fieldsOf(shape);
  return Object.fromEntries(
    Object.entries(said).map(([key, value]) => [
      key,
      fields[key]!.read === undefined ? value : fields[key]!.read(value),
    ]),
  );
}
