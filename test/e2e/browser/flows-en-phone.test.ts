// What people do with the dashboard, in English on a phone.

import { walk } from './walk.ts';

walk({ language: 'en', width: 390 }, 'everyday');
