import { describe, expect, it } from 'vitest';
import type { Loaded } from '../../../adapters/config-file/load.ts';
import { parseSiteFile } from '../../../adapters/config-file/load.ts';

const file = (server: string): string => `
site: { id: d, name: D, timezone: Europe/Berlin }
listeners: [ { address: 127.0.0.1, port: 9000 } ]
circuits: [ { id: main, limitAmps: 100 } ]
uplinks: []
meters:
  - { id: grid, source: modbus, host: h, device: eastron-sdm630 }
  - { id: pv, source: http, url: "http://h/m" }
stations:
  - { id: OLD-07, circuit: main, modbus: { device: keba-p30-p40, host: k }, evses: [ { id: 1, maxAmps: 16 }, { id: 2, maxAmps: 16 } ] }
  - { id: CP-1, circuit: main, security: { profile: 0 }, evses: [ { id: 1, maxAmps: 16 } ] }
modbusServer: ${server}
`;
const load = (server: string): Loaded => parseSiteFile(file(server), 'site.yaml');
const problems = (server: string): string[] => {
  const loaded = load(server);
  return loaded.ok ? [] : loaded.problems.map(({ code, line, remedy }) => `${line} ${code} ${remedy}`);
};
const config = (server: string) => {
  const loaded = load(server);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.config;
};

describe('modbusServer in the site file', () => {
  it('says which stations and meters it shows, and listens on loopback unless the file says otherwise', () => {
    const { site, modbusServer } = config(
      '{ devices: [ { unit: 11, of: OLD-07, evse: 2, deviceUnit: 200 }, { unit: 21, of: grid } ] }',
    );
    expect(modbusServer).toEqual({ host: '127.0.0.1', port: 1502, maxClients: 8 });
    expect(site.servedUnits).toEqual([
      { unit: 11, of: { station: 'OLD-07', evse: 2 }, deviceUnit: 200 },
      { unit: 21, of: { meter: 'grid' } },
    ]);
    expect(config('{ listen: "[::]:502", maxClients: 2, devices: [ { unit: 1, of: grid } ] }').modbusServer).toEqual({
      host: '::',
      port: 502,
      maxClients: 2,
    });
  });

  it.each([
    ['a key that nobody knows', '{ devices: [ { unit: 1, of: grid, write: true } ] }', /^12 BB_CONFIG_UNKNOWN_KEY/],
    ['nothing to show', '{ devices: [] }', /^12 BB_CONFIG_VALUE/],
    [
      'a unit twice',
      '{ devices: [ { unit: 1, of: grid }, { unit: 1, of: OLD-07 } ] }',
      /^12 BB_CONFIG_MODBUS_SERVER_UNIT/,
    ],
    [
      'what is not there',
      '{ devices: [ { unit: 1, of: gird } ] }',
      /^12 BB_CONFIG_MODBUS_SERVER_OF .*"source: modbus"/,
    ],
    [
      'an EVSE that is not there',
      '{ devices: [ { unit: 1, of: OLD-07, evse: 3 } ] }',
      /^12 BB_CONFIG_MODBUS_SERVER_OF It has 1, 2/,
    ],
    ['a station that speaks OCPP', '{ devices: [ { unit: 1, of: CP-1 } ] }', /^12 BB_CONFIG_MODBUS_SERVER_OF/],
    ['a meter over HTTP', '{ devices: [ { unit: 1, of: pv } ] }', /^12 BB_CONFIG_MODBUS_SERVER_OF/],
    [
      'the port of the stations',
      '{ listen: "0.0.0.0:9000", devices: [ { unit: 1, of: grid } ] }',
      /^12 BB_CONFIG_PORT/,
    ],
    ['the port of the API', '{ listen: "127.0.0.1:8080", devices: [ { unit: 1, of: grid } ] }', /^12 BB_CONFIG_PORT/],
    ['no port', '{ listen: "127.0.0.1:70000", devices: [ { unit: 1, of: grid } ] }', /^12 BB_CONFIG_PORT/],
  ])('does not take %s, and says the line and what to do', (_what, server, problem) => {
    expect(problems(server)).toEqual([expect.stringMatching(problem)]);
  });

  it('may have the port of the stations at another address', () => {
    expect(problems('{ listen: "127.0.0.2:9000", devices: [ { unit: 1, of: grid } ] }')).toEqual([]);
  });
});
