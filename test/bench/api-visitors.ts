// Twenty dashboards that follow the site and ask for more each second, and a flood: connections that ask as fast as they are
// answered, and ones that come anew each time. In a process of its own; tells how they were answered.

import { Agent, get } from 'node:http';
import { connect } from 'node:net';

const port = Number(process.argv[2]);
const dashboards = 20;
const greedy = 40;
const comers = 10;
const polled = ['/api/v1/site', '/api/v1/grid', '/api/v1/transactions?limit=50', '/api/v1/minutes', '/healthz'];

const answered = { followed: 0, polls: 0, served: 0, held: 0, cut: 0 };
let isOver = false;
const agent = new Agent({ keepAlive: true, maxSockets: 200 });

/** The status; 0 where the connection was cut. */
function ask(path: string, through: Agent | false = agent): Promise<number> {
  return new Promise((resolve) => {
    const asked = get({ host: '127.0.0.1', port, path, agent: through }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
      answer.on('error', () => resolve(0));
    });
    asked.on('error', () => resolve(0));
  });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function follow(): void {
  get({ host: '127.0.0.1', port, path: '/api/v1/events?live=1', agent: false }, (answer) => {
    answer.on('data', () => (answered.followed += 1));
    answer.on('error', () => undefined);
  }).on('error', () => undefined);
}

async function look(at: number): Promise<void> {
  follow();
  await pause((at / dashboards) * 1000);
  for (let turn = at; !isOver; turn += 1) {
    if ((await ask(polled[turn % polled.length]!)) !== 0) answered.polls += 1;
    await pause(1000);
  }
}

function count(status: number): void {
  if (status === 0) answered.cut += 1;
  else if (status === 429 || status === 503) answered.held += 1;
  else answered.served += 1;
}

async function flood(through: Agent | false): Promise<void> {
  for (let turn = 0; !isOver; turn += 1) {
    const status = await ask(turn % 2 === 0 ? '/api/v1/site' : '/api/v1/transactions?limit=500', through);
    count(status);
    // Whoever is cut off at once does not spin here: it is another computer that does.
    if (status === 0) await pause(10);
  }
}

/** Opens, sends half of a request, and stays. */
function stay(): void {
  const socket = connect(port, '127.0.0.1', () => socket.write('GET /api/v1/site HTTP/1.1\r\nHost: 127'));
  socket.on('error', () => undefined);
  socket.on('close', () => setTimeout(() => !isOver && stay(), 100));
}

for (let at = 0; at < dashboards; at += 1) void look(at);
const hungry = new Agent({ keepAlive: true, maxSockets: greedy });
for (let at = 0; at < greedy; at += 1) void flood(hungry);
for (let at = 0; at < comers; at += 1) void flood(false);
for (let at = 0; at < comers; at += 1) stay();
process.send!('in');
process.on('message', () => {
  isOver = true;
  process.send!(answered, undefined, undefined, () => process.exit(0));
});
process.on('disconnect', () => process.exit(0));
