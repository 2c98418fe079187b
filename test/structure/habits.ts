// Habits that hide something: mocks, tests left out without a reason, notes to self.

import ts from 'typescript';
import { lineOf, walk } from './source.ts';
import type { Parsed } from './source.ts';

const mocks = /^(mock|doMock|hoisted|useFakeTimers|setSystemTime|stubGlobal|advanceTimersByTime)$/;
const leavesOut = /^(only|skip|skipIf|runIf|todo|fails)$/;
const testWords = /^(it|test|describe|suite)$/;
const note = /\b(TODO|FIXME|HACK|XXX)\b/;

export function habitFindings({ file }: Parsed): string[] {
  const findings: string[] = [];
  walk(file, (node) => {
    const found = ts.isPropertyAccessExpression(node) ? memberFinding(node) : optionFinding(node);
    if (found !== undefined) findings.push(`line ${lineOf(file, node.getStart(file))} ${found}`);
  });
  return [...findings, ...noteFindings(file)];
}

function memberFinding(node: ts.PropertyAccessExpression): string | undefined {
  const root = rootOf(node);
  const member = node.name.text;
  if (root === 'vi' && mocks.test(member))
    return `mocks with vi.${member}. Pass what varies as an argument: a port, a clock, a seed.`;
  if (testWords.test(root) && leavesOut.test(member))
    return `leaves tests out with .${member}. Use ctx.skip('SKIPPED: …') with the reason.`;
  if (/^(ctx|context)$/.test(root) && member === 'skip' && !saysSkipped(node.parent))
    return `skips without a reason. Write ctx.skip('SKIPPED: …') and what the host lacks.`;
  return undefined;
}

/** `it.each.only` → `it`; empty where the chain begins with something else than a name. */
function rootOf(node: ts.Expression): string {
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) return rootOf(node.expression);
  return ts.isIdentifier(node) ? node.text : '';
}

/** The last argument is the reason. A name may stand for it; a literal must begin with SKIPPED. */
function saysSkipped(call: ts.Node): boolean {
  if (!ts.isCallExpression(call)) return true;
  const reason = call.arguments.at(-1);
  if (reason === undefined) return false;
  if (ts.isStringLiteralLike(reason)) return reason.text.startsWith('SKIPPED');
  if (ts.isTemplateExpression(reason)) return reason.head.text.startsWith('SKIPPED');
  return ts.isIdentifier(reason);
}

/** `it('…', { skip: true }, …)` leaves out as well. */
function optionFinding(node: ts.Node): string | undefined {
  if (!ts.isPropertyAssignment(node) || !ts.isIdentifier(node.name) || !leavesOut.test(node.name.text))
    return undefined;
  const call = node.parent.parent;
  if (!ts.isCallExpression(call) || !testWords.test(rootOf(call))) return undefined;
  return `leaves tests out with the option ${node.name.text}. Use ctx.skip('SKIPPED: …') with the reason.`;
}

/** Comments only: a text may well contain the word. */
function noteFindings(file: ts.SourceFile): string[] {
  const starts = new Set<number>();
  const findings: string[] = [];
  const visit = (node: ts.Node): void => {
    for (const { pos, end } of commentsAround(node, file.text)) {
      const found = note.exec(file.text.slice(pos, end));
      if (found === null || starts.has(pos)) continue;
      starts.add(pos);
      findings.push(`line ${lineOf(file, pos)} says ${found[0]}. Do it, or write it down where work is planned.`);
    }
    node.getChildren(file).forEach(visit);
  };
  if (note.test(file.text)) visit(file);
  return findings;
}

const commentsAround = ({ pos, end }: ts.Node, text: string): ts.CommentRange[] => [
  ...(ts.getLeadingCommentRanges(text, pos) ?? []),
  ...(ts.getTrailingCommentRanges(text, end) ?? []),
];
