// The site's own list of tokens: every key with its meaning, unit and range. Editors get it as config/tokens.schema.json.

import Type from 'typebox';
import type { Static } from 'typebox';
import { clockTime, closed, oneOf, text, whole } from './schema-words.ts';
import { mostSiteTokens } from './tokens.ts';

const token = (what: string) =>
  Type.String({
    description: `${what}: 1 to 36 printable characters, always in quotes (a card of digits alone would be read as a number)`,
    minLength: 1,
    maxLength: 36,
    pattern: '^[!-~]([ -~]*[!-~])?$',
  });

const Token = Type.Object(
  {
    token: token('Id of the card or person, as the central system writes it'),
    aliases: Type.Optional(
      Type.Array(token('Another id of the same'), {
        description: 'Ids that mean the same, such as a second card; the central system is told "token" instead',
        minItems: 1,
        maxItems: 16,
      }),
    ),
    type: Type.Optional(
      oneOf('Kind of id, by OCPP 2.0.1', [
        'Central',
        'eMAID',
        'ISO14443',
        'ISO15693',
        'KeyCode',
        'Local',
        'MacAddress',
        'NoAuthorization',
      ]),
    ),
    parent: Type.Optional(
      Type.String({
        description: 'Group, 1 to 20 characters: whoever is in it may stop a transaction of the others',
        minLength: 1,
        maxLength: 20,
        pattern: '^[ -~]+$',
      }),
    ),
    vehicle: Type.Optional(text('Name of the vehicle')),
    departure: Type.Optional(clockTime('When the vehicle leaves, in site time')),
    energy: Type.Optional(
      Type.Number({ description: 'Energy that the vehicle needs by then, in kWh', minimum: 0, maximum: 2000 }),
    ),
    priority: Type.Optional(
      whole('Who charges first when there is too little: 1 (last) to 9 (first); 5 when absent', 1, 9),
    ),
    noPause: Type.Optional(
      Type.Boolean({ description: 'True for a vehicle that does not take up again after a pause' }),
    ),
    blocked: Type.Optional(Type.Boolean({ description: 'True: refused, whatever anybody else says' })),
    single: Type.Optional(
      Type.Boolean({
        description:
          'True: one transaction at a time. When absent, the central system alone decides about a second one',
      }),
    ),
  },
  { ...closed, description: 'A card or person' },
);

export const TokensFile = Type.Object(
  {
    tokens: Type.Array(Token, { description: `Cards and people, at most ${mostSiteTokens}`, maxItems: mostSiteTokens }),
  },
  { ...closed, title: 'Busbar list of tokens' },
);

export type TokensFile = Static<typeof TokensFile>;
