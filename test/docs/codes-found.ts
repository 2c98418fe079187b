// Every stable code in the sources with the text that stands beside it there, for docs/codes.md.

import ts from 'typescript';

export interface Use {
  readonly code: string;
  readonly path: string;
  /** What is said with it; `…` stands for what the gateway fills in. Empty where it is only named. */
  readonly text: string;
  /** It becomes an alarm here. */
  readonly isAlarm: boolean;
  /** It is said to the log here. */
  readonly isLogged: boolean;
}

export interface SourceText {
  readonly path: string;
  readonly text: string;
}

const pattern = /^(BB_[A-Z0-9]+(?:_[A-Z0-9]+)*)(?![A-Z0-9_])/;

/** Keys of an object under which people find words. */
const wordKeys = ['text', 'what', 'message', 'detail', 'why', 'remedy', 'hint', 'advice'];

const logCall = /(^|\.)log\.(info|warn|error)$/;

/** Calls whose code is an alarm, and findings of devices, which become alarms as they are. */
const alarmCall = /(^|\.)alarms\.set$|^setAlarms$|^set(Load|Proof)?Alarm$/;
const findingFiles = /^src\/modbus\/(device|charger|meter)/;

/** Codes that a function puts together of a word; `why('UNKNOWN', …)` of the door. */
const made = [{ path: 'src/core/door/why.ts', name: 'why', prefix: 'BB_STATION_' }] as const;

export function usesIn(sources: readonly SourceText[]): Use[] {
  const files = sources.map(({ path, text }) => ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true));
  const names = new Map<string, string>();
  const uses = files.flatMap((file) => usesInFile(file, names));
  return [...uses, ...files.flatMap((file) => usesByName(file, names))];
}

/** `names` takes the constants and functions that stand for a code. */
function usesInFile(file: ts.SourceFile, names: Map<string, string>): Use[] {
  const found: Use[] = [];
  const visit = (node: ts.Node): void => {
    const code = codeAt(node, file.fileName);
    if (code !== undefined) {
      found.push(useAt(node, code, file));
      const name = nameFor(node);
      if (name !== undefined) names.set(`${name.isOpen ? '' : file.fileName}#${name.text}`, code);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function codeAt(node: ts.Node, path: string): string | undefined {
  if (!ts.isStringLiteral(node) && !ts.isNoSubstitutionTemplateLiteral(node) && !ts.isTemplateHead(node))
    return undefined;
  const found = pattern.exec(node.text)?.[1];
  if (found !== undefined) return found;
  const maker = made.find((one) => one.path === path);
  const call = node.parent;
  const isMade =
    maker !== undefined &&
    ts.isCallExpression(call) &&
    call.expression.getText() === maker.name &&
    call.arguments[0] === node;
  return isMade ? `${maker.prefix}${node.text}` : undefined;
}

/** Where a code has a name, in place of the code itself. */
function nameFor(node: ts.Node): { readonly text: string; readonly isOpen: boolean } | undefined {
  let at = node.parent;
  while (ts.isTemplateExpression(at) || ts.isArrowFunction(at) || ts.isAsExpression(at)) at = at.parent;
  if (!ts.isVariableDeclaration(at) || !ts.isIdentifier(at.name)) return undefined;
  const { modifiers } = at.parent.parent as ts.VariableStatement;
  return { text: at.name.text, isOpen: modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true };
}

function useAt(node: ts.Node, code: string, file: ts.SourceFile): Use {
  const around = surroundings(node);
  const inside = insideText(node);
  const isAlarm = (around.callee !== undefined && alarmCall.test(around.callee)) || findingFiles.test(file.fileName);
  const isLogged = around.callee !== undefined && logCall.test(around.callee);
  return { code, path: file.fileName, isAlarm, isLogged, text: tidy([inside, ...around.words].join(' ')) };
}

/** What follows the code in the same text, as `BB_X: so and so`. */
function insideText(node: ts.Node): string {
  const whole = ts.isTemplateHead(node) ? node.parent : node;
  const text = wordsOf(whole as ts.Expression, 0).replace(pattern, '');
  return /^[\s:]+\S*\s/.test(text) ? text.replace(/^[\s:]+/, '') : '';
}

interface Around {
  readonly callee?: string;
  readonly words: readonly string[];
}

/** Beside it in a call or an object; further up where it stands in a choice. */
function surroundings(node: ts.Node): Around {
  let at: ts.Node = node;
  while (
    ts.isTemplateExpression(at.parent) ||
    ts.isConditionalExpression(at.parent) ||
    ts.isParenthesizedExpression(at.parent)
  )
    at = at.parent;
  if (ts.isTemplateHead(at)) at = at.parent;
  const { parent } = at;
  if (ts.isPropertyAssignment(parent) && ts.isObjectLiteralExpression(parent.parent))
    return { words: besideIn(parent.parent) };
  if (!ts.isCallExpression(parent)) return { words: [] };
  const after = parent.arguments.slice(parent.arguments.indexOf(at as ts.Expression) + 1);
  return { callee: parent.expression.getText(), words: after.map((one) => wordsOf(one, 0)) };
}

const besideIn = (object: ts.ObjectLiteralExpression): string[] =>
  wordKeys.flatMap((key) =>
    object.properties.flatMap((one) => {
      const isIt = ts.isPropertyAssignment(one) && one.name.getText().replaceAll("'", '') === key;
      return isIt ? [wordsOf(one.initializer, 0)] : [];
    }),
  );

/** Calls that name a code by its constant. */
function usesByName(file: ts.SourceFile, names: ReadonlyMap<string, string>): Use[] {
  const found: Use[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && alarmCall.test(node.expression.getText()))
      node.arguments.slice(0, 2).forEach((one, at) => {
        const text = ts.isTemplateExpression(one) ? (one.templateSpans[0]?.expression.getText() ?? '') : one.getText();
        const name = /^\w+/.exec(text)?.[0] ?? '';
        const code = names.get(`${file.fileName}#${name}`) ?? names.get(`#${name}`);
        if (code !== undefined) {
          const words = tidy(
            node.arguments
              .slice(at + 1)
              .map((word) => wordsOf(word, 0))
              .join(' '),
          );
          found.push({ code, path: file.fileName, isAlarm: true, isLogged: false, text: words });
        }
      });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const deepest = 6;

/** A text with what it is filled with as `…`; of a choice, what can be said. */
function wordsOf(node: ts.Expression, depth: number): string {
  if (depth > deepest) return '';
  const next = (one: ts.Expression): string => wordsOf(one, depth + 1);
  if (ts.isIdentifier(node) || ts.isCallExpression(node)) return wordsNamed(node, depth);
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
  if (ts.isConditionalExpression(node)) return [next(node.whenTrue), next(node.whenFalse)].filter(isProse).join(' / ');
  if (ts.isArrowFunction(node)) return returnedBy(node.body, depth);
  if (ts.isParenthesizedExpression(node)) return next(node.expression);
  if (ts.isBinaryExpression(node)) return `${next(node.left)}${next(node.right)}`;
  if (ts.isObjectLiteralExpression(node)) return besideIn(node).join(' ');
  return '';
}

/** What a constant stands for, or what a function of the same file says. */
function wordsNamed(node: ts.Identifier | ts.CallExpression, depth: number): string {
  const name = ts.isCallExpression(node) ? node.expression.getText() : node.text;
  const said = (declaredIn(node.getSourceFile()).get(name) ?? []).map((one) =>
    ts.isFunctionDeclaration(one) ? returnedBy(one.body!, depth) : wordsOf(one, depth + 1),
  );
  return said.find(isProse) ?? '';
}

const declared = new WeakMap<ts.SourceFile, Map<string, (ts.Expression | ts.FunctionDeclaration)[]>>();

/** What each name of this file stands for, wherever it is declared. */
function declaredIn(file: ts.SourceFile): ReadonlyMap<string, readonly (ts.Expression | ts.FunctionDeclaration)[]> {
  const known = declared.get(file);
  if (known !== undefined) return known;
  const found = new Map<string, (ts.Expression | ts.FunctionDeclaration)[]>();
  const add = (name: string, one: ts.Expression | ts.FunctionDeclaration): void =>
    void found.set(name, [...(found.get(name) ?? []), one]);
  const visit = (one: ts.Node): void => {
    if (ts.isVariableDeclaration(one) && one.initializer !== undefined) add(one.name.getText(), one.initializer);
    if (ts.isFunctionDeclaration(one) && one.name !== undefined && one.body !== undefined) add(one.name.text, one);
    ts.forEachChild(one, visit);
  };
  visit(file);
  declared.set(file, found);
  return found;
}

function returnedBy(body: ts.ConciseBody, depth: number): string {
  if (!ts.isBlock(body)) return wordsOf(body, depth + 1);
  const said: string[] = [];
  const visit = (one: ts.Node): void => {
    if (ts.isReturnStatement(one) && one.expression !== undefined) said.push(wordsOf(one.expression, depth + 1));
    else ts.forEachChild(one, visit);
  };
  visit(body);
  return said.filter(isProse).join(' / ');
}

const isProse = (text: string): boolean => /[a-z]{3}/.test(text);

/** Empty where it is no sentence. */
function tidy(text: string): string {
  const clean = text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(… ?){2,}/g, '… ')
    .trim();
  return /[a-z]{2,} \S*[a-z]{2,}/.test(clean) ? clean : '';
}
