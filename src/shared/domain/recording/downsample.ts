/** Rate the recorder's audio clock is asked to run at; a whole multiple of the telephone's. */
export const captureRateHz = 48_000;
/** Captured samples per recorded one. */
export const downsampleFactor = 6;

const taps = 145;
const cutoffHz = 3700;

/** Zeroth-order modified Bessel function of the first kind, by its series. */
function bessel0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/**
 * Low-pass of the telephone band: flat to 3.1 kHz, 60 dB down from 4.3 kHz, so that nothing audible folds back into
 * speech (ITU-T G.712 §3 asks for less). Windowed sinc, Kaiser β 5.65.
 */
function lowPass(): Float64Array {
  const centre = (taps - 1) / 2;
  const beta = 5.65;
  const coefficients = Float64Array.from({ length: taps }, (_, i) => {
    const t = i - centre;
    const w = (2 * Math.PI * cutoffHz) / captureRateHz;
    const sinc = t === 0 ? w / Math.PI : Math.sin(w * t) / (Math.PI * t);
    return sinc * (bessel0(beta * Math.sqrt(1 - (t / centre) ** 2)) / bessel0(beta));
  });
  const gain = coefficients.reduce((sum, c) => sum + c, 0);
  return coefficients.map((c) => c / gain);
}

/** Takes captured samples in any portions and gives one 16-bit sample for each six of them. */
export interface Downsampler {
  /** Samples of −1…1; null is silence of `length` samples. */
  push(samples: Float32Array | null, length: number, out: (sample: number) => void): void;
}

/** A channel of its own: two of them fed alike stay in step for ever, since they only count. */
export function createDownsampler(): Downsampler {
  const filter = lowPass();
  const past = new Float64Array(taps);
  let at = 0;
  let phase = 0;
  return {
    push(samples, length, out) {
      for (let i = 0; i < length; i++) {
        past[at] = samples === null ? 0 : (samples[i] ?? 0);
        at = (at + 1) % taps;
        phase = (phase + 1) % downsampleFactor;
        if (phase !== 0) continue;
        let sum = 0;
        for (let k = 0; k < taps; k++) sum += (filter[k] ?? 0) * (past[(at + k) % taps] ?? 0);
        out(Math.max(-32_768, Math.min(32_767, Math.round(sum * 32_767))));
      }
    },
  };
}
