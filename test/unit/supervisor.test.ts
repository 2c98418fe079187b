import { expect, it } from 'vitest';
import { feedEveryMs, tellSupervisor } from '../../src/cli/supervisor.ts';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function scene(env: NodeJS.ProcessEnv = { NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: '30000' }) {
  const told: string[] = [];
  const warned: string[] = [];
  let reasons: string[] = [];
  let answer: Error | 'never' | undefined;
  const supervisor = tellSupervisor({
    stuck: () => reasons,
    warn: (code) => void warned.push(code),
    env,
    carry(words, ended) {
      told.push(...words);
      if (answer !== 'never') ended(answer);
    },
  });
  return {
    supervisor,
    told,
    warned,
    stick: (why: string[]) => (reasons = why),
    answerWith: (one: Error | 'never') => (answer = one),
  };
}

it('F022 the watchdog is fed three times in its time while the gateway is alive, and not while it is stuck', async () => {
  const { supervisor, told, warned, stick } = scene();
  supervisor.ready();
  expect(told).toContain('READY=1');
  await wait(100);
  expect(told.filter((word) => word === 'WATCHDOG=1').length).toBeGreaterThan(2);
  stick(['the loop is 4000 ms late']);
  await wait(30);
  const before = told.length;
  await wait(60);
  expect(told.length).toBe(before);
  expect(warned).toEqual(['BB_WATCHDOG']);
  stick([]);
  await wait(60);
  expect(told.length).toBeGreaterThan(before);
  supervisor.stopping();
  expect(told).toContain('STOPPING=1');
  const after = told.length;
  await wait(40);
  expect(told.length).toBe(after);
});

it('F022 a carrier that hangs is not asked again and again; one that fails is said', async () => {
  const { supervisor, told, answerWith } = scene();
  answerWith('never');
  supervisor.ready();
  await wait(60);
  expect(told.filter((word) => word === 'WATCHDOG=1')).toHaveLength(1);
  supervisor.stopping();
  const other = scene();
  other.answerWith(new Error('not there'));
  other.supervisor.ready();
  expect(other.warned).toEqual(['BB_NOTIFY']);
  other.supervisor.stopping();
});

it('nobody is told anything where no supervisor asks for it', () => {
  const { supervisor, told } = scene({});
  supervisor.ready();
  supervisor.stopping();
  expect(told).toEqual([]);
  expect([feedEveryMs('20000000'), feedEveryMs(undefined), feedEveryMs('x')]).toEqual([
    20_000 / 3,
    undefined,
    undefined,
  ]);
});
