const keys = '0123456789*#ABCD';

export interface DigitReader {
  read(payload: Buffer, timestamp: number): void;
  digits(): string;
}

/** Collects pressed keys from RFC 4733 events. All packets of one press carry one timestamp, and its end comes thrice. */
export function createDigitReader(): DigitReader {
  let pressed = '';
  let lastTimestamp: number | null = null;
  return {
    read(payload, timestamp) {
      const key = keys[payload[0] ?? keys.length];
      if (payload.length < 4 || key === undefined || timestamp === lastTimestamp) return;
      lastTimestamp = timestamp;
      pressed += key;
    },
    digits: () => pressed,
  };
}
