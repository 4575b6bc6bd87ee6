import {
  AEAD_AES_256_GCM,
  CipherSuite,
  encode,
  KDF_HKDF_SHA256,
  KEM_DHKEM_P256_HKDF_SHA256,
  type CryptoKey,
  type KeyPair,
} from 'hpke';

/** RFC 9180 in base mode. P-256, not X25519: the cryptographic library of every host of a desk has it. */
const suite = new CipherSuite(KEM_DHKEM_P256_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_256_GCM);

const INFO = encode('otklik cache key');

/** A desk's key that only the holder of one private key can read. */
export interface KeyEnvelope {
  /** The encapsulated secret. */
  enc: Uint8Array;
  ciphertext: Uint8Array;
}

/** A pair to wrap for: the public half as it travels, the private half with it. */
export interface EnvelopePair {
  publicKey: Uint8Array;
  keys: KeyPair<CryptoKey>;
}

/** @param isKept whether the private half will be written down, and must be readable for that */
export async function makeEnvelopePair(isKept: boolean): Promise<EnvelopePair> {
  const keys = await suite.GenerateKeyPair(isKept);
  return { publicKey: await suite.SerializePublicKey(keys.publicKey), keys };
}

/** The private half as bytes; only of a pair that was made to be kept. */
export function serializePrivateKey({ keys }: EnvelopePair): Promise<Uint8Array> {
  return suite.SerializePrivateKey(keys.privateKey);
}

/** A pair that was kept, out of its bytes. */
export async function restoreEnvelopePair(publicKey: Uint8Array, privateKey: Uint8Array): Promise<EnvelopePair> {
  const keys = {
    publicKey: await suite.DeserializePublicKey(publicKey),
    privateKey: await suite.DeserializePrivateKey(privateKey, false),
  };
  return { publicKey, keys };
}

/**
 * Wraps a desk's key for whoever holds the private half of `publicKey`.
 * @throws Error when `publicKey` is no point of the curve
 */
export async function wrapKey(publicKey: Uint8Array, key: Uint8Array, deviceId: string): Promise<KeyEnvelope> {
  const recipient = await suite.DeserializePublicKey(publicKey);
  const { encapsulatedSecret, ciphertext } = await suite.Seal(recipient, key, { aad: encode(deviceId), info: INFO });
  return { enc: encapsulatedSecret, ciphertext };
}

/** @throws Error when it was wrapped for another, for another desk, or was changed since */
export function openKey(
  { keys }: EnvelopePair,
  { enc, ciphertext }: KeyEnvelope,
  deviceId: string,
): Promise<Uint8Array> {
  return suite.Open(keys, enc, ciphertext, { aad: encode(deviceId), info: INFO });
}
