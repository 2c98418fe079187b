// A CSMS that asks too much, answers late or twice, uses ids again, or observes only.

import { describe, expect, it } from 'vitest';
import { maxHandling } from '../../../src/ocpp/session.ts';
import { csmsRule, newDepot, siteOf, startAt, willing } from './depot.ts';
import type { Rule } from './depot.ts';
import { smallDepot, uplink } from '../../sim/site.ts';

const silentOn =
  (silent: string, otherwise: Rule = willing): Rule =>
  (action, payload) =>
    action === silent ? undefined : otherwise(action, payload);

const start = { connectorId: 1, idTag: 'APP' };

describe('too many messages', () => {
  it('F109 so many wait for stations, the rest is refused at once, and each gets one answer', () => {
    const depot = newDepot();
    const station = depot.station('CP-01', silentOn('UnlockConnector'));
    const csms = depot.csms();
    const ids = Array.from({ length: 1000 }, (_, at) => `flood-${at}`);
    const answers = ids.map((id) => csms.asks('UnlockConnector', { connectorId: 1 }, id));
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(maxHandling);
    expect(answers.filter((answer) => answer === 'GenericError')).toHaveLength(1000 - maxHandling);
    // One is under way, and what needs no station is served meanwhile.
    expect(station.calls('UnlockConnector')).toHaveLength(1);
    expect(csms.asks('GetConfiguration', { key: ['CpoName'] })).toHaveProperty('configurationKey');
    depot.passes(31_000 * maxHandling);
    const late = ids.slice(0, maxHandling).map((id) => csms.answerTo(id));
    expect(late).toEqual(Array.from({ length: maxHandling }, () => ({ status: 'UnlockFailed' })));
    expect(csms.asks('UnlockConnector', { connectorId: 9 })).toEqual({ status: 'NotSupported' });
  });

  it('F109 while the disk takes nothing, answers wait in bounded memory: then the link is closed', () => {
    const depot = newDepot();
    const csms = depot.csms();
    depot.harness.promptDisk = false;
    csms.asks('ChangeConfiguration', { key: 'CpoName', value: 'x' });
    for (let at = 0; at < 1500; at += 1) csms.asks('GetConfiguration', { key: ['CpoName'] });
    expect(csms.closed()).toBeUndefined();
    depot.harness.promptDisk = true;
    depot.harness.commit();
    depot.settle();
    expect(csms.closed()).toBe(1013);
  });
});

describe('message ids', () => {
  it('the same message again while the first is handled has one answer; another one under its id is refused', () => {
    const depot = newDepot();
    const station = depot.station('CP-01', silentOn('UnlockConnector'));
    const csms = depot.csms();
    expect(csms.asks('UnlockConnector', { connectorId: 1 }, 'one')).toBeUndefined();
    expect(csms.asks('UnlockConnector', { connectorId: 1 }, 'one')).toBeUndefined();
    expect(station.calls('UnlockConnector')).toHaveLength(1);
    expect(csms.asks('UnlockConnector', { connectorId: 2 }, 'one')).toBe('ProtocolError');
  });

  it('an id that was answered is free for another message, as after a restart of the CSMS', () => {
    const csms = newDepot().csms();
    expect(csms.asks('GetConfiguration', { key: ['CpoName'] }, '1')).toHaveProperty('configurationKey');
    expect(csms.asks('GetLocalListVersion', {}, '1')).toHaveProperty('listVersion');
  });

  it('an answer that comes twice, or to nothing, changes nothing', () => {
    const depot = newDepot();
    const station = depot.station('CP-01');
    const ordinary = csmsRule();
    const csms = depot.csms(silentOn('StartTransaction', ordinary));
    startAt(station, 1);
    const id = depot.harness.facts.find((fact) => fact.kind === 'FirstSent')?.messageId ?? '';
    const answer = { transactionId: 9001, idTagInfo: { status: 'Accepted' } };
    for (const one of ['nobody', id, id]) depot.harness.says(csms.link, [3, one, answer]);
    depot.settle();
    expect(depot.harness.facts.filter(({ kind }) => kind === 'Answered')).toHaveLength(1);
    expect(csms.asks('RemoteStopTransaction', { transactionId: 9001 })).toEqual({ status: 'Accepted' });
  });

  it('a CSMS that does not answer in its time is lost: closed, and told again under the same id', () => {
    const depot = newDepot(siteOf(1, { callTimeoutSeconds: 45 }));
    const station = depot.station('CP-01');
    const ordinary = csmsRule();
    const csms = depot.csms(silentOn('StartTransaction', ordinary));
    startAt(station, 1);
    depot.passes(44_000);
    expect(csms.closed()).toBeUndefined();
    depot.passes(2000);
    expect(csms.closed()).toBe(1001);
    const [sent] = depot.harness.facts.filter((fact) => fact.kind === 'FirstSent');
    const frames: string[] = [];
    const again = depot.csms((action, payload) => {
      frames.push(action);
      return ordinary(action, payload);
    });
    expect(again.calls('StartTransaction')).toHaveLength(1);
    expect(depot.harness.facts.filter((fact) => fact.kind === 'Answered')).toMatchObject([
      { messageId: sent!.messageId },
    ]);
  });
});

describe('a CSMS that observes', () => {
  const site = smallDepot(1, 60, [uplink('csms', 'control'), uplink('watch', 'observe')]);

  it('is told everything, may look, and gives no orders', () => {
    const depot = newDepot(site);
    const station = depot.station('CP-01');
    const watch = depot.csms(csmsRule(), 'watch');
    expect(watch.calls('StatusNotification')).toHaveLength(2);
    expect(watch.asks('RemoteStartTransaction', start)).toEqual({ status: 'Rejected' });
    expect(watch.asks('ChangeAvailability', { connectorId: 0, type: 'Inoperative' })).toEqual({ status: 'Rejected' });
    expect(watch.asks('ChangeConfiguration', { key: 'CpoName', value: 'x' })).toEqual({ status: 'Rejected' });
    expect(watch.asks('UnlockConnector', { connectorId: 1 })).toBe('SecurityError');
    expect(watch.asks('UpdateFirmware', { location: 'https://x/y', retrieveDate: '2026-01-15T18:00:00Z' })).toBe(
      'SecurityError',
    );
    expect(watch.asks('GetConfiguration', { key: ['NumberOfConnectors'] })).toMatchObject({
      configurationKey: [{ value: '1' }],
    });
    expect(station.calls()).toEqual([]);
  });
});
