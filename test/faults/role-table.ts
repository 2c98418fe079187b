import type { Route } from '../../adapters/http/http.ts';

/** The table of docs/api.md, a line a route. */
export const roleTable = (routes: readonly Route[]): string[] =>
  routes
    .filter(({ method }) => method !== 'HEAD')
    .map(({ method, url, role }) => `| \`${method} ${url}\` | ${role ?? 'nobody'} |`);
