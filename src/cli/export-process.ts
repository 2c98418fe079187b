// An export in a process of its own, as the API starts one: it reads for as long as it takes, and keeps nobody waiting.

import { setPriority } from 'node:os';
import type { ExportOptions, ExportedSite } from './export.ts';
import { openExportOf, textOfError } from './export.ts';

/** What is to be exported, as one message to the process. What comes is on its standard output. */
export interface ExportJob {
  readonly site: ExportedSite;
  readonly what: string;
  readonly options: Omit<ExportOptions, 'config'>;
}

/** What it says before the first byte: that it goes well, or why not. */
export type ExportSays =
  { readonly ok: true; readonly notes: readonly string[] } | { readonly ok: false; readonly problem: string };

/** Lower than anything else of the gateway. */
const lowest = 19;

function say(said: ExportSays): void {
  process.send?.(said);
}

async function run({ site, what, options }: ExportJob): Promise<void> {
  const opened = openExportOf(site, what, options);
  if ('problem' in opened) {
    say({ ok: false, problem: opened.problem });
    process.exit(1);
  }
  say({ ok: true, notes: opened.notes });
  try {
    for (const chunk of opened.chunks)
      if (!process.stdout.write(chunk))
        await new Promise<void>((resolve) => process.stdout.once('drain', () => resolve()));
    await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
    process.exit(0);
  } catch (error) {
    process.stderr.write(textOfError(error));
    process.exit(1);
  }
}

setPriority(lowest);
// Whoever asked is gone.
process.once('disconnect', () => process.exit(1));
process.once('message', (job) => void run(job as ExportJob));
