// Questions that only the central system can answer (M01, M02, M06; 2.1: certificate chains, VAT numbers), and what it passes
// down to one station or one transaction.

import { describe, expect, it } from 'vitest';
import { beginAt, sceneOf } from './scene.ts';
import { sampleAnswer, sampleCall } from './samples.ts';
import { withoutCa } from '../no-certificates.ts';

const certificate = sampleCall('2.0.1', 'Get15118EVCertificate');

describe('questions of stations', () => {
  it.each(['Get15118EVCertificate', 'GetCertificateStatus'])(
    'M01, M02, M06: %s comes to the answer of the central system',
    (action) => {
      const scene = sceneOf('2.0.1', ['2.0.1']);
      const answer = sampleAnswer('2.0.1', action);
      expect(
        scene.say(0, action, sampleCall('2.0.1', action), (asked) => (asked === action ? answer : undefined)),
      ).toEqual(answer);
      expect(scene.news()).toContainEqual([action, sampleCall('2.0.1', action)]);
    },
  );

  it('has no answer while the central system is away, and none where its version has no such message', () => {
    const scene = sceneOf('2.0.1', ['2.0.1']);
    scene.depot.drop(scene.csms);
    expect(scene.say(0, 'Get15118EVCertificate', certificate)).toBe('GenericError');
    expect(sceneOf('1.6', ['2.0.1']).say(0, 'Get15118EVCertificate', certificate)).toBe('NotSupported');
    const vat = { vatNumber: 'DE1', evseId: 1 };
    expect(sceneOf('2.0.1', ['2.1']).say(0, 'VatNumberValidation', vat)).toBe('NotSupported');
  });

  it('is NotSupported where it is longer than the version of the central system allows', () => {
    const scene = sceneOf('2.0.1', ['2.1']);
    expect(scene.say(0, 'Get15118EVCertificate', { ...certificate, exiRequest: 'x'.repeat(5601) })).toBe(
      'NotSupported',
    );
    expect(scene.news()).toEqual([]);
  });

  it('VatNumberValidation (2.1): goes up by the number of the EVSE there', () => {
    const scene = sceneOf('2.1', ['1.6', '2.1']);
    const answer = { status: 'Accepted', vatNumber: 'DE1', evseId: 2 };
    const said = scene.say(1, 'VatNumberValidation', { vatNumber: 'DE1', evseId: 1 }, (action) =>
      action === 'VatNumberValidation' ? answer : undefined,
    );
    expect(said).toEqual({ status: 'Accepted', vatNumber: 'DE1' });
    expect(scene.news()).toContainEqual(['VatNumberValidation', { vatNumber: 'DE1', evseId: 2 }]);
  });

  it('SignCertificate is refused with an alarm: this gateway signs none', () => {
    const scene = sceneOf('2.0.1', ['2.0.1']);
    expect(scene.say(0, 'SignCertificate', { csr: 'x' })).toBe('nothing');
    withoutCa(scene.depot);
    expect([...scene.depot.gateway.state.alarms.keys()]).toContain('BB_STATION_CERTIFICATE_WANTED:CP-01');
  });
});

describe('what is for one transaction', () => {
  it('I02: CostUpdated goes to its station by the id that it has there', () => {
    const scene = sceneOf('2.0.1', ['1.6', '2.0.1']);
    const transactionId = beginAt(scene, 1);
    expect(scene.order('CostUpdated', { totalCost: 1.5, transactionId })).toEqual({});
    expect(scene.told).toEqual([[1, 'CostUpdated', { totalCost: 1.5, transactionId: 'tx-1' }]]);
    expect(scene.order('CostUpdated', { totalCost: 1.5, transactionId: 'nobody-knows' })).toBe(
      'PropertyConstraintViolation',
    );
    scene.depot.drop(scene.stations[1]!);
    expect(scene.order('CostUpdated', { totalCost: 1.5, transactionId })).toBe('GenericError');
  });

  it('NotifyAllowedEnergyTransfer (2.1) goes to a station of 2.1, and to no other', () => {
    for (const south of ['2.1', '2.0.1'] as const) {
      const scene = sceneOf('2.1', [south]);
      const order = { transactionId: beginAt(scene, 0), allowedEnergyTransfer: ['DC'] };
      const answer = scene.order('NotifyAllowedEnergyTransfer', order);
      expect(answer).toEqual(south === '2.1' ? { status: 'Accepted' } : 'NotSupported');
      expect(scene.told.map(([, action]) => action)).toEqual(south === '2.1' ? ['NotifyAllowedEnergyTransfer'] : []);
    }
  });

  it('NotifyWebPaymentStarted (2.1) goes to the station of its EVSE', () => {
    const scene = sceneOf('2.1', ['1.6', '2.1']);
    expect(scene.order('NotifyWebPaymentStarted', { evseId: 2, timeout: 60 })).toEqual({});
    expect(scene.told).toEqual([[1, 'NotifyWebPaymentStarted', { evseId: 1, timeout: 60 }]]);
    expect(scene.order('NotifyWebPaymentStarted', { evseId: 1, timeout: 60 })).toBe('NotSupported');
    expect(scene.order('NotifyWebPaymentStarted', { evseId: 9, timeout: 60 })).toBe('PropertyConstraintViolation');
  });

  it('AFRRSignal (2.1) goes to all that have such a message', () => {
    const scene = sceneOf('2.1', ['2.1', '2.0.1', '2.1']);
    expect(scene.order('AFRRSignal', { timestamp: '2026-01-15T18:00:00Z', signal: 1 })).toEqual({ status: 'Accepted' });
    expect(scene.told.map(([place]) => place)).toEqual([0, 2]);
  });
});
