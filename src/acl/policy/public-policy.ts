import type { Policy } from './policy.js';

export function isPublicPolicy(_policy: Policy): boolean {
  return false;
}
