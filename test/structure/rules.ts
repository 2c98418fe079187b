// The rules of the house as functions over one source file. Each finding says what is wrong and what to do.

import ts from 'typescript';

export interface Source {
  /** Path from the top of the repository. */
  readonly path: string;
  readonly text: string;
}

/** Floors of src: what a folder may import besides itself. */
const floors: Readonly<Record<string, readonly string[]>> = {
  model: [],
  ocpp: ['model'],
  modbus: ['model'],
  site: ['model'],
  control: ['model', 'ocpp', 'modbus', 'site'],
  uplink: ['model', 'ocpp', 'modbus', 'site'],
  local: ['model', 'ocpp', 'modbus', 'site'],
  core: ['model', 'ocpp', 'modbus', 'site', 'control', 'uplink', 'local'],
};

/** What adapters see of src besides core/ports and model. */
const adapterSees: Readonly<Record<string, readonly string[]>> = {
  simulator: ['src/ocpp', 'src/modbus'],
  http: ['src/local'],
  planner: ['src/control/plan'],
};

/** Adapters that share a thread or a file with another. */
const adapterNeighbours: Readonly<Record<string, readonly string[]>> = {
  'sqlite-journal': ['history'],
  history: ['sqlite-journal'],
};

const purePackages = ['ajv', 'ajv-formats', 'typed-ocpp', 'lru-cache', 'typebox'];
const impure =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bset(Timeout|Interval|Immediate)\b|\bqueueMicrotask\b|\bprocess\.|\bconsole\.|\bperformance\.|\bglobalThis\.crypto\b/;
const vagueNames = /(Manager|Helper|Helpers|Utils|Util|Base|Impl)$/;
const mostLines = 330;
const mostFunctionLines = 70;

export function findingsIn(source: Source): string[] {
  const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.ESNext, true);
  const imports = importsOf(source.path, file);
  return [
    ...importFindings(source.path, imports),
    ...purityFindings(source),
    ...shapeFindings(source.path, file),
    ...sizeFindings(source, file),
    ...testFindings(source),
  ].map((finding) => `${source.path}: ${finding}`);
}

/** Every module that a file imports: a path from the top for our own, a package name for others. Types included. */
export function importsOf(path: string, file: ts.SourceFile): string[] {
  const found: string[] = [];
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    const specifier = statement.moduleSpecifier;
    if (specifier === undefined || !ts.isStringLiteral(specifier)) continue;
    found.push(resolve(path, specifier.text));
  }
  return found;
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

const isOwn = (name: string): boolean => /^(src|adapters|test)\//.test(name);

function importFindings(path: string, imports: readonly string[]): string[] {
  const [top, folder = ''] = path.split('/');
  if (top === 'src' && path.split('/').length > 2 && folder !== 'cli')
    return imports.flatMap((name) => srcFindings(folder, name));
  if (top === 'adapters') return imports.filter(isOwn).flatMap((name) => adapterFindings(folder, name));
  return [];
}

function srcFindings(folder: string, name: string): string[] {
  if (!isOwn(name)) {
    const pure = purePackages.some((one) => name === one || name.startsWith(`${one}/`));
    return pure
      ? []
      : [
          `imports ${name}. src only thinks: give it what it needs through core/ports, and touch the world in adapters.`,
        ];
  }
  const [top, other = ''] = name.split('/');
  if (top !== 'src') return [`imports ${name}. src knows no ${top}: let the adapter implement a port.`];
  if (other === folder || floors[folder]?.includes(other) === true) return [];
  return [
    `imports ${name}. ${folder} may import only ${['itself', ...(floors[folder] ?? [])].join(', ')}: move what both need to a floor below.`,
  ];
}

function adapterFindings(folder: string, name: string): string[] {
  const allowed = [
    'src/core/ports.ts',
    'src/model/',
    `adapters/${folder}/`,
    ...(adapterSees[folder] ?? []),
    ...(adapterNeighbours[folder] ?? []).map((one) => `adapters/${one}/`),
  ];
  if (allowed.some((one) => name.startsWith(one))) return [];
  return [`imports ${name}. An adapter sees core/ports and model: pass the rest in from src/cli.`];
}

function purityFindings({ path, text }: Source): string[] {
  if (!path.startsWith('src/') || path.startsWith('src/cli/') || path === 'src/main.ts') return [];
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|`[^`]*`|'[^'\n]*'/g, '');
  const found = impure.exec(code);
  return found === null ? [] : [`uses ${found[0]}. Time, chance and the world come in through ports and \`now\`.`];
}

function shapeFindings(path: string, file: ts.SourceFile): string[] {
  const findings: string[] = [];
  const isConfig = path.endsWith('.config.ts') || path.startsWith('test/setup/');
  let onlyReexports = file.statements.length > 0;
  for (const statement of file.statements) {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) onlyReexports = false;
    if (ts.isEnumDeclaration(statement)) findings.push('has an enum. Write a union of strings.');
    if (ts.isModuleDeclaration(statement)) findings.push('has a namespace. A file is one already.');
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
    const isDefault =
      ts.isExportAssignment(statement) || modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true;
    if (isDefault && !isConfig) findings.push('has a default export. Give it its name.');
    for (const name of declaredNames(statement)) {
      if (vagueNames.test(name)) findings.push(`declares ${name}. Name it by what it is for.`);
      if (ts.isInterfaceDeclaration(statement) && /^I[A-Z][a-z]/.test(name))
        findings.push(`declares ${name}. Interfaces need no I.`);
    }
  }
  if (onlyReexports) findings.push('only passes on what others export. Import from where things are.');
  return findings;
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  const named = statement as { name?: ts.Identifier };
  return named.name === undefined ? [] : [named.name.text];
}

function sizeFindings({ text }: Source, file: ts.SourceFile): string[] {
  const findings: string[] = [];
  const lines = text.split('\n').length;
  if (lines > mostLines) findings.push(`has ${lines} lines, at most ${mostLines}. Split it by what its parts are for.`);
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isArrowFunction(node)) {
      const own = ownLines(node, file);
      const name = (node as { name?: ts.Node }).name?.getText() ?? 'a function';
      if (own > mostFunctionLines)
        findings.push(
          `${name} has ${own} lines of its own, at most ${mostFunctionLines}. Take parts out and name them.`,
        );
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return findings;
}

/** Lines of a function without those of the functions inside of it: a factory with small parts is no long function. */
function ownLines(node: ts.Node, file: ts.SourceFile): number {
  let inner = 0;
  const visit = (child: ts.Node): void => {
    if (
      ts.isFunctionDeclaration(child) ||
      ts.isMethodDeclaration(child) ||
      ts.isArrowFunction(child) ||
      ts.isFunctionExpression(child)
    )
      inner += linesOf(child, file) - 1;
    else ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  return linesOf(node, file) - inner;
}

const linesOf = (node: ts.Node, file: ts.SourceFile): number =>
  file.getLineAndCharacterOfPosition(node.end).line - file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;

function testFindings({ path, text }: Source): string[] {
  const findings: string[] = [];
  if (/\bvi\.mock\b|useFakeTimers/.test(text) && !path.startsWith('test/structure'))
    findings.push('mocks modules or timers. Pass what varies as an argument.');
  if (/\b(it|test|describe)\.(only|skip|todo)\b/.test(text) && !path.startsWith('test/structure'))
    findings.push('leaves tests out. Use ctx.skip with the reason.');
  if (/\b(TODO|FIXME|HACK|XXX)\b/.test(text) && !path.startsWith('test/structure'))
    findings.push('has a note to self. Do it, or write it down where work is planned.');
  return findings;
}

/** Circles of imports, types included, as lists of paths. */
export function circlesIn(sources: readonly Source[]): string[][] {
  const graph = new Map(
    sources.map(({ path, text }) => [
      path,
      importsOf(path, ts.createSourceFile(path, text, ts.ScriptTarget.ESNext)).filter(isOwn),
    ]),
  );
  const done = new Set<string>();
  const circles: string[][] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) return void circles.push([...trail.slice(at), path]);
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return circles;
}
