// The worker of the journal: one message at a time, the answer as soon as the disk has it, everything else after that.

import { parentPort, workerData } from 'node:worker_threads';
import type { FromWorker, ToWorker, WorkerStart } from './messages.ts';
import { createWorkshop } from './workshop.ts';

const port = parentPort!;
const say = (message: FromWorker): void => port.postMessage(message);

const workshop = createWorkshop(workerData as WorkerStart, say);
/** The disk, the files and the history are looked after once a second. */
const care = setInterval(workshop.look, 1000);

port.on('message', (message: ToWorker) => {
  if (message.kind === 'commit') workshop.commit(message);
  else if (message.kind === 'read') workshop.read(message.uplink, message.from, message.maxRows);
  else if (message.kind === 'ask') workshop.ask(message.id, message.question);
  else if (message.kind === 'keep') workshop.keep(message.days);
  else if (message.kind === 'minute') workshop.minute(message.minute);
  else {
    clearInterval(care);
    workshop.close();
    port.close();
  }
});
