// The gateway as one charge point: the log of what concerned security.

import { describe, expect, it } from 'vitest';
import { newDepot } from './kit/depot.ts';

describe('the security log', () => {
  it('TC_079_CS the security log is put where it is wanted', () => {
    const { csms, harness, passes } = newDepot();
    const remoteLocation = 'https://files.example/site';
    const request = { logType: 'SecurityLog', requestId: 7, log: { remoteLocation } };
    const { filename } = csms.asks('GetLog', request, { status: 'Accepted' });
    csms.hears('LogStatusNotification', { status: 'Uploading', requestId: 7 });
    const [wanted] = harness().uploads;
    expect(wanted).toMatchObject({ location: remoteLocation, fileName: filename, report: { type: 'SecurityLog' } });
    csms.hearsNo('LogStatusNotification');
    harness().offers({ kind: 'uploaded', upload: wanted!.upload, outcome: { ok: true } });
    passes(1);
    csms.hears('LogStatusNotification', { status: 'Uploaded', requestId: 7 });
  });
});
