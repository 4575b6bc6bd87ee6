const sampleRate = 8000;

/** Notes of a slow broken chord, Hz; the loop begins and ends in silence, so its seam is not heard. */
const melodyHz = [
  392, 493.88, 587.33, 493.88, 440, 523.25, 659.26, 523.25, 392, 493.88, 587.33, 783.99, 659.26, 587.33, 493.88, 440,
];
const noteSec = 0.75;

/**
 * Music for those who wait: 12 s WAV, mono, 8 kHz, 16 bit. Computed, so there is no licence to keep and no file to lose.
 * The exchange repeats it.
 */
export function makeHoldMusic(): Buffer {
  const notes = melodyHz.map((hz) =>
    Array.from({ length: noteSec * sampleRate }, (_, n) => {
      const t = n / sampleRate;
      const envelope = Math.min(1, t / 0.03) * Math.exp(-2.2 * t) * Math.min(1, (noteSec - t) / 0.05);
      return 0.22 * envelope * (Math.sin(2 * Math.PI * hz * t) + 0.35 * Math.sin(4 * Math.PI * hz * t));
    }),
  );
  return wavOf(notes.flat());
}

function wavOf(samples: readonly number[]): Buffer {
  const data = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, index) => data.writeInt16LE(Math.round(sample * 32_767), index * 2));
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}
