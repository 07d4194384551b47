import { randomUUID } from 'node:crypto';

/** `service.instance.id` of this process, in traces and metrics alike. */
export const INSTANCE_ID: string = randomUUID();
