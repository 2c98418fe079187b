/** Keys and indices from the top of the file. */
export type ConfigPath = readonly (string | number)[];

/** Something in the site file that is wrong (`error`) or does nothing yet or looks odd (`warning`). */
export interface ConfigProblem {
  readonly level: 'error' | 'warning';
  readonly code: string;
  readonly path: ConfigPath;
  readonly message: string;
  readonly remedy: string;
}

export type Report = (problem: ConfigProblem) => void;

export const error = (code: string, path: ConfigPath, message: string, remedy: string): ConfigProblem => ({
  level: 'error',
  code,
  path,
  message,
  remedy,
});

export const warning = (code: string, path: ConfigPath, message: string, remedy: string): ConfigProblem => ({
  level: 'warning',
  code,
  path,
  message,
  remedy,
});

/**
 * A key, with its value where the value is the reason, that this version does not serve. An error where the gateway
 * would do something else than the file says; a warning where it only does less.
 */
export function unserved(
  level: ConfigProblem['level'],
  path: ConfigPath,
  value?: string,
  remedy?: string,
): ConfigProblem {
  const key = String(path.findLast((part) => typeof part === 'string') ?? 'the file');
  return {
    level,
    code: 'BB_CONFIG_NOT_YET',
    path,
    message: `"${value === undefined ? key : `${key}: ${value}`}" is not served by this version of Busbar.`,
    remedy:
      remedy ??
      (level === 'error'
        ? 'Take it out: the gateway would not do what the file says.'
        : 'It may stay in the file; it has no effect.'),
  };
}
