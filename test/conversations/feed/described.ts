// Holds what is told beside the stream against its schemas. Those are open, so that fields may be added; here a field that nobody
// described is a fault.

import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { stateChannels } from '../../../src/uplink/mqtt/schema-state.ts';

const ajv = new Ajv({ strict: false });
(addFormats as unknown as (ajv: Ajv) => void)(ajv);

const judged = stateChannels.map(({ address, payload }) => ({
  pattern: new RegExp(`^${address.replace(/\{\w+\}/g, '[^/]+')}$`),
  isValid: ajv.compile(closed(JSON.parse(JSON.stringify(payload)))),
}));

/** Below the root; undefined where nothing is wrong, or the topic is no matter of these schemas. */
export function faultOf(topic: string, text: string): string | undefined {
  const found = judged.find(({ pattern }) => pattern.test(topic));
  if (found === undefined || text === '' || found.isValid(JSON.parse(text))) return undefined;
  return `${topic}: ${ajv.errorsText(found.isValid.errors)}: ${text.slice(0, 300)}`;
}

function closed(schema: unknown): object {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema as never;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in inner && !('additionalProperties' in inner)
    ? { ...inner, additionalProperties: false }
    : inner;
}
