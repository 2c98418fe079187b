// The official schemas of the messages: strict for what we send, tolerant for what we receive. Compiled when first used.

import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';
import { OCPP16 } from 'typed-ocpp';
import type { Version } from '../model/protocol.ts';
import type { RpcErrorCode } from './errors.ts';
import { parseTime } from './time.ts';

export interface Violation {
  readonly code: RpcErrorCode;
  readonly message: string;
}

type Schema = Readonly<Record<string, unknown>>;

// `multipleOfPrecision`: 8.1 A is a multiple of 0.1, whatever floating point makes of it (Q41).
const options = { strict: false, allErrors: false, multipleOfPrecision: 6, validateSchema: false } as const;
const addFormats = addFormatsModule as unknown as typeof addFormatsModule.default;

const strict = new Ajv(options);
addFormats(strict);
const tolerant = new Ajv(options);
addFormats(tolerant);
tolerant.addFormat('date-time', (text) => parseTime(text) !== undefined);

const schemas16: Readonly<Record<string, Schema>> = OCPP16.schemas as never;
const actions16: ReadonlySet<string> = new Set(
  Object.keys(schemas16)
    .filter((name) => name.endsWith('Request'))
    .map((name) => name.slice(0, -'Request'.length)),
);

/** Every action that a version knows. */
export function actionsOf(version: Version): ReadonlySet<string> {
  if (version !== '1.6') throw new Error(`OCPP ${version} is not spoken`);
  return actions16;
}

const compiled = new Map<string, ValidateFunction | undefined>();

/** What is wrong with the payload of a CALL that came; undefined when nothing is, or the action is unknown. */
export const checkInbound = (version: Version, action: string, payload: unknown): Violation | undefined =>
  check(version, action, 'Request', payload, false);

/** What is wrong with the answer to a CALL of ours. */
export const checkAnswer = (version: Version, action: string, payload: unknown): Violation | undefined =>
  check(version, action, 'Response', payload, false);

/** What is wrong with a CALL that we are about to send. */
export const checkOutbound = (version: Version, action: string, payload: unknown): Violation | undefined =>
  check(version, action, 'Request', payload, true) ?? tooLong(action, payload);

/** Compiles one schema ahead of its first use; false when all are compiled. */
export function warmOne(version: Version): boolean {
  for (const action of actionsOf(version)) {
    if (compiled.has(keyOf(action, 'Request', false))) continue;
    validatorOf(action, 'Request', false);
    return true;
  }
  return false;
}

function check(
  version: Version,
  action: string,
  direction: 'Request' | 'Response',
  payload: unknown,
  isStrict: boolean,
): Violation | undefined {
  if (!actionsOf(version).has(action)) return undefined;
  const validate = validatorOf(action, direction, isStrict);
  if (validate === undefined || validate(payload) === true) return undefined;
  return violationOf(validate.errors?.[0]);
}

const keyOf = (action: string, direction: string, isStrict: boolean): string =>
  `${isStrict ? '!' : ''}${action}${direction}`;

function validatorOf(action: string, direction: string, isStrict: boolean): ValidateFunction | undefined {
  const key = keyOf(action, direction, isStrict);
  if (compiled.has(key)) return compiled.get(key);
  const schema = schemas16[`${action}${direction}`];
  const validate = schema === undefined ? undefined : compile(schema, isStrict);
  compiled.set(key, validate);
  return validate;
}

function compile(schema: Schema, isStrict: boolean): ValidateFunction {
  const { $id: _, $schema: __, ...rest } = schema;
  return isStrict ? strict.compile(rest) : tolerant.compile(withoutClosing(rest) as Schema);
}

/** A copy in which unknown properties are no fault (Q17). */
function withoutClosing(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutClosing);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => key !== 'additionalProperties' || value !== false)
      .map(([key, value]) => [key, withoutClosing(value)]),
  );
}

function violationOf(error: ErrorObject | undefined): Violation {
  const path = error?.instancePath.replaceAll('/', '.').slice(1) ?? '';
  const where = path === '' ? 'The payload' : `"${path}"`;
  return { code: codeOf(error?.keyword), message: `${where} ${error?.message ?? 'is not valid'}.` };
}

function codeOf(keyword: string | undefined): RpcErrorCode {
  switch (keyword) {
    case 'required':
    case 'minItems':
    case 'maxItems':
      return 'OccurrenceConstraintViolation';
    case 'type':
      return 'TypeConstraintViolation';
    case 'additionalProperties':
      return 'FormatViolation';
    default:
      return 'PropertyConstraintViolation';
  }
}

/** Three limits that our schemas set wider than the official ones. */
function tooLong(action: string, payload: unknown): Violation | undefined {
  const value = payload as { info?: string; value?: string };
  const text = action === 'StatusNotification' ? value.info : action === 'ChangeConfiguration' ? value.value : undefined;
  const most = action === 'StatusNotification' ? 50 : 500;
  if (text === undefined || text.length <= most) return undefined;
  return { code: 'PropertyConstraintViolation', message: `A text of ${action} has ${text.length} characters, at most ${most} are allowed.` };
}
