// Who may import whom: the floors of src, what adapters see, and no circles.

import { isOwn, packageOf } from './source.ts';
import type { Parsed } from './source.ts';

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

/** What adapters see of src besides core/ports and model: a folder, or a file and the folder of its name. */
const adapterSees: Readonly<Record<string, readonly string[]>> = {
  simulator: ['src/ocpp', 'src/modbus'],
  http: ['src/local'],
  access: ['src/local'],
  planner: ['src/control/plan'],
};

/** Reading a file into the words of the model needs no port of the core. */
const withoutPorts = ['config-file'];

/**
 * The journal's worker owns the file that the history lies beside, and keeps both in its one thread. Whoever opens a connection
 * reads the file of a CA in the same way; keys and certificates are replaced whole, as other files are.
 */
const adapterNeighbours: Readonly<Record<string, readonly string[]>> = {
  'sqlite-journal': ['history'],
  'ws-client': ['certificates'],
  'mqtt-client': ['certificates'],
  certificates: ['files'],
  access: ['files'],
};

const purePackages = ['ajv', 'ajv-formats', 'typed-ocpp', 'lru-cache', 'typebox'];

export function importFindings(source: Parsed): string[] {
  const { path, top, folder, imports } = source;
  if (isDashboard(source)) return dashboardFindings(source);
  if (top === 'adapters' || top === 'src') {
    const strange = imports.filter((name) => name.startsWith('adapters/dashboard/'));
    if (strange.length > 0)
      return strange.map(
        (name) => `imports ${name}. The dashboard runs in browsers: ask of its files by their folder.`,
      );
  }
  if (top === 'adapters') return imports.filter(isOwn).flatMap((name) => adapterFindings(folder, name));
  if (top !== 'src') return [];
  if (path === 'src/main.ts' || folder === 'cli') return imports.flatMap(topFloorFindings);
  if (floors[folder] === undefined)
    return [
      `lies outside the floors of src. Put it into ${Object.keys(floors).join(', ')} or cli, whichever it serves.`,
    ];
  return imports.flatMap((name) => srcFindings(folder, name));
}

/** What runs in the browser; its own tools run here. */
const isDashboard = ({ path, top, folder }: Parsed): boolean =>
  top === 'adapters' && folder === 'dashboard' && !isDashboardTool(path);

export const isDashboardTool = (path: string): boolean => /^adapters\/dashboard\/(vite\.config|build)\.ts$/.test(path);

/** A few kilobytes of packages, and the shapes of what is told: no thought of the gateway's runs twice. */
function dashboardFindings({ imports, typeImports }: Parsed): string[] {
  const packages = ['preact', 'uplot'];
  const typesOf = ['src/local/', 'src/model/'];
  return imports.flatMap((name) => {
    if (name.startsWith('adapters/dashboard/') || (!isOwn(name) && packages.includes(packageOf(name)))) return [];
    if (typesOf.some((place) => name.startsWith(place)))
      return typeImports.includes(name)
        ? []
        : [`imports values of ${name}. Import its types: what is said comes over HTTP.`];
    return [
      `imports ${name}. The dashboard may import only ${packages.join(', ')}, its own files and types of ${typesOf.join(', ')}.`,
    ];
  });
}

function topFloorFindings(name: string): string[] {
  if (!name.startsWith('test/') && name !== 'src/main.ts') return [];
  return [`imports ${name}. What runs in a depot knows neither tests nor main: move what it needs to src or adapters.`];
}

function srcFindings(folder: string, name: string): string[] {
  if (!isOwn(name)) {
    if (purePackages.includes(packageOf(name))) return [];
    const remedy = 'give it what it needs through core/ports, and touch the world in adapters';
    return [`imports ${name}. src only thinks: ${remedy}.`];
  }
  const [top, other = ''] = name.split('/');
  if (top !== 'src') return [`imports ${name}. src knows no ${top}: let the adapter implement a port.`];
  const below = floors[folder] ?? [];
  if (other === folder || below.includes(other)) return [];
  const allowed = ['itself', ...below].join(', ');
  return [`imports ${name}. ${folder} may import only ${allowed}: move what both need to a floor below.`];
}

function adapterFindings(folder: string, name: string): string[] {
  if (folder === 'dashboard') return [];
  const isIn = (place: string): boolean => name.startsWith(`${place}/`) || name === `${place}.ts`;
  const places = ['src/model', `adapters/${folder}`, ...(adapterSees[folder] ?? [])];
  const neighbours = (adapterNeighbours[folder] ?? []).map((one) => `adapters/${one}`);
  if (!withoutPorts.includes(folder)) places.push('src/core/ports');
  if ([...places, ...neighbours].some(isIn)) return [];
  return [`imports ${name}. ${folder} may import only ${places.join(', ')}: pass the rest in from src/cli.`];
}

/** Circles of imports, types included, each as the list of its paths with the first one repeated at the end. */
export function circlesIn(sources: readonly Parsed[]): string[][] {
  const graph = new Map(sources.map(({ path, imports }) => [path, imports.filter(isOwn)]));
  const done = new Set<string>();
  const circles: string[][] = [];
  const follow = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) return void circles.push([...trail.slice(at), path]);
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) follow(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) follow(path, []);
  return circles;
}
