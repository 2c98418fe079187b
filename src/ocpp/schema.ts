// Payloads against the official schemas: strict for what we send, tolerant for what we receive. Each schema compiles when
// it is first used, or ahead of that when the core is idle. Payloads are never changed.

import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';
import type { Version } from '../model/protocol.ts';
import type { RpcErrorCode } from './errors.ts';
import type { Lose } from './loss.ts';
import { loseNothing } from './loss.ts';
import type { Side, Stance } from './schema-source.ts';
import { actionsOf, definitionsId, definitionsOf, isNamed, messageOf } from './schema-source.ts';
import { parseTime } from './time.ts';

export { actionsOf } from './schema-source.ts';

/** The first thing that is wrong with a payload. None of its texts holds anything that the peer wrote. */
export interface Violation {
  /** Canonical; `spell` gives the version's own. */
  readonly code: RpcErrorCode;
  /** Where, as `meterValue.0.timestamp`; empty for the payload itself. */
  readonly path: string;
  readonly message: string;
  /**
   * True when every required property is there and every type is right, so that only values are odd: an unknown
   * enumeration, a text too long, a number out of range. Such a payload can be used once those are repaired (G9).
   */
  readonly repairable: boolean;
  /** The rule of the schema that is broken: `type`, `enum`, `required` and so on. */
  readonly keyword: string;
  /** The type that is wanted, where the type is wrong. */
  readonly expected?: string;
  /** The bound that was passed, where it is a number. */
  readonly limit?: number;
  /** The property that the schema does not know, where there is one too many: text of the peer, for no message. */
  readonly stranger?: string;
}

/** What is wrong with a CALL (or SEND) that came; undefined when nothing is, or the version does not know the action. */
export const checkInbound = (version: Version, action: string, payload: unknown): Violation | undefined =>
  checkReceived(version, action, 'call', payload);

/** What is wrong with the answer to a CALL of ours. */
export const checkAnswer = (version: Version, action: string, payload: unknown): Violation | undefined =>
  checkReceived(version, action, 'answer', payload);

/** What is wrong with a CALL that we are about to send, by the official limits. */
export const checkOutbound = (version: Version, action: string, payload: unknown): Violation | undefined =>
  check(version, action, 'call', 'strict', payload);

/** What is wrong with an answer that we are about to give, by the official limits. */
export const checkReply = (version: Version, action: string, payload: unknown): Violation | undefined =>
  check(version, action, 'answer', 'strict', payload);

/** More properties than any message has that another version does not know. */
const mostSurplus = 64;

/** A payload without the properties that this version does not know. Values stay as they are, whatever they are. */
export function withoutSurplus(
  version: Version,
  action: string,
  side: Side,
  payload: Payload,
  lose: Lose = loseNothing,
): Payload {
  const validate = validatorOf(version, action, side, 'strict');
  let copy: Payload | undefined;
  for (let round = 0; round < mostSurplus; round += 1) {
    if (validate === undefined || validate(copy ?? payload) === true) break;
    const [error] = validate.errors ?? [];
    if (error?.keyword !== 'additionalProperties') break;
    copy ??= JSON.parse(JSON.stringify(payload)) as Payload;
    let holder = copy as Record<string, unknown>;
    for (const name of error.instancePath.split('/').slice(1)) holder = holder[name] as Record<string, unknown>;
    const name = (error.params as { additionalProperty: string }).additionalProperty;
    lose(side === 'call' ? fieldOf(action, `${error.instancePath}/${name}`) : action, 'noSuchField');
    delete holder[name];
  }
  return copy ?? payload;
}

/** By its name where another version has it; a name that none has is the peer's, and may be any: then by the action. */
function fieldOf(action: string, pointer: string): string {
  const path = pointer
    .split('/')
    .filter((name) => name !== '' && !/^\d+$/.test(name))
    .join('.');
  return versions2.some((version) => isNamed(version, action, path)) ? `${action}.${path}` : action;
}

const versions2 = ['2.0.1', '2.1'] as const;

type Payload = Readonly<Record<string, unknown>>;

/** What is wrong with the structure of what came, whatever the values: a property is missing, or has another type. */
export const checkShape = (version: Version, action: string, side: Side, payload: unknown): Violation | undefined =>
  check(version, action, side, 'shape', payload);

function checkReceived(version: Version, action: string, side: Side, payload: unknown): Violation | undefined {
  const violation = check(version, action, side, 'tolerant', payload);
  if (violation?.repairable !== true) return violation;
  // The first fault can be repaired; whether a worse one hides behind it, only the shape says.
  return check(version, action, side, 'shape', payload) ?? violation;
}

function check(version: Version, action: string, side: Side, stance: Stance, payload: unknown): Violation | undefined {
  const validate = validatorOf(version, action, side, stance);
  if (validate === undefined || validate(payload) === true) return undefined;
  return violationOf(validate.errors?.[0]);
}

// Only actions that a version knows are kept, so that no peer can fill these maps.
const compiled: Readonly<Record<`${Stance} ${Side}`, Record<Version, Map<string, ValidateFunction>>>> = {
  'strict call': emptyMaps(),
  'strict answer': emptyMaps(),
  'tolerant call': emptyMaps(),
  'tolerant answer': emptyMaps(),
  'shape call': emptyMaps(),
  'shape answer': emptyMaps(),
};

function emptyMaps(): Record<Version, Map<string, ValidateFunction>> {
  return { '1.6': new Map(), '2.0.1': new Map(), '2.1': new Map() };
}

function validatorOf(version: Version, action: string, side: Side, stance: Stance): ValidateFunction | undefined {
  const ready = compiled[`${stance} ${side}`][version];
  const found = ready.get(action);
  if (found !== undefined) return found;
  const message = messageOf(version, action, side, stance);
  if (message === undefined) return undefined;
  const validate = compilerOf(version, stance).compile(message);
  ready.set(action, validate);
  return validate;
}

// `multipleOfPrecision`: 8.1 A is a multiple of 0.1, whatever floating point makes of it (Q41).
// `strictNumbers`: 1e400 is what JSON.parse calls Infinity, and no number (F069).
const options = {
  strict: false,
  strictNumbers: true,
  allErrors: false,
  multipleOfPrecision: 6,
  validateSchema: false,
  meta: false,
} as const;
const addFormats = addFormatsModule as unknown as typeof addFormatsModule.default;

const compilers = new Map<Stance, Ajv>();

function compilerOf(version: Version, stance: Stance): Ajv {
  const ajv = compilers.get(stance) ?? newCompiler(stance);
  compilers.set(stance, ajv);
  if (ajv.schemas[definitionsId(version)] === undefined) ajv.addSchema(definitionsOf(version, stance));
  return ajv;
}

function newCompiler(stance: Stance): Ajv {
  const ajv = new Ajv(options);
  addFormats(ajv);
  if (stance !== 'strict') ajv.addFormat('date-time', (text) => parseTime(text) !== undefined);
  return ajv;
}

/** A validator that can be compiled ahead of its first use. */
export interface Warmup {
  readonly version: Version;
  readonly action: string;
  /** Compiles it; a few milliseconds, nothing when it was compiled before. */
  readonly compile: () => void;
}

/** One entry a validator, for the core to compile one in each idle step: first what comes, then what goes. */
export function warm(versions: readonly Version[]): readonly Warmup[] {
  const order = [
    ['call', 'tolerant'],
    ['answer', 'tolerant'],
    ['call', 'strict'],
  ] as const;
  return versions.flatMap((version) =>
    order.flatMap(([side, stance]) =>
      [...actionsOf(version)].map((action) => ({
        version,
        action,
        compile: () => void validatorOf(version, action, side, stance),
      })),
    ),
  );
}

function violationOf(error: ErrorObject | undefined): Violation {
  const {
    missingProperty: missing,
    additionalProperty: stranger,
    type,
    limit,
  } = (error?.params ?? {}) as {
    missingProperty?: string;
    additionalProperty?: string;
    type?: unknown;
    limit?: unknown;
  };
  const at = error?.instancePath.replaceAll('/', '.').slice(1) ?? '';
  const where = at === '' ? 'The payload' : `"${at}"`;
  return {
    code: codeOf(error?.keyword, at),
    path: missing === undefined ? at : at === '' ? missing : `${at}.${missing}`,
    message: `${where} ${error?.message ?? 'is not valid'}.`,
    repairable: !structural.has(error?.keyword),
    keyword: error?.keyword ?? 'type',
    ...(typeof type === 'string' && { expected: type }),
    ...(typeof limit === 'number' && { limit }),
    ...(stranger !== undefined && { stranger }),
  };
}

const structural = new Set<string | undefined>(['required', 'type', 'additionalProperties', undefined]);

function codeOf(keyword: string | undefined, at: string): RpcErrorCode {
  switch (keyword) {
    case 'required':
    case 'minItems':
    case 'maxItems':
      return 'OccurrenceConstraintViolation';
    case 'type':
      return at === '' ? 'FormatViolation' : 'TypeConstraintViolation';
    case 'additionalProperties':
    case undefined:
      return 'FormatViolation';
    default:
      return 'PropertyConstraintViolation';
  }
}
