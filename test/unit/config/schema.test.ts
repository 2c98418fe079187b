import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { siteJsonSchema } from '../../../src/model/config/json-schema.ts';
import { problemsOf } from './file.ts';
import { schemaGaps } from './schema-gaps.ts';

/** Every key that the design fixes. */
const wholeFile = `
site: { id: north-depot, name: North depot, timezone: Europe/Berlin, supply: tn400 }
data: { dir: /var/lib/busbar, maxBytes: 1GiB }
retention: { sessionsDays: 730, limitLogDays: 730, historyDays: 400, traceDays: 7 }
listeners:
  - { address: 0.0.0.0, port: 9000, paths: ["/*"] }
  - { port: 9443, tls: { certs: [ { cert: gw-rsa.pem, key: gw-rsa.key }, { cert: gw-ec.pem, key: gw-ec.key } ], clientCa: ca.pem } }
  - { port: 8081, files: true }
circuits:
  - id: main
    limitAmps: 250
    protection: { kind: mccb, ratedAmps: 250 }
    meter: grid
    worstCaseBaseAmps: 60
    worstStepAmps: 40
    limits: [ { days: [mon, tue, wed, thu, fri], from: "17:00", to: "20:00", amps: 120 } ]
  - { id: row-a, parent: main, limitAmps: 125, maxUnbalanceAmps: 40 }
buses: [ { id: rs1, port: /dev/ttyUSB0, baud: 9600, parity: none, stopBits: 1 } ]
meters:
  - { id: grid, source: modbus, bus: rs1, unit: 1, device: eastron-sdm630, ctRatio: 1, invert: false, phaseMap: L1L2L3, periodMs: 1000 }
  - { id: pv, role: pv, source: mqtt, topic: site/pv/power }
inputs: [ { id: dso, source: modbus, host: 10.0.0.9, unit: 1, register: 0, action: dim, onLoss: active } ]
templates:
  ac22: { evses: [ { id: 1, maxAmps: 32, minAmps: 6, phases: unknown } ], sampleSeconds: 10, fallbackAmps: auto, security: { profile: 1, password: managed } }
stations:
  - { range: "CP-[01-60]", template: ac22, circuit: row-a }
  - { id: HPC-1, circuit: main, evses: [ { id: 1, maxKw: 150, efficiency: 0.94, connectors: [ { id: 1, type: cCCS2 } ] } ], maxAmps: 250 }
  - { id: OLD-07, circuit: row-a, state: installed, modbus: { device: keba-p30-p40, host: 10.0.0.7, unit: 255 }, evses: [ { id: 1, maxAmps: 16, phases: L2L3L1 } ] }
enrolment: { until: null, template: ac22, circuit: row-a }
uplinks:
  - { id: csms, kind: ocpp, mode: aggregate, version: "2.0.1", url: "wss://csms.example/ocpp", identity: north-depot, security: { profile: 2, password: "secret" }, role: control }
  - { id: fleet, kind: mqtt, url: "mqtts://broker.example:8883", topicPrefix: busbar/v1, role: observe, bytesPerDay: 50MiB, sampleSeconds: 60 }
authorization: { mode: csms, waitMs: 1500, unknownOffline: refuse, offlineMaxDays: 14, cache: { size: 10000, lifetimeDays: 30 }, localList: tokens.yaml }
tariff: { currency: EUR, defaultPricePerKwh: 0.34, periods: [ { from: "22:00", to: "06:00", pricePerKwh: 0.18 } ] }
api: { listen: "127.0.0.1:8080" }
`;

describe('the schema', () => {
  it('is what config/site.schema.json says', () => {
    const path = new URL('../../../config/site.schema.json', import.meta.url);
    expect(readFileSync(path, 'utf8'), 'run: npm run -s schema > config/site.schema.json').toBe(siteJsonSchema());
  });

  it('takes every key of the design; what this version does not serve is named, never passed over', () => {
    const found = problemsOf(wholeFile).map(({ code, path }) => `${code} ${path.join('.')}`);
    expect(found).toEqual(['BB_CONFIG_NO_SECURITY stations.1.security']);
  });

  it('describes every key and closes every set of keys', () => {
    expect(schemaGaps(siteJsonSchema())).toEqual({ open: [], silent: [] });
  });
});
