// Where people and tools reach the gateway, and who of them may.

import Type from 'typebox';
import { address, closed, oneOf, text } from './schema-words.ts';

export const Api = Type.Object(
  {
    listen: Type.Optional(
      address('Address and port on this computer alone, in plain HTTP; 127.0.0.1:8080 when absent'),
    ),
    lan: Type.Optional(
      Type.Union([Type.Literal('off'), address('Address and port')], {
        description:
          'Where others reach it over HTTPS, once the gateway is claimed; 0.0.0.0:8443 when absent. off: nowhere',
      }),
    ),
    hosts: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 253, pattern: '^[A-Za-z0-9.-]+$', description: 'A name' }), {
        description: 'Names by which browsers reach it, such as busbar.depot.lan; its addresses count by themselves',
        maxItems: 32,
      }),
    ),
    tls: Type.Optional(
      Type.Object(
        { cert: text('File with the certificate, then who signed it'), key: text('File with its key') },
        { ...closed, description: 'Its own certificate for HTTPS; Busbar makes one when absent' },
      ),
    ),
    access: Type.Optional(
      oneOf(
        'claimed (when absent): the first visit claims the gateway, and who comes later signs in. open: everybody on this computer may do everything, for demos and tests',
        ['claimed', 'open'],
      ),
    ),
  },
  { ...closed, description: 'The HTTP interface' },
);
