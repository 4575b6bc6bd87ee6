/**
 * Whether something the tests need could not be brought in on this machine. Such tests are skipped and counted so;
 * where a skip may not be, the run fails by the count and not by a strange error.
 */
export function isMissing(name: string): boolean {
  return (process.env['OTKLIK_TESTS_MISSING'] ?? '').split(',').some((one) => one.trim().startsWith(name));
}
