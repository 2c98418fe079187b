// The dashboard's files. Those with their content in their name never change; the page that names them is asked for anew.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { about } from './about.ts';
import { page } from './page.ts';

const forEver = { maxAge: '365d', immutable: true } as const;

/** `folder` holds what `npm run dashboard` built; where that was not done, a plain page stands in for it. */
export function dashboardRoutes(server: FastifyInstance, folder: string | undefined): void {
  const said = about('public', 'dashboard', 'The dashboard');
  if (folder === undefined || !existsSync(join(folder, 'index.html'))) {
    server.get('/', said, (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
    return;
  }
  void server.register(fastifyStatic, { root: folder, serve: false });
  server.get('/', said, (_request, reply) => {
    void reply.header('cache-control', 'no-cache');
    return reply.sendFile('index.html', { cacheControl: false });
  });
  server.get('/busbar.svg', said, (_request, reply) => reply.sendFile('busbar.svg', { maxAge: '1d' }));
  server.get('/assets/:file', said, (request, reply) =>
    reply.sendFile(`assets/${(request.params as { file: string }).file}`, forEver),
  );
}
