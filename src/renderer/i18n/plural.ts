/** English has two plural forms; `few` and `many` stand here only because both languages share one shape. */
export const plural = <K extends string>(
  key: K,
  one: string,
  other: string,
): Record<`${K}_${'one' | 'few' | 'many' | 'other'}`, string> =>
  ({ [`${key}_one`]: one, [`${key}_few`]: other, [`${key}_many`]: other, [`${key}_other`]: other }) as never;
