/** Shorter ones are guessed. */
export const SHORTEST_PASSWORD = 10;
export const LONGEST_PASSWORD = 256;

/** Why a new password will not do, as an error code; null for one that will. */
export function passwordFault(password: string, login: string, present: string): string | null {
  if (password.length < SHORTEST_PASSWORD) return 'password.short';
  if (password.length > LONGEST_PASSWORD) return 'password.long';
  if (new Set(password).size < 4) return 'password.simple';
  if (password.toLowerCase().includes(login.trim().toLowerCase())) return 'password.has_login';
  return password === present ? 'password.same' : null;
}
