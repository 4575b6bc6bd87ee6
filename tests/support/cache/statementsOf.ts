/** The statements of a migration. None of ours holds a semicolon inside. */
export function statementsOf(sql: string): string[] {
  return sql
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.replace(/--.*$/gm, '').trim() !== '');
}
