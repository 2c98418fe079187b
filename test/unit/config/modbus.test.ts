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

const noStation = 'stations: []';
const siteOf = (rest: string) => {
  const loaded = load(`${noStation}\n${rest}`);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.config.site;
};

describe('inputs in the site file', () => {
  it('are read where and how the file says', () => {
    const { inputs } = siteOf(
      'inputs: [ { id: dso, source: modbus, bus: rs1, unit: 9, register: 17, fn: 1, activeWhen: 0, action: dim, dimAmps: 20, onLoss: active }, { id: fire, source: modbus, host: h, register: 0, action: stop, onLoss: inactive } ]',
    );
    expect(inputs).toEqual([
      {
        id: 'dso',
        action: 'dim',
        onLoss: 'active',
        source: { device: '', at: { bus: 'rs1' }, unit: 9 },
        register: 17,
        fn: 1,
        activeWhen: 0,
        dimAmps: 20,
      },
      {
        id: 'fire',
        action: 'stop',
        onLoss: 'inactive',
        source: { device: '', at: { host: 'h' } },
        register: 0,
        activeWhen: 1,
      },
    ]);
  });

  it.each([
    [
      'without a register',
      '{ id: a, source: modbus, bus: rs1, action: dim, onLoss: active }',
      'BB_CONFIG_INPUT_REGISTER',
    ],
    ['nowhere', '{ id: a, source: modbus, register: 1, action: dim, onLoss: active }', 'BB_CONFIG_MODBUS_WHERE'],
    [
      'twice',
      '{ id: a, source: modbus, bus: rs1, register: 1, action: dim, onLoss: active }, { id: a, source: contact, action: dim, onLoss: active }',
      'BB_CONFIG_DOUBLE_INPUT',
    ],
    [
      'on a bus that is not there',
      '{ id: a, source: modbus, bus: x, register: 1, action: dim, onLoss: active }',
      'BB_CONFIG_UNKNOWN_NAME',
    ],
  ])('are refused %s', (_what, input, code) => {
    expect(codes(`${noStation}\ninputs: [ ${input} ]`)).toEqual([code]);
  });

  it('that no line leads to yet are left out with a warning', () => {
    const loaded = load(`${noStation}\ninputs: [ { id: a, source: contact, action: dim, onLoss: active } ]`);
    expect(loaded.ok && loaded.config.site.inputs).toEqual([]);
    expect(loaded.ok && loaded.warnings.map(({ code }) => code)).toContain('BB_CONFIG_NOT_YET');
  });
});

describe('meters over HTTP in the site file', () => {
  const withMeter = (meter: string): string =>
    file(noStation).replace(/meters: .*/, `meters: [ { id: grid, source: http, ${meter} } ]`);
  const load = (meter: string) => parseSiteFile(withMeter(meter), 'site.yaml');

  it('have an address, and paths where the values stand elsewhere', () => {
    const loaded = load('url: "http://10.0.0.5/status", paths: { powerW: total.power, amps: [a.0, a.1, a.2] }');
    expect(loaded.ok && loaded.config.site.meters?.[0]?.source).toEqual({
      kind: 'http',
      url: 'http://10.0.0.5/status',
      paths: { powerW: 'total.power', amps: ['a.0', 'a.1', 'a.2'] },
    });
  });

  it.each([
    ['periodMs: 1000', 'BB_CONFIG_METER_SOURCE'],
    ['url: "ftp://10.0.0.5/"', 'BB_CONFIG_METER_URL'],
    ['url: "10.0.0.5"', 'BB_CONFIG_METER_URL'],
    ['url: "http://me:secret@10.0.0.5/"', 'BB_CONFIG_METER_URL'],
  ])('are refused with %s', (meter, code) => {
    const loaded = load(meter);
    expect(loaded.ok ? [] : loaded.problems.map((one) => one.code)).toEqual([code]);
    expect(JSON.stringify(loaded)).not.toContain('secret');
  });
});

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
