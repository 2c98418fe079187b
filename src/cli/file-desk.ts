// The site file, or its list of tokens, as people and tools change it over the API: tried before it is written, kept as a
// version, and taken back.

import type { Edit, Value } from '../../adapters/config-file/edit-yaml.ts';
import { editYaml, misplaced } from '../../adapters/config-file/edit-yaml.ts';
import type { Located } from '../../adapters/config-file/located.ts';
import { masked, maskedValue, unmasked } from '../../adapters/config-file/mask.ts';
import { maxDepth, parseYaml } from '../../adapters/config-file/yaml.ts';
import { diffOf, takenBack } from '../local/line-diff.ts';
import type { Outcome } from '../local/problem.ts';
import { done, failed } from '../local/problem.ts';
import type {
  FileDesk,
  FileEdit,
  FileKind,
  FileProblem,
  FileView,
  Preview,
  VersionView,
  Wanted,
} from '../local/site-file.ts';
import { barredFor } from './admin-terms.ts';
import type { Core } from './core-asks.ts';
import type { FileHistory } from './file-history.ts';
import type { Judged } from './judge-file.ts';
import { effectOfChange, effectOfTokens } from './file-effect.ts';
import type { SiteKeeper } from './site-keeper.ts';
import { formText } from './site-keeper.ts';
import { unsafe } from './site-safety.ts';

export interface FileDeskParts {
  readonly of: FileKind;
  readonly keeper: SiteKeeper;
  readonly history: FileHistory;
  readonly core: Core;
}

/** A thousand stations and ten thousand tokens have a tenth and a quarter of it; nobody is served while more is read. */
const mostLetters = { site: 512 * 1024, tokens: 2 * 1024 * 1024 } as const;

const tooLongText = (of: FileKind): string =>
  `Over the API the file has at most ${mostLetters[of]} letters. Make this change in an editor; it is followed at once.`;

/** Some pages of them; each has at most some hundred lines. */
const mostDiffs = 200;

export function createFileDesk({ of, keeper, history, core }: FileDeskParts): FileDesk {
  const kept = history.of[of];

  function wantedText(now: string, path: string, wanted: Wanted): Outcome<string> {
    if ((wanted.edits === undefined) === (wanted.text === undefined))
      return failed(400, 'BB_API_BODY', 'Send "edits" or "text": one of the two.');
    const made = wanted.text === undefined ? textOfEdits(now, path, wanted.edits!) : done(wanted.text);
    if (!made.ok) return made;
    if (made.value.length > mostLetters[of]) return failed(413, 'BB_CONFIG_TOO_LONG', tooLongText(of));
    const whole = unmasked(made.value, now);
    return whole.ok ? done(whole.text) : failed(422, 'BB_SITE_FILE_SECRET_GONE', secretGone(whole.line));
  }

  const diffs = new Map<string, VersionView['diff']>();

  async function viewOf(version: number): Promise<VersionView | undefined> {
    const [one, before] = await Promise.all([kept.read(version), kept.read(version - 1)]);
    if (one === undefined) return undefined;
    const { text, ...told } = one;
    if (before === undefined) return { ...told, diff: [] };
    const key = `${version} ${one.at} ${before.at}`;
    const diff = diffs.get(key) ?? diffOf(masked(before.text), masked(text));
    diffs.set(key, diff);
    if (diffs.size > mostDiffs) diffs.delete(diffs.keys().next().value!);
    return { ...told, diff };
  }

  async function viewsOf(versions: readonly number[]): Promise<VersionView[]> {
    const views: VersionView[] = [];
    for (const version of versions) {
      const view = await viewOf(version);
      if (view !== undefined) views.push(view);
      // With room for the limits of the site in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return views;
  }

  let seen: { readonly text: string; readonly view: Omit<FileView, 'etag'> } | undefined;

  /** Many look at the same text. */
  function viewOfText(text: string): Omit<FileView, 'etag'> {
    if (seen?.text === text) return seen.view;
    const parsed = parseYaml(text);
    const view = { text: masked(text), ...(parsed.ok && { file: maskedValue(parsed.value) }) };
    seen = { text, view };
    return view;
  }

  return {
    look() {
      const there = keeper.look(of);
      if (!there.ok) return there;
      const { text, etag } = there.value;
      return done({ ...viewOfText(text), etag });
    },

    async preview(wanted, role) {
      const there = keeper.look(of);
      if (!there.ok) return there;
      const { text: now, path } = there.value;
      const made = wantedText(now, path, wanted);
      if (!made.ok) {
        const { status, code, detail } = made.problem;
        if (status === 400) return made;
        const problem = { code, message: detail, remedy: 'Look at the file, and try again.', path: [] };
        return done({ ok: false, problems: [problem], warnings: [], diff: [] });
      }
      const diff = diffOf(masked(now), masked(made.value));
      const barred = barredFor(role, now, made.value);
      if (barred !== undefined) return done({ ok: false, problems: [barred], warnings: [], diff });
      const [before, after] = [keeper.judge(of, now), keeper.judge(of, made.value)];
      const told = problemsOf(after);
      if (told.problems.length > 0 || !after.ok) return done({ ok: false, ...told, diff });
      const effect =
        of === 'tokens'
          ? effectOfTokens(before, after)
          : await effectOfChange(before.ok ? before : undefined, after, core);
      return done({ ok: true, ...told, diff, effect } satisfies Preview);
    },

    change: (wanted, terms) => {
      const path = keeper.look(of);
      return keeper.rewrite(of, (now) => wantedText(now, path.ok ? path.value.path : keeper.path, wanted), terms);
    },

    async versions(limit, before) {
      const numbers = (await kept.numbers()).filter((one) => before === undefined || one < before);
      const shown = numbers.slice(0, limit);
      const views = await viewsOf(shown);
      const next = numbers.length > shown.length ? shown.at(-1) : undefined;
      return done({
        versions: views,
        ...(next !== undefined && { next: String(next) }),
      });
    },

    async undo(version, terms) {
      const [one, before] = await Promise.all([kept.read(version), kept.read(version - 1)]);
      if (one === undefined || before === undefined)
        return failed(
          404,
          'BB_VERSION_UNKNOWN',
          one === undefined
            ? `There is no version ${version} any more, or there never was. GET …/versions lists those that are kept.`
            : `Version ${version} is the oldest that is kept: what was before it is not known, so it cannot be taken back.`,
        );
      const author = terms.author ?? { by: 'busbar', via: 'gateway' };
      return keeper.rewrite(of, (now) => undone(before.text, one.text, now, version), {
        ...terms,
        author: { ...author, undoes: version },
      });
    },
  };
}

function undone(before: string, after: string, now: string, version: number): Outcome<string> {
  const text = takenBack(before, after, now);
  if (text === undefined)
    return failed(
      409,
      'BB_VERSION_CLASH',
      `Version ${version} cannot be taken back by itself: the same lines were changed since. Take the later change back first, or make the change by hand.`,
    );
  return text === now
    ? failed(
        409,
        'BB_VERSION_UNDONE',
        `What version ${version} changed is not in the file any more: nothing is left to take back.`,
      )
    : done(text);
}

function textOfEdits(now: string, path: string, wanted: readonly FileEdit[]): Outcome<string> {
  const edits: Edit[] = [];
  for (const { op, path: at, value } of wanted) {
    if (op === 'remove') edits.push({ kind: 'remove', path: at });
    else if (value === undefined) return failed(400, 'BB_API_BODY', `"${op}" wants a "value".`);
    else if (isDeep(value, maxDepth))
      return failed(400, 'BB_API_BODY', `More than ${maxDepth} levels are nested in the value of "${op}".`);
    else edits.push({ kind: op, path: at, value: value as Value });
  }
  const lost = misplaced(now, edits);
  if (lost !== undefined)
    return failed(
      422,
      'BB_SITE_FILE_PLACE',
      `There is no place "${lost.path.join('.').slice(0, 200)}" in the file: what it stands in is missing, or it is no ${lost.kind === 'add' ? 'list' : 'key or entry'}. Nothing was changed. Look at the file again; write what is around it first.`,
    );
  const text = editYaml(now, edits);
  return text === undefined ? failed(409, 'BB_SITE_FILE_FORM', formText(path)) : done(text);
}

const isDeep = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((one) => isDeep(one, levels - 1)));

const secretGone = (line: number): string =>
  `Line ${line}: a password is written as "…", which stands for the one that is there, and there is none at this place. Write the password, or better \${file:/path} or \${env:NAME}.`;

/** What keeps the file from being taken, and what is odd. */
function problemsOf(judged: Judged): Pick<Preview, 'problems' | 'warnings'> {
  if (!judged.ok) return { problems: judged.problems.map(asProblem), warnings: [] };
  const problems = unsafe(judged).map((one): FileProblem => ({ ...one, path: [] }));
  return { problems, warnings: judged.warnings.map(asProblem) };
}

const asProblem = ({ code, message, remedy, path, line, column }: Located): FileProblem => ({
  ...{ code, message, remedy, path },
  ...{ line, column },
});
