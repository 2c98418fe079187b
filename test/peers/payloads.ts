// Holds what goes over MQTT against the published schemas. Those are open, so that fields may be added; here a field that nobody
// described is a fault.

import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { channels } from '../../src/uplink/mqtt/schema.ts';

interface Judged {
  readonly name: string;
  readonly way: 'up' | 'down';
  readonly pattern: RegExp;
  readonly isValid: ValidateFunction;
}

const ajv = new Ajv({ strict: false, allErrors: false });
(addFormats as unknown as (ajv: Ajv) => void)(ajv);

const judged: readonly Judged[] = channels.map(({ name, way, address, payload }) => ({
  name,
  way,
  pattern: new RegExp(`^[^/]+/[^/]+/[^/]+/${address.replace(/\{\w+\}/g, '[^/]+')}$`),
  isValid: ajv.compile(closed(JSON.parse(JSON.stringify(payload)))),
}));

/** What is wrong with this message; undefined where nothing is. An empty one takes a retained message back. */
export function payloadFault(topic: string, text: string): string | undefined {
  const channel = judged.find(({ pattern }) => pattern.test(topic));
  // Elsewhere somebody wanted an answer (MQTT 5).
  if (channel === undefined) return topic.startsWith('busbar/') ? `nobody describes the topic ${topic}` : undefined;
  // Others may say to us what they like.
  if (text === '' || channel.way === 'down') return undefined;
  if (channel.isValid(JSON.parse(text))) return undefined;
  return `${channel.name}: ${ajv.errorsText(channel.isValid.errors)}: ${text.slice(0, 300)}`;
}

function closed(schema: unknown): object {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema as never;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in inner && !('additionalProperties' in inner)
    ? { ...inner, additionalProperties: false }
    : inner;
}
