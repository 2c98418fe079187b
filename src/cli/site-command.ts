// `busbar site`: who changed the site file or its list of tokens, what, and back again; over the API of the running gateway.

import { Command, InvalidArgumentError } from 'commander';
import type { FileView, VersionView, Written } from '../local/site-file.ts';
import { visible } from '../model/visible.ts';
import { askGateway } from './ask-gateway.ts';
import { asksGateway } from './asks-gateway.ts';

interface Options {
  readonly api: string;
  readonly config?: string;
  readonly tokens?: boolean;
}

export function siteCommand(): Command {
  const site = new Command('site').description('versions of the site file: who changed what, and back again');
  const add = (name: string, what: string, work: (argument: number, options: Options) => Promise<string>) =>
    asksGateway(site.command(name))
      .description(what)
      .option('--tokens', 'of the list of tokens')
      .action((...given: unknown[]) => {
        const [first, options] = given.length > 2 ? given : [0, given[0]];
        return said(work(first as number, options as Options));
      });
  add('versions', 'the last versions, the newest first', (_none, options) => versions(options));
  const number = (text: string): number => {
    if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
    throw new InvalidArgumentError('Give the number of a version; "busbar site versions" lists them.');
  };
  add('diff', 'what a version changed', diff).argument('<version>', 'its number', number);
  add('undo', 'takes back what a version changed, and keeps what was changed since', undo).argument(
    '<version>',
    'its number',
    number,
  );
  return site;
}

/** Prints what came of it; exit code 1 where it did not work. */
async function said(work: Promise<string>): Promise<void> {
  try {
    console.log(await work);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}

const mostListed = 50;

async function versions(options: Options): Promise<string> {
  const { body } = await ask<{ versions: readonly VersionView[] }>(options, 'GET', `versions?limit=${mostListed}`);
  return body.versions.length === 0 ? 'No version is kept yet.' : body.versions.map(lineOf).join('\n');
}

function lineOf({ version, at, by, via, reason, summary, undoes }: VersionView): string {
  const who = by === via ? by : `${by} (${via})`;
  const why = reason === undefined ? '' : ` “${visible(reason)}”`;
  const back = undoes === undefined ? '' : ` takes back ${undoes};`;
  return `${String(version).padStart(5)}  ${at.slice(0, 16).replace('T', ' ')}Z  ${visible(who).padEnd(16)} ${back}${visible(summary)}${why}`;
}

async function diff(version: number, options: Options): Promise<string> {
  const { body } = await ask<{ versions: readonly VersionView[] }>(
    options,
    'GET',
    `versions?limit=1&cursor=${version + 1}`,
  );
  const found = body.versions.find((one) => one.version === version);
  if (found === undefined) throw new Error(`BB_VERSION_UNKNOWN\n  Version ${version} is not kept.`);
  if (found.diff.length === 0) return `${lineOf(found)}\nWhat was before it is not kept.`;
  return [
    lineOf(found),
    ...found.diff.map(({ sign, line, text }) => `${sign} ${String(line).padStart(4)}  ${visible(text)}`),
  ].join('\n');
}

async function undo(version: number, options: Options): Promise<string> {
  const { body: now } = await ask<FileView>(options, 'GET', '');
  const { body } = await ask<Written>(options, 'POST', 'undo', { version }, now.etag);
  const as = body.version === undefined ? '' : ` It is version ${body.version}.`;
  return `Version ${version} is taken back (${visible(body.summary)}).${as}`;
}

/** Rejects with what is to be said. */
async function ask<Body>(
  { api, config, tokens }: Options,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
  etag?: string,
): Promise<{ body: Body }> {
  const url = `${api}/api/v1/${tokens === true ? 'tokens-file' : 'site-file'}${path === '' ? '' : `/${path}`}`;
  const answer = await askGateway<Body>(url, {
    method,
    config,
    ...(body !== undefined && { body }),
    ...(etag !== undefined && { ifMatch: etag }),
  });
  if (answer.ok) return { body: answer.value };
  throw new Error(`${answer.problem.code}\n  ${answer.problem.detail}`);
}
