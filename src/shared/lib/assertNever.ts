/** Makes a switch exhaustive at compile time, and loud at run time should an unknown value slip through a border. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
