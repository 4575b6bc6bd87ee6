/** Feed scopes: which changes reach a user's desk. */
export function scopesOf(userId: string): string[] {
  return [userScope(userId)];
}

export function userScope(userId: string): string {
  return `user:${userId}`;
}
