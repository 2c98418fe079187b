// How a file is made: named exports of its own, words that say what a thing is for, and a size one can read.

import ts from 'typescript';
import { lineOf, walk } from './source.ts';
import type { Parsed } from './source.ts';

const vague = /(Managers?|Helpers?|Utils?|Base|Impl)$/;
const vagueInPath = /(^|[-.])(managers?|helpers?|utils?|base|impl)$/i;

const mostLines = 330;
const mostFunctionLines = 60;

/** Tools that find their settings by a default export. */
const isForTool = (path: string): boolean => /\.config\.[cm]?[jt]s$/.test(path) || path.startsWith('test/setup/');

export function shapeFindings({ path, file }: Parsed): string[] {
  const findings = [...fileNameFindings(path)];
  if (!isForTool(path) && file.statements.some(exportsDefault))
    findings.push('has a default export. Give it its name.');
  if (onlyPassesOn(file)) findings.push('only passes on what others export. Import from where things are.');
  for (const name of file.statements.flatMap(namesOf))
    if (vague.test(name)) findings.push(`declares ${name}. Name it by what it is for.`);
  walk(file, (node) => {
    if (ts.isEnumDeclaration(node)) findings.push(`has the enum ${node.name.text}. Write a union of strings.`);
    if (ts.isModuleDeclaration(node) && ts.isIdentifier(node.name))
      findings.push(`has the namespace ${node.name.text}. A file is one already.`);
    if (ts.isInterfaceDeclaration(node) && /^I[A-Z][a-z]/.test(node.name.text))
      findings.push(`declares ${node.name.text}. Interfaces need no I.`);
  });
  return findings;
}

function fileNameFindings(path: string): string[] {
  const findings = path
    .replace(/(\.test|\.config)?\.[cm]?[jt]sx?$/, '')
    .split('/')
    .filter((part) => vagueInPath.test(part))
    .map((part) => `has "${part}" in its path. Name it by what it is for.`);
  if (!/\.tsx?$/.test(path)) findings.push('is not a .ts file. The types of the house hold in .ts and .tsx only.');
  return findings;
}

function exportsDefault(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause))
    return statement.exportClause.elements.some(({ name }) => name.text === 'default');
  return modifiersOf(statement).includes(ts.SyntaxKind.DefaultKeyword);
}

const modifiersOf = (statement: ts.Statement): ts.SyntaxKind[] =>
  ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []).map(({ kind }) => kind) : [];

/** A barrel: nothing of its own, and something of others. */
function onlyPassesOn({ statements }: ts.SourceFile): boolean {
  const moves = (one: ts.Statement): boolean => ts.isExportDeclaration(one) || ts.isImportDeclaration(one);
  return statements.every(moves) && statements.some((one) => ts.isExportDeclaration(one));
}

/** The names that a statement at the top of a file declares or exports. */
function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  if (ts.isExportDeclaration(statement))
    return statement.exportClause && ts.isNamedExports(statement.exportClause)
      ? statement.exportClause.elements.map(({ name }) => name.text)
      : [];
  const { name } = statement as { name?: ts.Node };
  return name !== undefined && ts.isIdentifier(name) ? [name.text] : [];
}

export function sizeFindings({ text, file }: Parsed): string[] {
  const findings: string[] = [];
  const lines = text.trimEnd().split('\n').length;
  if (lines > mostLines) findings.push(`has ${lines} lines, at most ${mostLines}. Split it by what its parts are for.`);
  walk(file, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node)) return;
    const own = ownLines(node, file);
    if (own <= mostFunctionLines) return;
    const name = nameOf(node) ?? `the function in line ${lineOf(file, node.getStart(file))}`;
    findings.push(`${name} has ${own} lines of its own, at most ${mostFunctionLines}. Take parts out and name them.`);
  });
  return findings;
}

function nameOf(node: ts.SignatureDeclaration): string | undefined {
  if (node.name !== undefined) return node.name.getText();
  return ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : undefined;
}

/** Lines of a function without those of the functions inside of it: a factory with small parts is no long function. */
function ownLines(node: ts.Node, file: ts.SourceFile): number {
  let inner = 0;
  const visit = (child: ts.Node): void => {
    if (ts.isFunctionLike(child) && 'body' in child) inner += linesOf(child, file) - 1;
    else ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  return linesOf(node, file) - inner;
}

const linesOf = (node: ts.Node, file: ts.SourceFile): number =>
  lineOf(file, node.end) - lineOf(file, node.getStart(file)) + 1;
