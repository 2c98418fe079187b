// The site file in force: followed when a person changes it, and changed when an installer asks for it. The file stays the
// truth; nothing of it is lost that somebody else wrote meanwhile.

import type { Edit } from '../../adapters/config-file/edit-yaml.ts';
import { editYaml } from '../../adapters/config-file/edit-yaml.ts';
import { saveLastGood } from '../../adapters/config-file/last-good.ts';
import type { Loaded } from '../../adapters/config-file/load.ts';
import { describe } from '../../adapters/config-file/located.ts';
import { readText } from '../../adapters/config-file/text.ts';
import { parseYaml } from '../../adapters/config-file/yaml.ts';
import { replaceIfStill } from '../../adapters/files/replace-file.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { Outcome, Problem } from '../local/problem.ts';
import { done, failed } from '../local/problem.ts';
import type { Author, FileKind, Terms, Written } from '../local/site-file.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import type { SiteFile } from '../model/config/schema.ts';
import { barredFor } from './admin-terms.ts';
import type { FileHistory } from './file-history.ts';
import type { Judged, Looked, OnDisk } from './judge-file.ts';
import { etagOf, judgeText, lookAt, restartKeys } from './judge-file.ts';
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
  change(plan: Plan, terms?: Terms): Promise<Outcome<Pick<Found, 'config'>>>;
  /** Writes what `make` makes of a file that is there now, and puts it in force. The same text is not written. */
  rewrite(of: FileKind, make: Rewriting, terms: Terms): Promise<Outcome<Written>>;
  /** What would be so with this text of a file. */
  judge(of: FileKind, text: string): Judged;
  /** The file as it is on disk. */
  find(): Outcome<Found>;
  /** The text of a file as it is on disk, and where it lies. */
  look(of: FileKind): Outcome<Looked>;
  etag(): string;
  /** A person changed the file. */
  follow(loaded: Loaded): void;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

export type Rewriting = (now: string) => Outcome<string> | Promise<Outcome<string>>;

export interface SiteKeeperParts {
  readonly path: string;
  /** What is in force. */
  readonly inForce: Pick<Good, 'config' | 'text' | 'tokensText'>;
  readonly log: Log;
  /** Puts a site in force. */
  readonly apply: (config: GatewayConfig) => void;
  /** Where versions of the files are kept; none are where no gateway runs. */
  readonly history?: FileHistory;
  /** False where no gateway runs: then nothing is in force, and nothing is the last good one. */
  readonly isRunning?: boolean;
}

export function createSiteKeeper(parts: SiteKeeperParts): SiteKeeper {
  const { path, inForce, log, apply, history, isRunning = true } = parts;
  const before = inForce.config;
  let text = inForce.text;
  let tokensText = inForce.tokensText;
  let turn: Promise<unknown> = Promise.resolve();

  function putInForce(next: Good): void {
    if (restartKeys(before, next.config).length > 0)
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

  function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  }

  const look: SiteKeeper['look'] = (of) => lookAt(path, of, text);

  async function rewriteNow(of: FileKind, make: Rewriting, terms: Terms, wherever = false) {
    const { ifMatch, author = gateway, role } = terms;
    const there = look(of);
    if (!there.ok) return there;
    const now = there.value.text;
    if (ifMatch !== undefined && ifMatch !== there.value.etag) return changedMeanwhile(412);
    const made = await make(now);
    if (!made.ok) return made;
    if (made.value === now) return done({ etag: there.value.etag, summary: 'Nothing.', next: undefined });
    const barred = barredFor(role, now, made.value, { wherever });
    if (barred !== undefined)
      return failed(403, barred.code, `Nothing was changed. ${barred.message} ${barred.remedy}`);
    const next = judgeText(path, of, made.value, look);
    const wrong = problemOf(next);
    if (wrong !== undefined) return { ok: false as const, problem: wrong };
    const kept = await history?.keep(of, now, made.value, author);
    try {
      if ((await replaceIfStill(there.value.path, now, made.value)) === 'changed') {
        await history?.drop(of, kept?.version);
        return changedMeanwhile(409);
      }
    } catch (error) {
      await history?.drop(of, kept?.version);
      return failed(500, 'BB_SITE_FILE_UNWRITABLE', unwritable(there.value.path, error as NodeJS.ErrnoException));
    }
    putInForce(next as Good);
    return done({ etag: etagOf(made.value), summary: '', ...kept, next: next as Good });
  }

  async function changeNow(plan: Plan, terms: Terms): Promise<Outcome<Pick<Found, 'config'>>> {
    const loaded = loadSite(path);
    const found = foundIn(loaded, path);
    if (!found.ok) return found;
    const make = (now: string): Outcome<string> => {
      if (now !== (loaded as Good).text) return changedMeanwhile(409);
      const edits = plan(found.value);
      if (!Array.isArray(edits)) return { ok: false, problem: edits as Problem };
      return edits.length === 0 ? done(now) : edited(path, now, edits as readonly Edit[]);
    };
    // A station that is replaced takes its password along.
    const outcome = await rewriteNow('site', make, terms, true);
    if (!outcome.ok) return outcome;
    return done({ config: outcome.value.next?.config ?? found.value.config });
  }

  void inTurn(async () =>
    history?.begin({ site: inForce.text, ...(tokensText !== undefined && { tokens: tokensText }) }),
  );

  return {
    path,
    look,
    change: (plan, terms = {}) => inTurn(() => changeNow(plan, terms)),
    rewrite: (of, make, terms) =>
      inTurn(async () => {
        const outcome = await rewriteNow(of, make, terms);
        if (!outcome.ok) return outcome;
        const { next: _, ...written } = outcome.value;
        return done(written);
      }),
    judge: (of, wanted) => judgeText(path, of, wanted, look),
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
      const was = { site: text, ...(tokensText !== undefined && { tokens: tokensText }) };
      putInForce(loaded);
      void inTurn(async () => history?.follow(was, onDiskOf(loaded)));
      log.info('BB_CONFIG_CHANGED', 'The new site file is in force.');
    },
    settled: async () => void (await turn),
  };
}

const onDiskOf = ({ text, tokensText }: Good): OnDisk => ({
  site: text,
  ...(tokensText !== undefined && { tokens: tokensText }),
});

/** Who writes numbers and strangers into the file. */
const gateway: Author = { by: 'busbar', via: 'gateway' };

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

function edited(path: string, now: string, edits: readonly Edit[]): Outcome<string> {
  const text = editYaml(now, edits);
  return text === undefined ? failed(409, 'BB_SITE_FILE_FORM', formText(path)) : done(text);
}

export const formText = (path: string): string =>
  `${path} is written in a way that cannot be changed line by line here, such as with anchors. Make this change in an editor; it is followed at once.`;

/** Why the site would not be good with the change. */
function problemOf(next: Judged): Problem | undefined {
  const first = next.ok ? unsafe(next)[0] : next.problems[0];
  if (first === undefined) return undefined;
  return { status: 422, code: first.code, detail: `Nothing was changed. ${first.message} ${first.remedy}` };
}

const changedMeanwhile = (status: 409 | 412) =>
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
