// Dead letters over HTTP and from the command line.

import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttp } from '../../adapters/http/http.ts';
import { openAccess } from '../../src/local/access/console.ts';
import type { Question } from '../../src/core/ports.ts';
import { startCommand } from './command.ts';

const view = {
  uplink: 'csms',
  letters: [
    {
      messageId: '1-a',
      action: 'StopTransaction',
      code: 'InternalError',
      description: 'no',
      at: '2026-01-15T18:00:00.000Z',
      payload: {},
    },
  ],
  replaying: ['1-b'],
  everParked: 2,
};

/** The core as the API sees it: knows one uplink and one letter. */
function answer(question: Question): unknown {
  if (question.kind === 'deadLetters' && question.uplink === 'csms') return view;
  if (question.kind === 'replayLetter' && question.messageId === '1-a') return { done: 'replayed' };
  return { problem: { status: 404, code: 'BB_LETTER_UNKNOWN', detail: 'There is none.' } };
}

async function api(): Promise<string> {
  const http = createHttp({
    access: openAccess,
    front: { site: () => undefined },
    asks: { ask: (question) => Promise.resolve(answer(question)), answer: () => undefined },
    unhealthy: () => [],
    unready: () => [],
    metrics: () => Promise.resolve({ text: '', contentType: 'text/plain' }),
    transactions: () => Promise.resolve([]),
  });
  onTestFinished(() => http.stop());
  return `http://127.0.0.1:${await http.listen('127.0.0.1', 0)}`;
}

describe('dead letters over HTTP', () => {
  it('are listed, replayed and discarded; what there is not is a problem with its code', async () => {
    const base = `${await api()}/api/v1/uplinks`;
    expect(await (await fetch(`${base}/csms/dead-letters`)).json()).toEqual(view);
    const replayed = await fetch(`${base}/csms/dead-letters/1-a/replay`, { method: 'POST' });
    expect([replayed.status, await replayed.json()]).toEqual([200, { done: 'replayed' }]);
    const gone = await fetch(`${base}/csms/dead-letters/9/discard`, { method: 'POST' });
    expect(gone.status).toBe(404);
    expect(gone.headers.get('content-type')).toContain('application/problem+json');
    expect(await gone.json()).toMatchObject({ code: 'BB_LETTER_UNKNOWN' });
  });
});

describe('busbar dead-letters', () => {
  const says = async (base: string, ...args: string[]): Promise<readonly [string, number | null]> => {
    const command = startCommand(['dead-letters', ...args, '--api', base]);
    return [await command.exited.then(() => command.said().trim()), await command.exited];
  };

  it('prints one line each, what became of one, and what is wrong', async () => {
    const base = await api();
    const all = await Promise.all([
      says(base, 'list', 'csms'),
      says(base, 'replay', 'csms', '1-a'),
      says(base, 'discard', 'csms', '9'),
    ]);
    expect(all).toEqual([
      ['1-a  StopTransaction  2026-01-15T18:00:00.000Z  InternalError: no\n1-b  is being sent once more', 0],
      ['1-a: it is sent once more.', 0],
      ['BB_LETTER_UNKNOWN\n  There is none.', 1],
    ]);
  });
});
