// A gateway with a station that this project did not write, and its API, for tests of what people look at.

import { expect, onTestFinished } from 'vitest';
import type { ComposeOptions } from '../../src/cli/compose.ts';
import type { Site } from '../../src/model/config/site.ts';
import type { Version } from '../../src/model/protocol.ts';
import { ordinaryAnswer } from '../peers/orders-v16.ts';
import { ordinaryAnswer2 } from '../peers/orders-v2.ts';
import type { StrictStation } from '../peers/strict.ts';
import { strictStation } from '../peers/strict.ts';
import { smallDepot } from '../sim/site.ts';
import type { GatewayHere } from './gateway-here.ts';
import { startGatewayHere } from './gateway-here.ts';

export const now = (): string => new Date().toISOString();

export interface ViewsHere extends GatewayHere {
  readonly api: string;
  get<Body = Record<string, unknown>>(path: string, status?: number): Promise<Body>;
  /** Connected, booted and available. */
  station(id?: string, version?: Version): Promise<StrictStation>;
}

export async function openViews(
  change: (site: Site) => Site = (site) => site,
  options: Partial<ComposeOptions> = {},
): Promise<ViewsHere> {
  const plain = smallDepot(2, 60, []);
  const site = change({ ...plain, authorization: { ...plain.authorization, mode: 'free' } });
  const here = await startGatewayHere(site, options);
  const api = `http://127.0.0.1:${here.running.apiPort}/api/v1`;
  return {
    ...here,
    api,
    async get(path, status = 200) {
      const answer = await fetch(`${api}${path}`);
      const text = await answer.text();
      expect(answer.status, `${path}: ${text.slice(0, 300)}`).toBe(status);
      return JSON.parse(text) as never;
    },
    async station(id = 'CP-01', version = '1.6') {
      const station = strictStation(here.url, id, version === '1.6' ? ordinaryAnswer : ordinaryAnswer2, { version });
      onTestFinished(() => station.drop());
      await station.connect();
      const about = { chargePointVendor: 'Strict', chargePointModel: 'One', firmwareVersion: '1.0' };
      const booted =
        version === '1.6'
          ? await station.call('BootNotification', about)
          : await station.call('BootNotification', {
              reason: 'PowerUp',
              chargingStation: { vendorName: 'Strict', model: 'Two', firmwareVersion: '1.0' },
            });
      expect(booted).toMatchObject({ status: 'Accepted' });
      const status =
        version === '1.6' ? { errorCode: 'NoError', status: 'Available' } : { connectorStatus: 'Available', evseId: 1 };
      await station.call('StatusNotification', { connectorId: 1, timestamp: now(), ...status });
      return station;
    },
  };
}

/** What comes of a stream of server-sent events, one after the other. */
export async function follow(url: string): Promise<{ next(name: string): Promise<unknown>; end(): void }> {
  const abort = new AbortController();
  const answer = await fetch(url, { signal: abort.signal });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  const reader = answer.body!.getReader();
  const decoder = new TextDecoder();
  let text = '';
  const end = (): void => abort.abort();
  onTestFinished(end);
  return {
    async next(name) {
      for (;;) {
        const at = text.indexOf('\n\n');
        if (at < 0) {
          text += decoder.decode((await reader.read()).value as Uint8Array, { stream: true });
          continue;
        }
        const block = text.slice(0, at);
        text = text.slice(at + 2);
        const [, told] = /^event: (.*)$/m.exec(block) ?? [];
        if (told === name) return JSON.parse(/^data: (.*)$/m.exec(block)![1]!) as unknown;
      }
    },
    end,
  };
}
