// Where the API listens, as the site file says it.

import { expect, it } from 'vitest';
import { loadSiteFile, parseSiteFile } from '../../../adapters/config-file/load.ts';

const load = (api: string, more = '') =>
  parseSiteFile(
    `site: { id: depot, name: Depot, timezone: UTC }\ncircuits: [{ id: main, limitAmps: 63 }]\nstations: []\n${more}${api}`,
    'site.yaml',
  );

const codes = (api: string, more?: string): readonly string[] => {
  const loaded = load(api, more);
  return loaded.ok ? [] : loaded.problems.map(({ code }) => code);
};

it('opens a door for others over HTTPS when the file says nothing, and plain HTTP for this computer alone', () => {
  expect(load('')).toMatchObject({
    ok: true,
    config: { api: { host: '127.0.0.1', port: 8080, lan: { host: '0.0.0.0', port: 8443 } } },
  });
  expect(load('api: { lan: off }\n')).toMatchObject({ ok: true, config: { api: { port: 8080 } } });
  expect(load('api: { lan: off }\n')).not.toHaveProperty('config.api.lan');
  expect(load('api: { lan: "10.0.0.2:443", hosts: [Busbar.Depot.lan] }\n')).toMatchObject({
    config: { api: { lan: { host: '10.0.0.2', port: 443 }, hosts: ['busbar.depot.lan'] } },
  });
});

it('refuses plain HTTP over the network, and a network where nobody is asked who he is', () => {
  expect(codes('api: { listen: "0.0.0.0:8080" }\n')).toEqual(['BB_CONFIG_API_PLAIN']);
  expect(codes('api: { listen: "10.0.0.2:8080" }\n')).toEqual(['BB_CONFIG_API_PLAIN']);
  expect(codes('api: { access: open, lan: "0.0.0.0:8443" }\n')).toEqual(['BB_CONFIG_API_OPEN']);
  expect(codes('api: { access: open }\n')).toEqual([]);
  expect(load('api: { access: open }\n')).not.toHaveProperty('config.api.lan');
});

it('leaves the port to stations that have it; two that are written are one too many', () => {
  const stations = 'listeners: [{ port: 8443 }]\n';
  expect(load('', stations)).toMatchObject({ ok: true, config: { listeners: [{ port: 8443 }] } });
  expect(load('', stations)).not.toHaveProperty('config.api.lan');
  expect(codes('api: { lan: "0.0.0.0:8443" }\n', stations)).toEqual(['BB_CONFIG_PORT']);
});

it('F081 the demo asks nobody who he is, and is on this computer alone', () => {
  const demo = loadSiteFile(new URL('../../../config/demo.yaml', import.meta.url).pathname);
  expect(demo).toMatchObject({ ok: true, config: { api: { host: '127.0.0.1', access: 'open' } } });
  expect(demo).not.toHaveProperty('config.api.lan');
});
