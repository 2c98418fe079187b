import { schemaText } from '../../model/config/json-schema.ts';
import { DeviceFile } from './device-file.ts';

/** The JSON Schema of device files (mbdrv/1) as text, for editors. */
export const deviceJsonSchema = (): string => schemaText(DeviceFile);
