// One source file as the rules see it: parsed once, with what it imports and what it declares.

import ts from 'typescript';

export interface Source {
  /** Path from the top of the repository. */
  readonly path: string;
  readonly text: string;
}

export interface Parsed extends Source {
  readonly file: ts.SourceFile;
  /** `src`, `adapters` or `test`. */
  readonly top: string;
  /** The folder below the top; empty for a file that lies directly in it. */
  readonly folder: string;
  /** A path from the top for our own files, the specifier as written for others; types, `import()` and workers included. */
  readonly imports: readonly string[];
  /** Of these, what is imported by "import type" alone. */
  readonly typeImports: readonly string[];
}

export function parse(source: Source): Parsed {
  const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.ESNext, true);
  const parts = source.path.split('/');
  const found = specifiersIn(file).map(({ text, isType }) => ({ name: resolve(source.path, text), isType }));
  const values = new Set(found.filter(({ isType }) => !isType).map(({ name }) => name));
  return {
    ...source,
    file,
    top: parts[0] ?? '',
    folder: parts.length > 2 ? (parts[1] ?? '') : '',
    imports: found.map(({ name }) => name),
    typeImports: found.flatMap(({ name }) => (values.has(name) ? [] : [name])),
  };
}

/** Calls `see` with every node of the file, outer before inner. */
export function walk(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => walk(child, see));
}

export const isOwn = (name: string): boolean => /^(src|adapters|test|packaging)\//.test(name);

/** `ajv/dist/2019.js` → `ajv`, `@types/node/x` → `@types/node`. */
export const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

/** The line of a node, as editors count. */
export const lineOf = (file: ts.SourceFile, position: number): number =>
  file.getLineAndCharacterOfPosition(position).line + 1;

function specifiersIn(file: ts.SourceFile): { readonly text: string; readonly isType: boolean }[] {
  const found: { readonly text: string; readonly isType: boolean }[] = [];
  walk(file, (node) => {
    const specifier = specifierOf(node);
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const isType =
      ts.isImportTypeNode(node) || (ts.isImportDeclaration(node) && node.importClause?.isTypeOnly === true);
    found.push({ text: specifier.text, isType });
  });
  return found;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference))
    return node.moduleReference.expression;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal;
  if (ts.isCallExpression(node) && isImportOrRequire(node.expression)) return node.arguments[0];
  if (ts.isNewExpression(node) && startsAModule(node)) return node.arguments?.[0];
  return undefined;
}

const isImportOrRequire = (callee: ts.Node): boolean =>
  callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');

/** `new URL('./worker.ts', import.meta.url)` is how a worker is named. */
function startsAModule(node: ts.NewExpression): boolean {
  const [first] = node.arguments ?? [];
  const isUrl = ts.isIdentifier(node.expression) && node.expression.text === 'URL';
  return isUrl && first !== undefined && ts.isStringLiteralLike(first) && /^\.{1,2}\/.*\.[cm]?tsx?$/.test(first.text);
}

function resolve(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
