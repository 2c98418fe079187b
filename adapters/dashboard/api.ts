// Asking the gateway: what is refused comes back as a problem with its code, and what wants a password asks for it once.

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

export class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

export interface CallOptions {
  readonly body?: unknown;
  readonly etag?: string | undefined;
  readonly signal?: AbortSignal;
  /** The page asks by itself: nobody did anything, and nobody stays signed in by it. */
  readonly isBackground?: boolean;
}

interface Doors {
  /** Nobody is signed in any more. */
  signIn(): void;
  /** Resolves to whether the password was given again. */
  confirm(): Promise<boolean>;
}

export const background = { 'x-busbar-background': '1' } as const;

let doors: Doors = { signIn: () => undefined, confirm: () => Promise.resolve(false) };

export const setDoors = (next: Doors): void => void (doors = next);

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Rejects with `Refused`; `BB_UNREACHABLE` where the gateway does not answer. */
export async function call<Answer>(method: Method, path: string, options: CallOptions = {}): Promise<Answer> {
  return (await callForEtag<Answer>(method, path, options)).answer;
}

export interface Tagged<Answer> {
  readonly answer: Answer;
  readonly etag: string | undefined;
}

export async function callForEtag<Answer>(
  method: Method,
  path: string,
  options: CallOptions = {},
): Promise<Tagged<Answer>> {
  const first = await send<Answer>(method, path, options);
  if (!('problem' in first)) return first;
  const { problem } = first;
  if (problem.code === 'BB_API_CONFIRM' && (await doors.confirm())) {
    const second = await send<Answer>(method, path, options);
    if (!('problem' in second)) return second;
    throw new Refused(second.problem);
  }
  if (problem.code === 'BB_API_SIGN_IN') doors.signIn();
  throw new Refused(problem);
}

async function send<Answer>(
  method: Method,
  path: string,
  { body, etag, signal, isBackground = false }: CallOptions,
): Promise<Tagged<Answer> | { readonly problem: Problem }> {
  try {
    const response = await fetch(`/api/v1${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(isBackground && background),
        ...(method !== 'GET' && { 'x-busbar': '1' }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(etag !== undefined && { 'if-match': etag }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
    const text = await response.text();
    if (response.ok) return { answer: textAsJson(text) as Answer, etag: response.headers.get('etag') ?? undefined };
    return { problem: problemIn(response.status, text) };
  } catch (error) {
    return { problem: { status: 0, code: 'BB_UNREACHABLE', detail: (error as Error).message } };
  }
}

const textAsJson = (text: string): unknown => (text === '' ? undefined : JSON.parse(text));

function problemIn(status: number, text: string): Problem {
  try {
    const { code, detail } = JSON.parse(text) as Partial<Problem>;
    return { status, code: code ?? `HTTP_${status}`, detail: detail ?? text.slice(0, 300) };
  } catch {
    return { status, code: `HTTP_${status}`, detail: text.slice(0, 300) };
  }
}

export const queryOf = (values: Readonly<Record<string, string | number | undefined>>): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== '') query.set(name, String(value));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
};
