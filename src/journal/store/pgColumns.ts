import { Buffer } from 'node:buffer';

/**
 * Columns of rows as PostgreSQL's binary arrays, for `unnest`: a thousand rows are a dozen parameters, and no text in
 * them is quoted on this side or unquoted on that. Protocol: array_recv and the receive functions of the types.
 */
const OID = { bool: 16, int8: 20, int4: 23, text: 25, timestamptz: 1184, uuid: 2950, jsonb: 3802 } as const;

/** Milliseconds between the epochs of Unix and of PostgreSQL. */
const POSTGRES_EPOCH_MS = 946_684_800_000;
const TWO_32 = 2 ** 32;

type Cell<T> = (value: T, into: Buffer, at: number) => void;

function fixed<T>(oid: number, width: number, values: readonly (T | null)[], write: Cell<T>): Buffer {
  const array = Buffer.allocUnsafe(headerBytes(values) + (4 + width) * values.length);
  let at = writeHeader(array, oid, values);
  let last: T | null = null;
  let lastAt = 0;
  for (const value of values) {
    at = array.writeInt32BE(value === null ? -1 : width, at);
    if (value === null) continue;
    // Authors, devices and instants come in runs.
    if (value === last) array.copyWithin(at, lastAt, lastAt + width);
    else write(value, array, at);
    last = value;
    lastAt = at;
    at += width;
  }
  return array.subarray(0, at);
}

function headerBytes(values: readonly unknown[]): number {
  return values.length === 0 ? 12 : 20;
}

function writeHeader(array: Buffer, oid: number, values: readonly unknown[]): number {
  array.writeInt32BE(values.length === 0 ? 0 : 1, 0);
  array.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  array.writeInt32BE(oid, 8);
  if (values.length === 0) return 12;
  array.writeInt32BE(values.length, 12);
  return array.writeInt32BE(1, 16);
}

function texts(oid: number, prefix: number | null, values: readonly (string | null)[]): Buffer {
  const extra = prefix === null ? 0 : 1;
  // A UTF-16 unit is three bytes of UTF-8 at most: cheaper to allow for than to count.
  const most = values.reduce<number>((sum, value) => sum + (value === null ? 0 : extra + 3 * value.length), 0);
  const array = Buffer.allocUnsafe(headerBytes(values) + 4 * values.length + most);
  let at = writeHeader(array, oid, values);
  for (const value of values) {
    if (value === null) {
      at = array.writeInt32BE(-1, at);
      continue;
    }
    const start = at + 4;
    if (prefix !== null) array[start] = prefix;
    const bytes = extra + array.write(value, start + extra);
    array.writeInt32BE(bytes, at);
    at = start + bytes;
  }
  return array.subarray(0, at);
}

function writeInt8(value: number, into: Buffer, at: number): void {
  into.writeInt32BE(Math.floor(value / TWO_32), at);
  into.writeUInt32BE(value >= 0 ? value % TWO_32 : ((value % TWO_32) + TWO_32) % TWO_32, at + 4);
}

/** Builders of columns, by the type of the column. */
export const columns = {
  text: (values: readonly (string | null)[]): Buffer => texts(OID.text, null, values),
  /** JSON texts. */
  jsonb: (values: readonly (string | null)[]): Buffer => texts(OID.jsonb, 1, values),
  uuid: (values: readonly (string | null)[]): Buffer =>
    fixed(OID.uuid, 16, values, (value, into, at) => void into.write(value.replaceAll('-', ''), at, 16, 'hex')),
  int4: (values: readonly (number | null)[]): Buffer =>
    fixed(OID.int4, 4, values, (value, into, at) => void into.writeInt32BE(value, at)),
  int8: (values: readonly (number | null)[]): Buffer => fixed(OID.int8, 8, values, writeInt8),
  bool: (values: readonly boolean[]): Buffer =>
    fixed(OID.bool, 1, values, (value, into, at) => void into.writeUInt8(value ? 1 : 0, at)),
  /** ISO instants, of milliseconds. */
  instant: (values: readonly (string | null)[]): Buffer =>
    fixed(OID.timestamptz, 8, values, (value, into, at) =>
      writeInt8((Date.parse(value) - POSTGRES_EPOCH_MS) * 1000, into, at),
    ),
};
