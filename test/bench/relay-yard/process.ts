// Processes of a bench that are asked things: each answers in the order of the questions.

import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';

export interface Used {
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  /** In use after a collection. */
  readonly heapBytes: number;
}

export interface Asked {
  /** What it said when it was ready. */
  readonly ready: unknown;
  ask(question: unknown): Promise<unknown>;
  used(): Promise<Used>;
  stop(): void;
}

export async function startProcess(file: string, ...args: readonly string[]): Promise<Asked> {
  const child: ChildProcess = fork(new URL(`./${file}`, import.meta.url), args, { execArgv: ['--expose-gc'] });
  const [ready] = (await once(child, 'message')) as [unknown];
  const ask = async (question: unknown): Promise<unknown> => {
    child.send(question as object);
    const [answer] = (await once(child, 'message')) as [unknown];
    return answer;
  };
  return { ready, ask, used: async () => (await ask('used')) as Used, stop: () => void child.kill('SIGKILL') };
}

/** The other end: says that it is ready, and answers what it is asked. */
export function answerQuestions(ready: unknown, answer: (question: never) => unknown): void {
  process.on('message', (question) => {
    const answered = question === 'used' ? used() : answer(question as never);
    void Promise.resolve(answered).then((one) => process.send!(one ?? null));
  });
  process.on('disconnect', () => process.exit(0));
  process.send!(ready);
}

function used(): Used {
  const { user, system } = process.cpuUsage();
  const { rss } = process.memoryUsage();
  // What is collected for this figure is no work of the process: the CPU time is read before.
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return { cpuSeconds: (user + system) / 1e6, rssBytes: rss, heapBytes: heapUsed + external };
}
