/** A-law byte of silence: what a telephone line without sound carries. */
export const alawSilence = 0xd5;

/** ITU-T G.711 Table 1a: every even bit of the code is inverted on the line. */
const evenBits = 0x55;

/** One linear sample of 16 bits as a G.711 A-law byte. */
export function encodeAlawSample(sample: number): number {
  const isPositive = sample >= 0;
  // G.711 codes 13 bits; the three lowest of sixteen are dropped. -1 - x mirrors the negative half without a second zero.
  const magnitude = Math.min(4095, (isPositive ? sample : -1 - sample) >> 3);
  let segment = 0;
  for (let rest = magnitude >> 5; rest > 0; rest >>= 1) segment += 1;
  const step = segment < 2 ? magnitude >> 1 : magnitude >> segment;
  const code = (segment << 4) | (step & 0x0f);
  return (code | (isPositive ? 0x80 : 0)) ^ evenBits;
}

const decoded = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = byte ^ evenBits;
  const segment = (code >> 4) & 7;
  const step = code & 0x0f;
  const magnitude = segment === 0 ? (step << 4) + 8 : ((step << 4) + 0x108) << (segment - 1);
  return code & 0x80 ? magnitude : -magnitude;
});

/** A G.711 A-law byte as a linear sample of 16 bits. */
export function decodeAlawSample(byte: number): number {
  return decoded[byte & 0xff] ?? 0;
}

/** Linear samples of 16 bits as A-law bytes. */
export function encodeAlaw(samples: Int16Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(samples, encodeAlawSample);
}

/** A-law bytes as linear samples of 16 bits. */
export function decodeAlaw(bytes: Uint8Array): Int16Array<ArrayBuffer> {
  return Int16Array.from(bytes, decodeAlawSample);
}
