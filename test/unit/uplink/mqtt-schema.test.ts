// docs/asyncapi.yaml and docs/mqtt.schema.json say what the schemas say, and every topic has a channel.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { asyncApiYaml } from '../../../src/cli/schema.ts';
import { payloadSchemas } from '../../../src/uplink/mqtt/asyncapi.ts';
import { channels } from '../../../src/uplink/mqtt/schema.ts';
import { payloadFault } from '../../peers/payloads.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

describe('the documents of what goes over MQTT', () => {
  it('docs/asyncapi.yaml is what the schemas say', () => {
    expect(read('docs/asyncapi.yaml'), 'run: npm run -s schema asyncapi > docs/asyncapi.yaml').toBe(asyncApiYaml());
  });

  it('docs/mqtt.schema.json is what the schemas say', () => {
    const text = `${JSON.stringify(payloadSchemas(), undefined, 2)}\n`;
    expect(read('docs/mqtt.schema.json'), 'run: npm run -s schema mqtt > docs/mqtt.schema.json').toBe(text);
  });

  it('docs/mqtt.md names every topic', () => {
    const page = read('docs/mqtt.md');
    expect(
      channels
        .map(({ address }) => address)
        .filter((address) => !page.includes(`\`${address.replace(/\{(\w+)\}/g, '<$1>')}\``)),
    ).toEqual([]);
  });

  it('describe every payload and every field of it', () => {
    const silent: string[] = [];
    const look = (schema: Record<string, unknown>, path: string): void => {
      if (typeof schema['description'] !== 'string' && !('const' in schema) && !plainWords.test(path))
        silent.push(path);
      for (const [key, inner] of Object.entries((schema['properties'] ?? {}) as Record<string, never>))
        look(inner, `${path}.${key}`);
      for (const [at, inner] of ((schema['anyOf'] ?? []) as never[]).entries()) look(inner, `${path}[${at}]`);
      if (typeof schema['items'] === 'object' && schema['items'] !== null && !Array.isArray(schema['items']))
        look(schema['items'] as never, `${path}[]`);
    };
    for (const { name, payload } of channels) look(payload as never, name);
    expect(silent).toEqual([]);
  });

  it('object to what nobody described', () => {
    const topic = 'busbar/v1/depot/transactions';
    const gap = { gatewayId: 'g', seq: 9, previous: 3, type: 'gap', from: 4, through: 9 };
    expect(payloadFault(topic, JSON.stringify(gap))).toBeUndefined();
    expect(payloadFault(topic, JSON.stringify({ ...gap, more: 1 }))).toContain('transactions');
    expect(payloadFault(topic, JSON.stringify({ ...gap, seq: 'nine' }))).toContain('transactions');
    expect(payloadFault('busbar/v1/depot/elsewhere', '{}')).toContain('elsewhere');
  });
});

/** What OCPP itself describes, members of lists and unions that are described, and what says which one it is. */
const plainWords = /meterValues\[\]|\]$|\.kind$/;
