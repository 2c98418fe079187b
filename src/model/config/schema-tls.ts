// The TLS of a listener, as it stands in the site file.

import Type from 'typebox';
import { closed, text, whole } from './schema-words.ts';

export const Tls = Type.Object(
  {
    certs: Type.Array(
      Type.Object({ cert: text('Certificate chain, a PEM file'), key: text('Its private key, a PEM file') }, closed),
      { description: 'Certificates, one for each kind of key', minItems: 1, maxItems: 4 },
    ),
    clientCa: Type.Optional(
      text('CA of station certificates, a PEM file; stations of profile 3 come in by certificates that it signed'),
    ),
    crl: Type.Optional(
      text('Certificates that the CA has revoked, a PEM file; the stations that have one are refused'),
    ),
    requireForwardSecrecy: Type.Optional(
      Type.Boolean({
        description:
          'Refuses the two RSA suites without forward secrecy, which the standard mandates and old stations need; false when absent',
      }),
    ),
    legacy: Type.Optional(
      Type.Boolean({
        description:
          'Takes TLS 1.0 and 1.1 with TLS_RSA_WITH_AES_128_CBC_SHA too, from stations of OCPP 1.6 that have nothing newer; false when absent',
      }),
    ),
    maxFragmentBytes: Type.Optional(
      whole('Bytes of the longest TLS record that is sent, such as 2048 for stations with little memory', 512, 16_384),
    ),
    names: Type.Optional(
      Type.Array(Type.String({ description: 'Name or address', minLength: 1, maxLength: 253 }), {
        description: 'What stations connect to: the certificates are checked for these names and addresses',
        minItems: 1,
        maxItems: 16,
      }),
    ),
  },
  { ...closed, description: 'TLS' },
);
