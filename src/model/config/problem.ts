/** Something in the site file that is wrong (`error`) or does nothing yet (`warning`). */
export interface ConfigProblem {
  readonly level: 'error' | 'warning';
  readonly code: string;
  /** Keys and indices from the top of the file. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly remedy: string;
}

export const error = (
  code: string,
  path: readonly (string | number)[],
  message: string,
  remedy: string,
): ConfigProblem => ({
  level: 'error',
  code,
  path,
  message,
  remedy,
});

export const unserved = (path: readonly (string | number)[], level: ConfigProblem['level']): ConfigProblem => ({
  level,
  code: 'BB_CONFIG_NOT_YET',
  path,
  message: `"${path.at(-1)}" is not served by this version of Busbar.`,
  remedy:
    level === 'error'
      ? 'Take it out: the gateway would not do what the file says.'
      : 'It is kept in the file and has no effect.',
});
