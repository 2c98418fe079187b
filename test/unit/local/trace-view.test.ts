// What was said on the wire, as people read it.

import { describe, expect, it } from 'vitest';
import { actionsIn, traceView } from '../../../src/local/trace-view.ts';
import type { TraceMessage } from '../../../src/local/trace-view.ts';

const message = (n: number, direction: 'in' | 'out', text: string, more = {}): TraceMessage => ({
  ...{ n, at: 0, direction, version: '1.6', text, isNote: false },
  ...more,
});

describe('a trace', () => {
  it('names the action of answers by their CALL in the other direction, whatever came in between', () => {
    const newestFirst = [
      message(4, 'out', '[3,"a",{"currentTime":"2026-01-01T00:00:00Z"}]'),
      message(3, 'in', '[3,"a",{"status":"Accepted"}]'),
      message(2, 'in', '[2,"a","Heartbeat",{}]'),
      message(1, 'out', '[2,"a","ClearCache",{}]'),
    ];
    const actionOf = actionsIn(newestFirst);
    expect(
      newestFirst.map((one) => traceView(one, actionOf)).map(({ kind, action, findings }) => [kind, action, findings]),
    ).toEqual([
      ['result', 'Heartbeat', []],
      ['result', 'ClearCache', []],
      ['call', 'Heartbeat', []],
      ['call', 'ClearCache', []],
    ]);
  });

  it('says what is wrong by the schemas as they are written, and what is no message at all', () => {
    const none = (): undefined => undefined;
    const findings = (text: string, more = {}) => traceView(message(1, 'in', text, more), none).findings;
    expect(
      findings('[2,"1","StatusNotification",{"connectorId":"1","errorCode":"NoError","status":"Available"}]'),
    ).toMatchObject([{ path: 'connectorId' }]);
    expect(findings('[2,"1","Heartbeat",{"extra":1}]')).toMatchObject([
      { text: expect.stringContaining('"extra"') as string },
    ]);
    expect(findings('[2,"1","Heartbeat",{}]')).toEqual([]);
    expect(findings('[2,"1","Odd",{}]')).toEqual([]);
    expect(findings('{"no":"frame"')).toMatchObject([{ text: 'This is no message of OCPP: it is not JSON.' }]);
    expect(traceView(message(1, 'in', 'It has connected.', { isNote: true }), none)).toMatchObject({
      kind: 'other',
      findings: [],
    });
    expect(traceView(message(1, 'in', '[4,"x","GenericError","",{}]'), none)).toMatchObject({
      kind: 'error',
      messageId: 'x',
    });
    expect(traceView(message(1, 'in', '["ü€😀"]'), none).bytes).toBe(Buffer.byteLength('["ü€😀"]'));
  });
});
