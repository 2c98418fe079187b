// Where the links of Markdown pages lead, and which lead nowhere: to a file that is not there, or to a heading that it does not have.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const written = /\]\(([^)\s]+)\)|\b(?:href|src)="([^"]+)"/g;
const code = /^```[^]*?^```$/gm;

/** Of these pages below `root`, as `page: link`. What is elsewhere (`https:`) is not looked up. */
export const deadLinks = (root: string, pages: readonly string[]): string[] =>
  pages.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').replaceAll(code, '').matchAll(written)]
      .map(([, inText, inTag]) => inText ?? inTag ?? '')
      .filter((link) => !/^\w+:/.test(link) && !leadsSomewhere(root, page, link))
      .map((link) => `${page}: ${link}`),
  );

function leadsSomewhere(root: string, page: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const target = path === '' ? join(root, page) : join(root, dirname(page), path);
  if (!existsSync(target)) return false;
  return heading === undefined || !target.endsWith('.md') || headingsOf(target).includes(heading);
}

/** As GitHub makes anchors of them. */
const headingsOf = (path: string): string[] =>
  [
    ...readFileSync(path, 'utf8')
      .replaceAll(code, '')
      .matchAll(/^#+ (.*)$/gm),
  ].map(([, text]) =>
    text!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
