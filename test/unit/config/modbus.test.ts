import { describe, expect, it } from 'vitest';
import { parseSiteFile } from '../../../adapters/config-file/load.ts';

const file = (rest: string): string => `
site: { id: d, name: D, timezone: Europe/Berlin }
circuits: [ { id: main, limitAmps: 100, meter: grid } ]
uplinks: [ { id: csms, kind: ocpp, mode: aggregate, version: "1.6", url: "ws://127.0.0.1:9/ocpp", identity: d, security: { profile: 0 }, role: control } ]
buses: [ { id: rs1, port: /dev/ttyUSB0 } ]
meters: [ { id: grid, source: modbus, bus: rs1, unit: 1, device: eastron-sdm630, phaseMap: L2L3L1 } ]
${rest}
`;
const load = (rest: string) => parseSiteFile(file(rest), 'site.yaml');
const station = (modbus: string): string =>
  `stations: [ { id: OLD-1, circuit: main, modbus: ${modbus}, evses: [ { id: 1, maxAmps: 16 } ] } ]`;
const codes = (rest: string): string[] => {
  const loaded = load(rest);
  return loaded.ok ? [] : loaded.problems.map(({ code }) => code);
};

describe('Modbus devices in the site file', () => {
  it('are stations and meters with a place and a driver', () => {
    const loaded = load(station('{ device: keba-p30-p40, host: 10.0.0.7, unit: 255, start: token }'));
    expect(loaded).toMatchObject({
      ok: true,
      config: {
        site: {
          buses: [{ id: 'rs1', path: '/dev/ttyUSB0', baud: 9600, parity: 'none', stopBits: 1 }],
          meters: [{ id: 'grid', source: { kind: 'modbus', device: 'eastron-sdm630', at: { bus: 'rs1' }, unit: 1 } }],
          circuits: [{ id: 'main', meter: 'grid' }],
          stations: [{ id: 'OLD-1', modbus: { device: 'keba-p30-p40', at: { host: '10.0.0.7' }, start: 'token' } }],
        },
      },
    });
    expect(loaded.ok && loaded.config.site.meters?.[0]?.phaseMap).toBe('L2L3L1');
  });

  it.each([
    ['nowhere', station('{ device: a }'), 'BB_CONFIG_MODBUS_WHERE'],
    ['in two places', station('{ device: a, bus: rs1, host: b }'), 'BB_CONFIG_MODBUS_WHERE'],
    ['on a bus that is not there', station('{ device: a, bus: rs2 }'), 'BB_CONFIG_UNKNOWN_NAME'],
    [
      'sixty of one',
      'stations: [ { range: "A-[1-60]", circuit: main, modbus: { device: a, bus: rs1 }, evses: [ { id: 1, maxAmps: 16 } ] } ]',
      'BB_CONFIG_MODBUS_RANGE',
    ],
  ])('are refused %s', (_what, rest, code) => {
    expect(codes(rest)).toEqual([code]);
  });
});
