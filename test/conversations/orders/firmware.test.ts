// L03, L04: firmware that the central system has published here, and stations that fetch it from here.

import { describe, expect, it } from 'vitest';
import type { FetchOutcome } from '../../../src/core/ports.ts';
import { sceneOf } from './scene.ts';
import type { Scene } from './scene.ts';

const checksum = '0123456789abcdef0123456789abcdef';
const location = 'http://user:secret@files.example/firmware/v2.bin';
const ours = `http://10.0.0.1:8081/firmware/${checksum}/v2.bin`;

function open(): Scene {
  const scene = sceneOf('2.0.1', ['2.0.1', '1.6']);
  scene.depot.offers({ kind: 'files', addresses: ['http://10.0.0.1:8081/firmware'], held: [] });
  return scene;
}

const publish = (scene: Scene, more: object = {}) =>
  scene.order('PublishFirmware', { location, checksum: checksum.toUpperCase(), requestId: 3, ...more });

const fetched = (scene: Scene, outcome: FetchOutcome): void => {
  const job = scene.depot.files.filter((one) => one.kind === 'fetchFile').at(-1)!;
  scene.depot.offers({ kind: 'fetched', job: job.job, outcome });
};

const statuses = (scene: Scene) =>
  scene.news().flatMap(([action, payload]) => (action === 'PublishFirmwareStatusNotification' ? [payload] : []));

const done: FetchOutcome = { ok: true, bytes: 5 };

/** What only the gateway itself can open. */
const sealed = /"sealed":"[^"]*"/g;

describe('PublishFirmware', () => {
  it('L03: is fetched, checked and published, and each of it is told', () => {
    const scene = open();
    expect(publish(scene)).toEqual({ status: 'Accepted' });
    expect(scene.depot.files).toMatchObject([{ kind: 'fetchFile', location, checksum }]);
    expect(statuses(scene)).toEqual([{ status: 'Downloading', requestId: 3 }]);
    expect(scene.order('UnpublishFirmware', { checksum })).toEqual({ status: 'DownloadOngoing' });
    fetched(scene, done);
    expect(statuses(scene)).toEqual([
      { status: 'Downloaded', requestId: 3 },
      { status: 'ChecksumVerified', requestId: 3 },
      { status: 'Published', requestId: 3, location: [ours] },
    ]);
    expect(scene.depot.lines.some(({ json }) => json.replace(sealed, '').includes('secret'))).toBe(false);
    // What lies here is published at once.
    publish(scene, { requestId: 4 });
    expect(statuses(scene)).toEqual([{ status: 'Published', requestId: 4, location: [ours] }]);
  });

  it('L03: a wrong checksum is told, and not tried again', () => {
    const scene = open();
    publish(scene, { retries: 3 });
    fetched(scene, { ok: false, isWrong: true, reason: 'its checksum is another' });
    expect(statuses(scene).map(({ status }) => status)).toEqual(['Downloading', 'Downloaded', 'InvalidChecksum']);
    expect(scene.order('UnpublishFirmware', { checksum })).toEqual({ status: 'NoFirmware' });
  });

  it('L03: a place that does not answer is tried again as often as the order says', () => {
    const scene = open();
    publish(scene, { retries: 1, retryInterval: 10 });
    fetched(scene, { ok: false, isWrong: false, reason: 'it cannot be fetched' });
    expect(scene.depot.files).toHaveLength(1);
    scene.sleep(11_000);
    expect(scene.depot.files).toHaveLength(2);
    fetched(scene, { ok: false, isWrong: false, reason: 'it cannot be fetched' });
    expect(statuses(scene).map(({ status }) => status)).toEqual(['Downloading', 'Downloading', 'DownloadFailed']);
    expect([...scene.depot.gateway.state.alarms.keys()]).toContain('BB_FIRMWARE_FETCH:csms');
  });

  it('L03: is Rejected where nothing serves files, and for what is no address and no MD5', () => {
    expect(publish(sceneOf('2.0.1', ['2.0.1']))).toEqual({ status: 'Rejected' });
    const scene = open();
    expect(publish(scene, { location: 'ftp://files.example/v2.bin' })).toEqual({ status: 'Rejected' });
    expect(publish(scene, { checksum: '../../etc/passwd' })).toEqual({ status: 'Rejected' });
    for (let at = 0; at < 8; at += 1)
      expect(publish(scene, { checksum: `${at}`.repeat(32) })).toEqual({ status: 'Accepted' });
    expect(publish(scene, { checksum: '9'.repeat(32) })).toEqual({ status: 'Rejected' });
  });

  it('F06: how far it is', () => {
    const scene = open();
    publish(scene);
    statuses(scene);
    scene.order('TriggerMessage', { requestedMessage: 'PublishFirmwareStatusNotification' });
    expect(statuses(scene)).toEqual([{ status: 'Downloading', requestId: 3 }]);
  });
});

describe.each(['2.0.1', '2.1'] as const)('firmware for the site as a whole from a central system of %s', (north) => {
  it('L01: is Rejected, and why and how it is done is said', () => {
    const scene = sceneOf(north, ['2.0.1', '1.6']);
    const firmware = { location, retrieveDateTime: '2026-01-15T18:00:00Z' };
    const { status, statusInfo } = scene.order('UpdateFirmware', { requestId: 1, firmware }) as {
      status: string;
      statusInfo: { reasonCode: string; additionalInfo: string };
    };
    expect([status, statusInfo.reasonCode]).toEqual(['Rejected', 'UnsupportedRequest']);
    expect(statusInfo.additionalInfo).toContain('messageId "UpdateFirmware"');
    expect(statusInfo.additionalInfo.length).toBeLessThanOrEqual(512);
    expect(scene.told).toEqual([]);
  });
});

describe('what is published', () => {
  const update = (scene: Scene, station: string, from: string) =>
    scene.order('DataTransfer', {
      vendorId: 'Busbar',
      messageId: 'UpdateFirmware',
      data: {
        station,
        request: { requestId: 5, firmware: { location: from, retrieveDateTime: '2026-01-15T18:00:00Z' } },
      },
    });

  it('is what stations are told to fetch from here, and outlives a restart', () => {
    const scene = open();
    publish(scene);
    fetched(scene, done);
    const again = sceneOf('2.0.1', ['2.0.1', '1.6'], scene.depot.restart());
    again.depot.offers({ kind: 'files', addresses: ['http://10.0.0.1:8081/firmware'], held: [checksum] });
    for (const station of ['CP-01', 'CP-02']) {
      update(again, station, location);
      expect(JSON.stringify(again.told[0]![2])).toContain(ours);
    }
    update(again, 'CP-01', 'http://files.example/other.bin');
    expect(again.told[0]![2]).toMatchObject({ firmware: { location: 'http://files.example/other.bin' } });
  });

  it('L04: goes when it is published no more', () => {
    const scene = open();
    publish(scene);
    fetched(scene, done);
    expect(scene.order('UnpublishFirmware', { checksum })).toEqual({ status: 'Unpublished' });
    expect(scene.depot.files.at(-1)).toEqual({ kind: 'dropFile', checksum });
    update(scene, 'CP-01', location);
    expect(scene.told[0]![2]).toMatchObject({ firmware: { location } });
  });

  it('is published no more when it is gone from the disk; what lies there and is not published goes', () => {
    const scene = open();
    publish(scene);
    fetched(scene, done);
    const depot = scene.depot.restart();
    const other = 'f'.repeat(32);
    depot.offers({ kind: 'files', addresses: ['http://10.0.0.1:8081/firmware'], held: [other] });
    expect(depot.files).toEqual([{ kind: 'dropFile', checksum: other }]);
    expect(depot.gateway.state.ledger.gateway.published.size).toBe(0);
    expect([...depot.gateway.state.alarms.keys()]).toContain(`BB_FIRMWARE_LOST:${checksum}`);
  });
});
