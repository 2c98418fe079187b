import { expect, it } from 'vitest';
import { fieldStation } from '../conversations/field.ts';
import { dialect16 } from '../../src/ocpp/v16/dialect.ts';
import { actionsOf } from '../../src/ocpp/schema.ts';
import { withoutCa } from '../conversations/no-certificates.ts';

const at = '"2026-01-15T18:00:01Z"';
/** Payloads in which one value is replaced, by what is replaced. */
const bases: Readonly<Record<string, string>> = {
  Authorize: '{"idTag":"A"}',
  BootNotification: '{"chargePointVendor":"A","chargePointModel":"B"}',
  DataTransfer: '{"vendorId":"v","data":"d"}',
  DiagnosticsStatusNotification: '{"status":"Idle"}',
  FirmwareStatusNotification: '{"status":"Idle"}',
  Heartbeat: '{}',
  LogStatusNotification: '{"status":"Idle","requestId":1}',
  MeterValues: `{"connectorId":1,"transactionId":1,"meterValue":[{"timestamp":${at},"sampledValue":[{"value":"1"}]}]}`,
  SecurityEventNotification: `{"type":"InvalidMessages","timestamp":${at}}`,
  SignCertificate: '{"csr":"c"}',
  SignedFirmwareStatusNotification: '{"status":"Idle","requestId":1}',
  StartTransaction: `{"connectorId":1,"idTag":"A","meterStart":1,"timestamp":${at}}`,
  StatusNotification: `{"connectorId":1,"errorCode":"NoError","status":"Available","timestamp":${at}}`,
  StopTransaction: `{"transactionId":1,"meterStop":1,"timestamp":${at}}`,
};

const odd = [
  '1e400',
  '-1e400',
  '9007199254740993',
  '-0',
  '1e-400',
  '1.5',
  '-2147483649',
  'null',
  'true',
  '[]',
  '{}',
  '""',
  '"NaN"',
  '"1e400"',
  '"2026-02-30T00:00:00Z"',
  '"0000-00-00T00:00:00Z"',
  '"9999-12-31T23:59:59.999999999999Z"',
  '"\\ud800"',
  '"a\\u0000b"',
  `"${'x'.repeat(5000)}"`,
];

/** Every copy of a payload in which one of its values is another. */
function variants(payload: string): string[] {
  const values = [...payload.matchAll(/:("[^"]*"|-?\d+)/g)];
  return values.flatMap(({ index, 1: value }) =>
    odd.map((other) => `${payload.slice(0, index + 1)}${other}${payload.slice(index + 1 + value!.length)}`),
  );
}

it('F069 odd numbers, dates and texts in every message: an answer each, and nothing that cannot be read is kept', () => {
  const served = [...actionsOf('1.6')].filter((action) => {
    try {
      return dialect16.fromStations.hear(action, {}) !== undefined;
    } catch {
      return true;
    }
  });
  expect(Object.keys(bases).sort()).toEqual(served.sort());
  const station = fieldStation();
  const { depot, link } = station;
  let messages = 0;
  for (const [action, payload] of Object.entries(bases))
    for (const variant of [...variants(payload), payload.replace('{', '{"connectorId":1,"connectorId":1,')]) {
      const id = `f${(messages += 1)}`;
      depot.writes(link, `[2,"${id}","${action}",${variant}]`);
      depot.sleep(1);
      withoutCa(depot);
      const answers = depot.hears(link).filter(([type, of]) => (type === 3 || type === 4) && of === id);
      expect([variant, answers.length]).toEqual([variant, 1]);
    }
  expect(messages).toBeGreaterThan(500);
  expect(depot.failures).toEqual([]);
  expect(depot.gateway.state.counters.get('stumbles')).toBeUndefined();
  for (const { json } of depot.lines) {
    const fact = JSON.parse(json) as Record<string, unknown>;
    if (!String(fact['kind']).startsWith('Transaction')) continue;
    for (const [key, value] of Object.entries(fact))
      if (/At$|Wh$|^evse$|^number$/.test(key)) expect([key, Number.isFinite(value)]).toEqual([key, true]);
  }
  // Another process reads all of it.
  expect(depot.restart().failures).toEqual([]);
});
