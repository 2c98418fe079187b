// Every frame of one peer against OCPP-J and the official schemas of its version, as strictly as they are written. It reads frames and
// compiles schemas by itself: nothing of what the gateway checks its own frames with is used.

import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';
import * as official16 from 'typed-ocpp/dist/ocpp16/schemas.js';
import * as official201 from 'typed-ocpp/dist/ocpp20/schemas.js';
import * as official21 from 'typed-ocpp/dist/ocpp21/schemas.js';
import { ofStations16, ofStations201, ofStations21 } from './frame-senders.ts';

/** Watches what one peer says over one connection. */
export interface FrameCheck {
  /** The peer that is watched said this. */
  said(text: string): void;
  /** It was said to it: its CALLs tell which answers may come. */
  heard(text: string): void;
}

/** What the watched peer is; it says which CALLs it may make. */
export type Role = 'station' | 'csms';

/** What is wrong, as the end of a sentence about a frame. */
type Find = (fault: string) => void;

type Payload = Readonly<Record<string, unknown>>;
type Side = 'Request' | 'Response';

/** Who may say what, which codes there are, and what a message looks like, in one version. */
interface Rules {
  readonly version: string;
  readonly schemas: Readonly<Record<string, Payload>>;
  readonly ofStations: ReadonlySet<string>;
  /** What either side may say. */
  readonly ofBoth: ReadonlySet<string>;
  readonly errorCodes: ReadonlySet<string>;
  readonly ajv: Ajv;
  readonly compiled: Map<string, ValidateFunction>;
}

/** Codes of 1.6-J §4.2.3, in its spelling. */
const errorCodes16 = [
  'FormationViolation',
  'GenericError',
  'InternalError',
  'NotImplemented',
  'NotSupported',
  'OccurenceConstraintViolation',
  'PropertyConstraintViolation',
  'ProtocolError',
  'SecurityError',
  'TypeConstraintViolation',
];

/** Codes of 2.x Part 4 §4.3. */
const errorCodes2 = [
  'FormatViolation',
  'GenericError',
  'InternalError',
  'MessageTypeNotSupported',
  'NotImplemented',
  'NotSupported',
  'OccurrenceConstraintViolation',
  'PropertyConstraintViolation',
  'ProtocolError',
  'RpcFrameworkError',
  'SecurityError',
  'TypeConstraintViolation',
];

const addFormats = addFormatsModule as unknown as typeof addFormatsModule.default;

function rulesOf(
  version: string,
  schemas: Rules['schemas'],
  ofStations: readonly string[],
  codes: readonly string[],
): Rules {
  // `multipleOfPrecision`: 8.1 A is a multiple of 0.1, whatever floating point makes of it (Q41).
  const ajv = new Ajv({ strict: false, multipleOfPrecision: 6, validateSchema: false, meta: false });
  addFormats(ajv);
  return {
    version,
    schemas,
    ajv,
    ofStations: new Set(ofStations),
    ofBoth: new Set(['DataTransfer']),
    errorCodes: new Set(codes),
    compiled: new Map(),
  };
}

const rules = {
  '1.6': rulesOf('1.6', official16, ofStations16, errorCodes16),
  '2.0.1': rulesOf('2.0.1', official201, ofStations201, errorCodes2),
  '2.1': rulesOf('2.1', official21, ofStations21, errorCodes2),
} as const;

/** 1.6-J §4.1.4 and §4.2.3. */
const longestId = 36;
const longestDescription = 255;
/** Ids that were used, as far back as it looks. */
const mostUsed = 2000;
/** CALLs whose answers are still to come: more than any station or test has under way at once. */
const mostOpen = 10_000;

const shownCharacters = 200;

/** `report` gets the end of a sentence that begins with "a frame", and the frame's own beginning. */
export function newFrameCheck(role: Role, report: Find, version: keyof typeof rules = '1.6'): FrameCheck {
  const its = rules[version];
  /** Id as JSON → the actions that were called under it. */
  const open = new Map<string, readonly (string | undefined)[]>();
  const used = new Map<string, string>();

  function sayCall(frame: readonly unknown[], text: string, find: Find): void {
    const [, id, action, payload] = frame;
    if (frame.length !== 4) return find('has not the four elements of a CALL');
    if (typeof id !== 'string' || id.length === 0 || id.length > longestId)
      return find(`has an id that is no text of 1 to ${longestId} characters`);
    if (typeof action !== 'string' || !isKnown(its, action)) return find(`has the unknown action ${String(action)}`);
    if (!its.ofBoth.has(action) && its.ofStations.has(action) !== (role === 'station'))
      return find(`is a ${action}, which a ${role} never sends`);
    if ((used.get(id) ?? text) !== text) find(`has the id ${id} of another message`);
    keep(used, id, text, mostUsed);
    judge(its, action, 'Request', payload, find);
  }

  /** Only a CALL that was heard and not answered yet can be answered. */
  function answered(id: unknown, isResult: boolean): string | undefined | false {
    const key = JSON.stringify(id);
    const actions = open.get(key);
    if (actions === undefined) return false;
    // Under one id may have come what nobody knows, and a CALL: only that has a result.
    const wanted = actions.findIndex((one) => (one !== undefined && isKnown(its, one)) === isResult);
    const at = Math.max(0, wanted);
    if (actions.length > 1) open.set(key, actions.toSpliced(at, 1));
    else open.delete(key);
    return actions[at];
  }

  function sayResult(frame: readonly unknown[], find: Find): void {
    if (frame.length !== 3) return find('has not the three elements of a CALLRESULT');
    const action = answered(frame[1], true);
    if (action === false) return find(`answers ${JSON.stringify(frame[1])}, which waits for no answer`);
    if (action === undefined || !isKnown(its, action))
      return find(`is the result of the unknown action ${String(action)}`);
    judge(its, action, 'Response', frame[2], find);
  }

  function sayError(frame: readonly unknown[], find: Find): void {
    const [, id, code, description, details] = frame;
    if (frame.length !== 5) return find('has not the five elements of a CALLERROR');
    // 2.x: of a CALL whose id cannot be read.
    const isOfNone = id === '-1' && version !== '1.6';
    const isOfType = code === 'MessageTypeNotSupported' && version === '2.0.1';
    const waits = answered(id, false) !== false;
    if (!isOfNone && !isOfType && !waits) find(`answers ${JSON.stringify(id)}, which waits for no answer`);
    if (typeof code !== 'string' || !its.errorCodes.has(code))
      find(`has the code ${String(code)}, which ${version} does not know`);
    if (typeof description !== 'string' || description.length > longestDescription)
      find(`has a description that is no text of at most ${longestDescription} characters`);
    if (!isPayload(details)) find('has details that are no object');
  }

  /** 2.1: an answer that came cannot be read. */
  function sayResultError(frame: readonly unknown[], find: Find): void {
    const [, id, code, description, details] = frame;
    if (frame.length !== 5 || typeof id !== 'string') return find('has not the five elements of a CALLRESULTERROR');
    if (!used.has(id)) find(`is about ${id}, which was never called`);
    if (typeof code !== 'string' || !its.errorCodes.has(code)) find(`has the unknown code ${String(code)}`);
    if (typeof description !== 'string' || description.length > longestDescription)
      find(`has a description that is no text of at most ${longestDescription} characters`);
    if (!isPayload(details)) find('has details that are no object');
  }

  /** 2.1: a message that nobody answers. */
  function saySend(frame: readonly unknown[], find: Find): void {
    const [, id, action, payload] = frame;
    if (frame.length !== 4 || typeof id !== 'string') return find('has not the four elements of a SEND');
    if (action !== 'NotifyPeriodicEventStream') return find(`is a SEND of ${String(action)}, which is none`);
    judge(its, action, 'Request', payload, find);
  }

  return {
    said(text) {
      const find: Find = (fault) => report(`${fault}: ${text.slice(0, shownCharacters)}`);
      const frame = parse(text);
      if (!Array.isArray(frame)) return find('is no JSON array');
      if (frame[0] === 2) sayCall(frame, text, find);
      else if (frame[0] === 3) sayResult(frame, find);
      else if (frame[0] === 4) sayError(frame, find);
      else if (frame[0] === 5 && version === '2.1') sayResultError(frame, find);
      else if (frame[0] === 6 && version === '2.1') saySend(frame, find);
      else find(`has the message type ${String(frame[0])}, which ${version} does not know`);
    },
    heard(text) {
      const call = callIn(text, version);
      if (call !== undefined) keep(open, call.id, [...(open.get(call.id) ?? []), call.action], mostOpen);
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Answerable {
  readonly id: string;
  readonly action: string | undefined;
}

/** A CALL that can be answered: where the rest of it cannot be read, its id still can. */
function callIn(text: string, version: string): Answerable | undefined {
  const frame = parse(text);
  // A type that nobody knows: 2.0.1 refuses it (Part 4 §4.4).
  if (version === '2.0.1' && Array.isArray(frame) && frame[0] > 6)
    return { id: JSON.stringify(frame[1]), action: undefined };
  if (Array.isArray(frame) && frame[0] === 2)
    return { id: JSON.stringify(frame[1]), action: typeof frame[2] === 'string' ? frame[2] : undefined };
  const written =
    frame === undefined ? /^\s*\[\s*2\s*,\s*("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*)\s*,/.exec(text)?.[1] : undefined;
  return written === undefined ? undefined : { id: JSON.stringify(parse(written)), action: undefined };
}

function keep<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value!);
}

const isPayload = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A SEND has no suffix. */
const nameOf = ({ schemas }: Rules, action: string, side: Side): string =>
  side === 'Request' && Object.hasOwn(schemas, action) ? action : `${action}${side}`;

const isKnown = (its: Rules, action: string): boolean => Object.hasOwn(its.schemas, nameOf(its, action, 'Request'));

function judge(its: Rules, action: string, side: Side, payload: unknown, find: Find): void {
  const validate = validatorOf(its, nameOf(its, action, side));
  if (validate(payload) === true) return;
  const [first] = validate.errors ?? [];
  const where = first === undefined || first.instancePath === '' ? 'the payload' : first.instancePath.slice(1);
  const name = side === 'Request' ? action : `the answer to ${action}`;
  const what = first?.keyword === 'additionalProperties' ? ` (${String(first.params['additionalProperty'])})` : '';
  find(`breaks the schema of ${name}: ${where} ${first?.message ?? 'is wrong'}${what}`);
}

function validatorOf(its: Rules, name: string): ValidateFunction {
  const validate = its.compiled.get(name) ?? its.ajv.compile(narrowed(its, name));
  its.compiled.set(name, validate);
  return validate;
}

/** Three texts of 1.6 that the package allows to be longer than the official files do. */
const narrower: Readonly<Record<string, readonly [path: readonly string[], maxLength: number]>> = {
  ChangeConfigurationRequest: [['properties', 'value'], 500],
  GetConfigurationResponse: [['properties', 'configurationKey', 'items', 'properties', 'value'], 500],
  StatusNotificationRequest: [['properties', 'info'], 50],
};

function narrowed({ version, schemas }: Rules, name: string): Payload {
  const schema = schemas[name]!;
  const [path, maxLength] = (version === '1.6' ? narrower[name] : undefined) ?? [];
  if (path === undefined) return schema;
  const copy = structuredClone(schema);
  let at = copy as Record<string, unknown>;
  for (const step of path) at = at[step] as Record<string, unknown>;
  at['maxLength'] = maxLength;
  return copy;
}
