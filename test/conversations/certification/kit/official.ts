// Every frame of a conversation against the official schemas of OCPP 1.6, read here a second time: a fault in how the
// gateway reads them must not hide itself.

import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';
import * as schemas from 'typed-ocpp/dist/ocpp16/schemas.js';

const addFormats = addFormatsModule as unknown as typeof addFormatsModule.default;
// 8.1 is a multiple of 0.1, whatever floating point makes of it.
const ajv = new Ajv({ strict: false, multipleOfPrecision: 6, validateSchema: false });
addFormats(ajv);

const sources = schemas as unknown as Readonly<Record<string, object>>;
const compiled = new Map<string, ValidateFunction>();

/** What is wrong with a payload; undefined when nothing is. An action that OCPP 1.6 does not know is wrong. */
export function faultOf(action: string, side: 'Request' | 'Response', payload: unknown): string | undefined {
  const name = `${action}${side}`;
  const source = sources[name] ?? (side === 'Request' ? sources[action] : undefined);
  if (source === undefined) return `OCPP 1.6 has no ${name}`;
  let validate = compiled.get(name);
  if (validate === undefined) compiled.set(name, (validate = ajv.compile(source)));
  return validate(payload) ? undefined : ajv.errorsText(validate.errors, { dataVar: name });
}
