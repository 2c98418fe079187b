// Exports over the API: the same as `busbar export`, each in a process of its own.

import { fork } from 'node:child_process';
import type { StartExport, StartedExport } from '../../adapters/http/export-routes.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import type { Grouping } from '../local/export-energy.ts';
import type { ExportFormat } from '../local/export-text.ts';
import type { ExportJob, ExportSays } from './export-process.ts';

/** As TypeScript in the source tree, as JavaScript once built. */
const processUrl = new URL(
  import.meta.url.endsWith('.ts') ? './export-process.ts' : './export-process.js',
  import.meta.url,
);
/** Each takes some fifty megabytes and a part of a processor. */
const mostAtOnce = 2;

/** `config`: as it is in force when somebody asks. */
export function exportsOf(config: () => GatewayConfig): StartExport {
  let running = 0;
  return ({ what, from, to, format, by }) => {
    if (running >= mostAtOnce) return Promise.resolve('busy');
    running += 1;
    const { data, site, tokens } = config();
    const job: ExportJob = {
      site: {
        data: { dir: data.dir },
        site: { timezone: site.timezone, ...(site.tariff !== undefined && { tariff: site.tariff }) },
        ...(tokens !== undefined && { tokens }),
      },
      what: what === 'sessions' ? 'transactions' : what,
      options: {
        format: format as ExportFormat,
        by: by as Grouping,
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
      },
    };
    return start(job, () => (running -= 1));
  };
}

function start(job: ExportJob, ended: () => void): Promise<StartedExport> {
  const child = fork(processUrl, [], { stdio: ['ignore', 'pipe', 'ignore', 'ipc'], execArgv: [] });
  const over = new Promise<number>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (code) => resolve(code ?? 1));
  });
  void over.then(ended);
  child.send(job);
  return new Promise((resolve) => {
    child.once('message', (said: ExportSays) => {
      if (said.ok) resolve({ notes: said.notes, output: child.stdout!, over, stop: () => void child.kill('SIGKILL') });
      else resolve({ problem: said.problem });
    });
    void over.then(() => resolve({ problem: 'BB_EXPORT_FAILED: the process that exports has ended.' }));
  });
}
