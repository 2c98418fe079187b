// Power cuts by replay: everything acknowledged must be on every disk that could remain. The control runs, with weaker
// syncs, must lose rows; where they do not, the job itself is broken and fails.
//
//   npm run test:powercut -- [--subject store|gateway] [--rows 300] [--writes 0.3] [--seed N]

import { parseArgs } from 'node:util';
import { judgeGateway, judgeStore } from './powercut/judge.ts';
import type { Result, Subject } from './powercut/replay.ts';
import { replay, whyNot } from './powercut/replay.ts';
import { tear } from './powercut/torn.ts';

const { values } = parseArgs({
  options: {
    subject: { type: 'string', default: 'store' },
    rows: { type: 'string', default: '300' },
    writes: { type: 'string', default: '0.3' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const seed = Number(values.seed);
const rows = Number(values.rows);
const writes = Number(values.writes);

/** Checkpoints come often, so that they happen inside the run. */
const settings = { rows, checkpointPages: 20, ballastBytes: 0, history: false } as const;

/** A subject `gateway` writes `ACK STATION MESSAGE_ID` for each answer that its station got, and keeps its uplink down. */
const subjects: Readonly<Record<string, Subject>> = {
  store: { script: './subject-store.ts', options: settings, judge: judgeStore({ history: false }) },
  gateway: { script: './subject-gateway.ts', options: { ...settings, messages: rows }, judge: judgeGateway },
};

const show = (name: string, result: Result): void => {
  const { images, lost, corrupt, worst, acks, syncs } = result;
  console.log(
    `${name}: ${images} images, ${lost} lost (worst ${worst}), ${corrupt} corrupt; ${acks} acknowledgements, ${syncs} syncs`,
  );
  for (const failure of result.failures.slice(0, name.startsWith('control') ? 2 : 10)) console.log(`  ${failure}`);
};

const subject = subjects[values.subject];
const reason = whyNot();
if (subject === undefined) {
  console.log(`There is no subject ${values.subject}; there are ${Object.keys(subjects).join(', ')}.`);
  process.exitCode = 1;
} else if (reason !== undefined)
  console.log(`SKIPPED power cuts: ${reason}. Install strace and run as a user that may trace.`);
else process.exitCode = await run(subject);

async function run(subject: Subject): Promise<number> {
  console.log(`power cuts of ${values.subject}, seed ${seed}`);
  const result = await replay(subject, { seed, writes });
  show('FULL', result);
  const control: Record<string, { images: number; lost: number; corrupt: number }> = {};
  for (const synchronous of ['NORMAL', 'OFF'] as const) {
    const weaker = { ...subject, options: { ...subject.options, synchronous } };
    const { images, lost, corrupt } = await replayAndShow(`control ${synchronous}`, weaker);
    control[synchronous] = { images, lost, corrupt };
  }
  const torn = values.subject === 'store' ? await tear({ seed, rounds: 300 }) : undefined;
  if (torn !== undefined)
    console.log(
      `torn log: ${torn.log.rounds} rounds, ${torn.log.wrong} wrong; damaged file: ${torn.file.rounds} rounds, ${torn.file.undetected} undetected`,
    );
  const { images, lost, corrupt, worst } = result;
  console.log(JSON.stringify({ images, lost, corrupt, worst, seed, control, ...(torn !== undefined && { torn }) }));
  const isProved = Object.values(control).every((one) => one.lost > 0);
  if (!isProved) console.log('The control lost nothing: this job cannot see a loss and proves nothing.');
  const isSound = torn === undefined || (torn.log.wrong === 0 && torn.file.undetected === 0);
  return lost === 0 && corrupt === 0 && images >= 200 && isProved && isSound ? 0 : 1;
}

async function replayAndShow(name: string, subject: Subject): Promise<Result> {
  const result = await replay(subject, { seed, writes: writes / 3 });
  show(name, result);
  return result;
}
