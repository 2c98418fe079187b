// Descriptions of Modbus devices from disk: one file a device type, plain values that remember where they stand. They hold
// no secrets, and name no other files.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { error } from '../../src/model/config/problem.ts';
import type { ConfigPath, ConfigProblem } from '../../src/model/config/problem.ts';
import type { Located } from './located.ts';
import { firstOf } from './located.ts';
import { readText } from './text.ts';
import { parseYaml } from './yaml.ts';

/** Ten times the longest description there is; each is read whole when the gateway starts. */
const maxDeviceBytes = 128 * 1024;

export type ReadDevice =
  | {
      readonly ok: true;
      readonly file: string;
      /** Of any shape. */
      readonly raw: unknown;
      readonly locate: (problem: Omit<ConfigProblem, 'level'>) => Located;
    }
  | { readonly ok: false; readonly problems: readonly Located[] };

/** Never throws. */
export function readDevice(file: string): ReadDevice {
  const read = readText(file, 'config/devices/vestel-evc04.yaml');
  return read.ok ? parseDevice(read.text, file) : { ok: false, problems: [renamed(read.problem)] };
}

/** The same of a text; `file` is what messages call it. */
export function parseDevice(text: string, file: string): ReadDevice {
  const refused = (found: readonly Located[]): ReadDevice => ({ ok: false, problems: firstOf(found.map(renamed)) });
  const size = Buffer.byteLength(text);
  if (size > maxDeviceBytes) {
    const message = `The file has ${size} bytes; a device file has at most ${maxDeviceBytes}.`;
    return refused([{ ...error('BB_DRIVER_TOO_LONG', [], message, 'Split it by product.'), file, line: 1, column: 1 }]);
  }
  const parsed = parseYaml(text);
  if (!parsed.ok)
    return refused(
      parsed.problems.map(({ line, column, message, remedy }) => ({
        ...error('BB_DRIVER_YAML', [], message, remedy),
        file,
        line,
        column,
      })),
    );
  const placeOf = (path: ConfigPath) => parsed.placeOf(path);
  return {
    ok: true,
    file,
    raw: parsed.value,
    locate: ({ code, path, message, remedy }) => ({ ...error(code, path, message, remedy), file, ...placeOf(path) }),
  };
}

const renamed = (problem: Located): Located => ({ ...problem, code: problem.code.replace('BB_CONFIG_', 'BB_DRIVER_') });

const idForm = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** The file that describes a device, in the first of the directories that has it; undefined where none has. */
export function deviceFile(id: string, directories: readonly string[]): string | undefined {
  // What could lead out of the directory is no id.
  if (!idForm.test(id)) return undefined;
  return directories.map((directory) => join(directory, `${id}.yaml`)).find((file) => existsSync(file));
}

/** What the directories describe, sorted; a directory that is not there describes nothing. */
export function deviceIds(directories: readonly string[]): readonly string[] {
  const names = directories.flatMap((directory) => (existsSync(directory) ? readdirSync(directory) : []));
  const ids = names.filter((name) => name.endsWith('.yaml')).map((name) => name.slice(0, -'.yaml'.length));
  return [...new Set(ids)].toSorted();
}
