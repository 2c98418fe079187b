// What src may not reach for: clocks, chance, timers, the process, the network. All of them come in through ports.

import ts from 'typescript';
import { lineOf, walk } from './source.ts';
import type { Parsed } from './source.ts';

const worldly = new Set([
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance', 'process', 'console', 'crypto'],
  ...['globalThis', 'global', 'require', 'fetch', 'WebSocket', 'Worker', 'AbortSignal', 'Temporal'],
]);

/** They read the time zone of the host, which is not the one of the site. */
const hostZone =
  /^(get(Date|Day|FullYear|Hours|Minutes|Month|Seconds|TimezoneOffset)|set(Date|FullYear|Hours|Minutes|Month|Seconds))$/;

const remedy = 'Time, chance and the world come in through ports and `now`';

export function purityFindings({ path, top, folder, file }: Parsed): string[] {
  if (top !== 'src' || folder === 'cli' || path === 'src/main.ts') return [];
  const declared = namesDeclaredIn(file);
  const findings: string[] = [];
  walk(file, (node) => {
    const used = worldlyUse(node, declared);
    if (used !== undefined) findings.push(`line ${lineOf(file, node.getStart(file))} uses ${used}. ${remedy}.`);
  });
  return findings;
}

function worldlyUse(node: ts.Node, declared: ReadonlySet<string>): string | undefined {
  if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) return 'import.meta';
  if (ts.isPropertyAccessExpression(node) && hostZone.test(node.name.text)) return `${node.name.text}()`;
  if (!ts.isIdentifier(node) || !isValue(node) || declared.has(node.text)) return undefined;
  if (node.text === 'Date') return dateUse(node);
  if (node.text === 'Math') return memberOf(node) === 'random' ? 'Math.random' : undefined;
  return worldly.has(node.text) ? node.text : undefined;
}

/** A date made of a number or a text is a value; every other use asks the clock. */
function dateUse(node: ts.Identifier): string | undefined {
  const { parent } = node;
  if (ts.isNewExpression(parent)) return (parent.arguments ?? []).length > 0 ? undefined : 'new Date()';
  const member = memberOf(node);
  if (member === 'UTC' || member === 'parse') return undefined;
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) return undefined;
  return member === undefined ? 'Date' : `Date.${member}`;
}

/** The name after the dot, or in the brackets; undefined where the object itself is passed on. */
function memberOf({ parent }: ts.Identifier): string | undefined {
  if (ts.isPropertyAccessExpression(parent)) return parent.name.text;
  if (ts.isElementAccessExpression(parent) && ts.isStringLiteralLike(parent.argumentExpression))
    return parent.argumentExpression.text;
  return undefined;
}

/** Whether an identifier stands for a value, not for a member's name or a type. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isTypeNode(parent) || ts.isQualifiedName(parent)) return false;
  return !isMemberName(node);
}

const isMemberName = (node: ts.Identifier): boolean =>
  (ts.isPropertySignature(node.parent) ||
    ts.isMethodSignature(node.parent) ||
    ts.isMethodDeclaration(node.parent) ||
    ts.isPropertyDeclaration(node.parent)) &&
  node.parent.name === node;

function namesDeclaredIn(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  walk(file, (node) => {
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node);
    if (declares && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
  });
  return names;
}
