// The site file in force: followed when a person changes it, and changed when an installer asks for it. The file stays the
// truth; nothing of it is lost that somebody else wrote meanwhile.

import { createHash } from 'node:crypto';
import type { Edit } from '../../adapters/config-file/edit-yaml.ts';
import { editYaml } from '../../adapters/config-file/edit-yaml.ts';
import { saveLastGood } from '../../adapters/config-file/last-good.ts';
import type { Loaded } from '../../adapters/config-file/load.ts';
import { parseSiteFile } from '../../adapters/config-file/load.ts';
import { describe } from '../../adapters/config-file/located.ts';
import { readText } from '../../adapters/config-file/text.ts';
import { parseYaml } from '../../adapters/config-file/yaml.ts';
import { replaceFile } from '../../adapters/files/replace-file.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { Outcome, Problem } from '../local/problem.ts';
import { done, failed } from '../local/problem.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import type { SiteFile } from '../model/config/schema.ts';
import type { LoadedSite } from './site-file.ts';
import { loadSite, withDevices } from './site-file.ts';
import { isSafe, unsafe } from './site-safety.ts';

export type Good = Extract<Loaded, { ok: true }>;

/** The file as somebody finds it who wants to change it. */
export interface Found {
  /** As it is written: references to secrets are not followed. */
  readonly file: SiteFile;
  readonly config: GatewayConfig;
}

/** What is to change, or why it cannot. */
export type Plan = (found: Found) => readonly Edit[] | Problem;

export interface SiteKeeper {
  readonly path: string;
  /** Changes the file and puts it in force; resolves when it is durable. Without an edit nothing happens. */
  change(plan: Plan, ifMatch?: string): Promise<Outcome<Pick<Found, 'config'>>>;
  /** The file as it is on disk. */
  find(): Outcome<Found>;
  etag(): string;
  /** A person changed the file. */
  follow(loaded: Loaded): void;
}

export interface SiteKeeperParts {
  readonly path: string;
  /** What is in force. */
  readonly inForce: Pick<Good, 'config' | 'text' | 'tokensText'>;
  readonly log: Log;
  /** Puts a site in force. */
  readonly apply: (config: GatewayConfig) => void;
  /** False where no gateway runs: then nothing is in force, and nothing is the last good one. */
  readonly isRunning?: boolean;
}

export function createSiteKeeper({ path, inForce, log, apply, isRunning = true }: SiteKeeperParts): SiteKeeper {
  const before = inForce.config;
  let text = inForce.text;
  let tokensText = inForce.tokensText;
  let turn: Promise<unknown> = Promise.resolve();

  function putInForce(next: Good): void {
    if (!isSameHost(next.config, before))
      log.warn(
        'BB_CONFIG_RESTART',
        'Listeners, the addresses of API and Modbus server, and the data directory change at the next start.',
      );
    text = next.text;
    tokensText = next.tokensText;
    apply(next.config);
    if (!isRunning) return;
    const saved = saveLastGood(before.data.dir, next.text, next.tokensText);
    if (!saved.ok) log.warn(saved.code, saved.message);
  }

  async function changeNow(plan: Plan, ifMatch: string | undefined): Promise<Outcome<Pick<Found, 'config'>>> {
    const loaded = loadSite(path);
    const found = foundIn(loaded, path);
    if (!found.ok) return found;
    const now = (loaded as Good).text;
    if (ifMatch !== undefined && ifMatch !== etagOf(now)) return changedMeanwhile(412);
    const edits = plan(found.value);
    if (!Array.isArray(edits)) return { ok: false, problem: edits as Problem };
    if (edits.length === 0) return found;
    const edited = editYaml(now, edits as readonly Edit[]);
    if (edited === undefined)
      return failed(
        409,
        'BB_SITE_FILE_FORM',
        `${path} is written in a way that cannot be changed line by line here, such as with anchors. Make this change in an editor; it is followed at once.`,
      );
    const next = withDevices(parseSiteFile(edited, path), path);
    const wrong = problemOf(next);
    if (wrong !== undefined) return { ok: false, problem: wrong };
    const again = readText(path, '');
    if (!again.ok || again.text !== now) return changedMeanwhile(409);
    try {
      await replaceFile(path, edited);
    } catch (error) {
      return failed(500, 'BB_SITE_FILE_UNWRITABLE', unwritable(path, error as NodeJS.ErrnoException));
    }
    putInForce(next as Good);
    return done({ config: (next as Good).config });
  }

  return {
    path,
    change(plan, ifMatch) {
      const result = turn.then(() => changeNow(plan, ifMatch));
      turn = result.catch(() => undefined);
      return result;
    },
    find: () => foundIn(loadSite(path), path),
    etag() {
      const now = readText(path, '');
      return etagOf(now.ok ? now.text : text);
    },
    follow(read) {
      const loaded = withDevices(read, path);
      if (!loaded.ok) {
        for (const problem of loaded.problems)
          log.error(problem.code, `${describe(problem)}\n  The site file of before stays in force.`);
        return;
      }
      // What stands there is what was written here.
      if (loaded.text === text && loaded.tokensText === tokensText) return;
      if (!isSafe(loaded, log)) return;
      for (const warning of loaded.warnings) log.warn(warning.code, describe(warning));
      putInForce(loaded);
      log.info('BB_CONFIG_CHANGED', 'The new site file is in force.');
    },
  };
}

function foundIn(loaded: Loaded, path: string): Outcome<Found> {
  if (!loaded.ok) {
    const [first] = loaded.problems;
    return failed(
      409,
      'BB_SITE_FILE_WRONG',
      `${path} has a problem, so it is not changed: ${first === undefined ? '' : describe(first)} Correct it first; "busbar check ${path}" shows everything.`,
    );
  }
  const parsed = parseYaml(loaded.text);
  return parsed.ok
    ? done({ file: parsed.value as SiteFile, config: loaded.config })
    : failed(409, 'BB_SITE_FILE_WRONG', `${path} cannot be read.`);
}

/** Why the site would not be good with the change. */
function problemOf(next: LoadedSite): Problem | undefined {
  const first = next.ok ? unsafe(next)[0] : next.problems[0];
  if (first === undefined) return undefined;
  return { status: 422, code: first.code, detail: `Nothing was changed. ${first.message} ${first.remedy}` };
}

const changedMeanwhile = (status: 409 | 412): Outcome<never> =>
  failed(
    status,
    'BB_SITE_FILE_CHANGED',
    'Somebody else changed the site file meanwhile, so nothing was written. Look at it, and try again.',
  );

const unwritable = (path: string, { code = '', message }: NodeJS.ErrnoException): string => {
  const why: Readonly<Record<string, string>> = {
    EACCES: 'the gateway may not write there. Give its user the right to write the file and its folder',
    EPERM: 'the gateway may not write there. Give its user the right to write the file and its folder',
    EROFS: 'the file system is read-only. Mount it writable',
    EBUSY: 'the file itself is mounted into the container. Mount its folder instead',
    ENOSPC: 'the disk is full. Free some space',
  };
  return `${path} was not changed: ${why[code] ?? `${message}. Check the file and its folder`}, or make the change in an editor.`;
};

const isSameHost = (next: GatewayConfig, before: GatewayConfig): boolean =>
  JSON.stringify(hostOf(next)) === JSON.stringify(hostOf(before));

const hostOf = ({ files, listeners, api, data, modbusServer }: GatewayConfig) => [
  files,
  listeners,
  api,
  data,
  modbusServer,
];

const etagOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
