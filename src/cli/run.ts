import { existsSync } from 'node:fs';
import { loadLastGood, loadLastGoodTokens, saveLastGood } from '../../adapters/config-file/last-good.ts';
import { loadSiteFile, parseSiteFile } from '../../adapters/config-file/load.ts';
import { describe } from '../../adapters/config-file/located.ts';
import type { ReadText } from '../../adapters/config-file/text.ts';
import { readText } from '../../adapters/config-file/text.ts';
import { watchFiles } from '../../adapters/config-file/watch-files.ts';
import { watchSiteFile } from '../../adapters/config-file/watch.ts';
import { createLog } from '../../adapters/log/log.ts';
import type { Log } from '../../adapters/log/log.ts';
import { dataDirWithoutFile } from './data-dir.ts';
import { compose } from './compose.ts';
import type { Good } from './site-keeper.ts';
import { loadSite, withDevices } from './site-file.ts';
import { isSafe } from './site-safety.ts';
import { tellSupervisor } from './supervisor.ts';

/** A process that cannot end by itself in this time is ended. */
const stopWithinMs = 10_000;

export async function run({ config: file }: { config: string }): Promise<void> {
  const log = createLog();
  const loaded = startConfig(file, log);
  if (loaded === undefined) {
    process.exitCode = 1;
    return;
  }
  const { config } = loaded;
  try {
    const siteFile = { path: file, loaded };
    const running = await compose(config, { log, siteFile, onFailure: () => process.exit(1) });
    saveLastGood(config.data.dir, loaded.text, loaded.tokensText);
    log.info(
      'BB_STARTED',
      `Busbar runs ${config.site.name}: stations on port ${running.stationPorts.join(', ')}, API on ${config.api.host}:${running.apiPort}.`,
    );
    const unwatch = watchSiteFile(
      file,
      (next) => running.keeper?.follow(next),
      undefined,
      loaded.text,
      loaded.tokensPath,
    );
    const unwatchDevices = watchFiles(running.devices.paths, running.devices.follow);
    const supervisor = tellSupervisor({ stuck: running.stuck, warn: log.warn });
    supervisor.ready();
    const stop = (): void => {
      supervisor.stopping();
      unwatch();
      unwatchDevices();
      setTimeout(() => process.exit(1), stopWithinMs).unref();
      void running.stop().then(() => process.exit(0));
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    // systemctl reload: the file is looked at now, and not with the next look at it.
    process.on('SIGHUP', () => running.keeper?.follow(loadSiteFile(file)));
  } catch (error) {
    const { message } = error as Error;
    log.error('BB_START_FAILED', message);
    process.exitCode = 1;
  }
}

/** The file; or, where it is garbage, the one that was in force last, with the limits that it had. */
function startConfig(file: string, log: Log): Good | undefined {
  const loaded = loadSite(file);
  if (loaded.ok && isSafe(loaded, log)) return warned(loaded, log);
  if (!loaded.ok) for (const problem of loaded.problems) log.error(problem.code, describe(problem));
  const dir = loaded.ok ? loaded.config.data.dir : dataDirWithoutFile();
  const text = existsSync(file) ? loadLastGood(dir) : undefined;
  const lastGood =
    text === undefined ? undefined : parseSiteFile(text, `${dir}/site.last-good.yaml`, lastGoodTokens(dir));
  if (lastGood?.ok !== true) {
    log.error(
      'BB_CONFIG_NONE',
      `There is no usable site file at ${file}, and none that was in force before. "busbar check ${file}" says what is wrong.`,
    );
    return undefined;
  }
  log.error(
    'BB_CONFIG_LAST_GOOD',
    `${file} cannot be used, so the site file that was in force last holds. "busbar check ${file}" says what is wrong.`,
  );
  // It was in force; a device whose description is gone since is not driven, and the gateway says so.
  const now = withDevices(lastGood, file);
  if (!now.ok) for (const problem of now.problems) log.error(problem.code, describe(problem));
  return lastGood;
}

/** The list of tokens that was in force with the site file of before, wherever that names it. */
const lastGoodTokens =
  (dir: string): ((path: string) => ReadText) =>
  (path) => {
    const text = loadLastGoodTokens(dir);
    return text === undefined ? readText(path, 'config/tokens.example.yaml') : { ok: true, text };
  };

function warned(loaded: Good, log: Log): Good {
  for (const warning of loaded.warnings) log.warn(warning.code, describe(warning));
  return loaded;
}
