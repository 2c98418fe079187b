// Data of vendors, to the site and from its stations (1.6 §4.3, §5.6).

import { describe, expect, it } from 'vitest';
import { csmsRule, newDepot, siteOf, willing } from './depot.ts';
import type { Payload, Talker } from './depot.ts';

describe('data of vendors', () => {
  const transfer = (csms: Talker, messageId: string, data?: object): Payload =>
    csms.asks('DataTransfer', {
      vendorId: 'Busbar',
      messageId,
      ...(data !== undefined && { data: JSON.stringify(data) }),
    }) as Payload;

  it('TC_062_CS of a vendor or with a message that nobody knows', () => {
    const csms = newDepot().csms();
    expect(csms.asks('DataTransfer', { vendorId: 'Acme' })).toEqual({ status: 'UnknownVendorId' });
    expect(transfer(csms, 'Explode')).toEqual({ status: 'UnknownMessageId' });
    expect(transfer(csms, 'constructor')).toEqual({ status: 'UnknownMessageId' });
    expect(csms.asks('DataTransfer', { vendorId: 'busbar' })).toEqual({ status: 'UnknownMessageId' });
  });

  it('ResetStation resets one station', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    const csms = depot.csms();
    const reset = transfer(csms, 'ResetStation', { station: 'CP-01', type: 'Hard' });
    expect(reset).toEqual({ status: 'Accepted', data: '{"station":"CP-01","status":"Accepted"}' });
    expect(station.calls('Reset')).toEqual([['Reset', { type: 'Hard' }]]);
    transfer(csms, 'ResetStation', { station: 'CP-01' });
    expect(station.calls('Reset')).toEqual([['Reset', { type: 'Soft' }]]);
    for (const data of [undefined, {}, { station: 'CP-09' }, { station: 'CP-01', type: 'Gentle' }])
      expect(transfer(csms, 'ResetStation', data)).toMatchObject({ status: 'Rejected' });
    expect(transfer(csms, 'ResetStation', { station: 'CP-02' })).toMatchObject({
      status: 'Rejected',
      data: '{"station":"CP-02","status":"Offline"}',
    });
  });

  it('DescribeStation says which connectors of the CSMS a station has', () => {
    const depot = newDepot();
    depot.station('CP-01');
    const { status, data } = transfer(depot.csms(), 'DescribeStation', { station: 'CP-01' });
    expect(status).toBe('Accepted');
    expect(JSON.parse(data as string)).toEqual({
      station: 'CP-01',
      connected: true,
      vendor: 'Acme',
      model: 'One',
      connectors: [{ connectorId: 1, evse: 1, status: 'Available' }],
    });
  });

  it('TransferToStation passes data of another vendor to one station', () => {
    const depot = newDepot();
    const station = depot.station('CP-01', (action, payload) =>
      action === 'DataTransfer' ? { status: 'Accepted', data: 'pong' } : willing(action, payload),
    );
    const csms = depot.csms();
    expect(
      transfer(csms, 'TransferToStation', { station: 'CP-01', vendorId: 'Acme', messageId: 'ping', data: 'x' }),
    ).toEqual({ status: 'Accepted', data: '{"station":"CP-01","status":"Accepted","data":"pong"}' });
    expect(station.calls('DataTransfer')).toEqual([
      ['DataTransfer', { vendorId: 'Acme', messageId: 'ping', data: 'x' }],
    ]);
    expect(transfer(csms, 'TransferToStation', { station: 'CP-01' })).toMatchObject({ status: 'Rejected' });
  });

  it('GetDiagnostics and its like go to one station as they are written, if they are what OCPP 1.6 says', () => {
    const depot = newDepot();
    const station = depot.station('CP-01', (action, payload) =>
      action === 'GetDiagnostics' ? { fileName: 'log.gz' } : willing(action, payload),
    );
    const csms = depot.csms();
    const request = { location: 'https://files.example', retries: 2 };
    expect(transfer(csms, 'GetDiagnostics', { station: 'CP-01', request })).toEqual({
      status: 'Accepted',
      data: '{"station":"CP-01","status":"Accepted","fileName":"log.gz"}',
    });
    expect(station.calls('GetDiagnostics')).toEqual([['GetDiagnostics', request]]);
    for (const wrong of [undefined, {}, 'now', { location: 7 }])
      expect(transfer(csms, 'GetDiagnostics', { station: 'CP-01', request: wrong })).toMatchObject({
        status: 'Rejected',
        data: expect.stringContaining('is no GetDiagnostics of OCPP 1.6') as string,
      });
    expect(transfer(csms, 'SetChargingProfile', { station: 'CP-01' })).toEqual({ status: 'UnknownMessageId' });
  });
});

describe('data from stations', () => {
  const site = siteOf(2, { forwardDataTransfer: ['Acme'] });
  const data = { vendorId: 'acme', messageId: 'hello', data: 'x' };

  it('TC_064_CS of a vendor that the site file names go to the CSMS with the station in them, and its answer comes back', () => {
    const depot = newDepot(site);
    const station = depot.station('CP-02');
    const ordinary = csmsRule();
    const csms = depot.csms((action, payload) =>
      action === 'DataTransfer' ? { status: 'Accepted', data: 'y' } : ordinary(action, payload),
    );
    expect(station.asks('DataTransfer', data)).toEqual({ status: 'Accepted', data: 'y' });
    expect(csms.calls('DataTransfer')).toEqual([
      ['DataTransfer', { vendorId: 'acme', messageId: 'hello', data: '{"station":"CP-02","data":"x"}' }],
    ]);
  });

  it('of any other vendor are unknown, and nobody hears of them', () => {
    const depot = newDepot(site);
    const station = depot.station('CP-01');
    const csms = depot.csms();
    expect(station.asks('DataTransfer', { vendorId: 'Other' })).toEqual({ status: 'UnknownVendorId' });
    expect(csms.calls('DataTransfer')).toEqual([]);
  });

  it('are Rejected while the CSMS is away, refuses, or goes away over them', () => {
    const depot = newDepot(site);
    const station = depot.station('CP-01');
    expect(station.asks('DataTransfer', data)).toEqual({ status: 'Rejected' });
    const ordinary = csmsRule();
    const csms = depot.csms((action, payload) => (action === 'DataTransfer' ? undefined : ordinary(action, payload)));
    expect(station.asks('DataTransfer', data, 'slow')).toBeUndefined();
    depot.drop(csms);
    expect(station.answerTo('slow')).toEqual({ status: 'Rejected' });
    depot.csms((action, payload) => (action === 'DataTransfer' ? 'NotImplemented' : ordinary(action, payload)));
    expect(station.asks('DataTransfer', { ...data, data: 'z' })).toEqual({ status: 'Rejected' });
  });
});
