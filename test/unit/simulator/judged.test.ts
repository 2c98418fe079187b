// The judged sockets and links find what is wrong, whichever side of the gateway they stand for.

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { WebSocket } from 'ws';
import type { LinkId } from '../../../src/model/ids.ts';
import { frame, text } from '../../faults/station-door.ts';
import { judgeLinks } from '../../peers/judged-links.ts';
import { judgeBytes, stationSocket, upstreamServer } from '../../peers/judged.ts';

const reply = '[3,"h",{"currentTime":"2026-01-15T18:00:00Z"}]';

/** Both ends judged: each is the gateway for the other. */
async function pair() {
  const [asCsms, asStation]: [string[], string[]] = [[], []];
  const server = upstreamServer((fault) => asStation.push(fault));
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const coming = once(server, 'connection') as Promise<[WebSocket]>;
  const station = stationSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/CP-01`, (fault) =>
    asCsms.push(fault),
  );
  onTestFinished(() => station.terminate());
  const [csms] = await coming;
  if (station.readyState !== station.OPEN) await once(station, 'open');
  return { station, csms, asCsms, asStation };
}

it('over sockets: what is right passes, an answer to nothing, a wrong payload and a binary frame do not', async () => {
  const { station, csms, asCsms, asStation } = await pair();
  station.send('[2,"h","Heartbeat",{}]');
  await once(csms, 'message');
  for (const said of [reply, reply, '[2,"1","Reset",{"type":"Gently"}]', Buffer.from('[2,"2","ClearCache",{}]')]) {
    csms.send(said);
    await once(station, 'message');
  }
  expect(asCsms).toEqual([
    expect.stringContaining('a frame for CP-01 answers "h", which waits for no answer'),
    expect.stringContaining('a frame for CP-01 breaks the schema of Reset'),
    'a frame for CP-01 is binary',
  ]);
  station.send('[2,"r","Reset",{"type":"Soft"}]');
  await once(csms, 'message');
  expect(asStation).toEqual([expect.stringContaining('a frame upstream is a Reset, which a station never sends')]);
});

it('over bytes: what the station wrote tells which answers may come, until it writes what is no WebSocket', () => {
  const [faults, codes]: [string[], number[]] = [[], []];
  const bytes = judgeBytes(
    (fault) => faults.push(fault),
    (code) => codes.push(code),
  );
  const says = (said: string): void => bytes.said(frame(0x81, Buffer.from(said), false));
  bytes.heard(text('[2,"h","Heartbeat",{}]'));
  says(reply);
  expect(faults).toEqual([]);
  bytes.heard(frame(0xc1, Buffer.from('{}')));
  bytes.heard(text('[2,"i","Heartbeat",{}]'));
  says(reply.replace('"h"', '"i"'));
  bytes.said(frame(0x88, Buffer.from([0x03, 0xea]), false));
  expect(faults).toEqual([expect.stringContaining('answers "i", which waits for no answer')]);
  expect(codes).toEqual([1002]);
});

it('over links: each by its role, and none that was not opened', () => {
  const faults: string[] = [];
  const judged = judgeLinks((fault) => faults.push(fault));
  const [south, north] = ['s1', 'u1'] as LinkId[];
  judged.opened(south!, 'csms');
  judged.heard(south!, '[2,"h","Heartbeat",{}]');
  judged.said(south!, reply);
  judged.said(north!, '[2,"1","Heartbeat",{}]');
  judged.opened(north!, 'station');
  judged.said(north!, '[2,"1","Heartbeat",{}]');
  judged.said(south!, '[2,"1","Heartbeat",{}]');
  expect(faults).toEqual([
    expect.stringContaining('a frame on u1, which was never opened'),
    expect.stringContaining('a frame on s1 is a Heartbeat, which a csms never sends'),
  ]);
});
