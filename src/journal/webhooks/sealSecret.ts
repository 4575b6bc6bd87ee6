import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

export interface SecretSeal {
  seal(secret: string, integrationId: string): string;
  /** @throws Error for what was sealed elsewhere, or for another program */
  open(sealed: string, integrationId: string): string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals programs' secrets by a key of the data folder, so that a copy of the database alone can sign nothing. */
export function createSecretSeal(signingKey: Uint8Array): SecretSeal {
  const key = new Uint8Array(hkdfSync('sha256', signingKey, '', 'otklik webhook secrets', 32));
  return {
    seal(secret, integrationId) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(integrationId));
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url');
    },
    open(sealed, integrationId) {
      const bytes = Buffer.from(sealed, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(integrationId))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      const opened = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([opened, decipher.final()]).toString('utf8');
    },
  };
}
