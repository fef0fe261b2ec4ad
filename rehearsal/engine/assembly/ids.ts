import { createHash } from 'node:crypto';
import type { Identity, Text } from './types';

/** The key's id: CloudFormation never chooses it. */
export function keyId({ stackName, logicalId }: Identity): string {
  const hex = digest(stackName, logicalId);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

export function digest(...parts: string[]): string {
  return createHash('sha256').update(parts.join('/')).digest('hex');
}

const DIGITS_AND_SMALL = '0123456789abcdefghijklmnopqrstuvwxyz';
export const DIGITS_AND_LETTERS = `${DIGITS_AND_SMALL}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

/** An id that AWS chooses: the same for the same stack and logical id. @param length at most 32. */
export const chosenId = (length: number, characters = DIGITS_AND_SMALL): Text => {
  return ({ stackName, logicalId }) => {
    const bytes = Buffer.from(digest(stackName, logicalId), 'hex').subarray(0, length);
    return [...bytes].map((byte) => characters[byte % characters.length]).join('');
  };
};
