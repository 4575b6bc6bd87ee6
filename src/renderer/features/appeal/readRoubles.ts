/** Kopecks of «1 250,50» as people write it; null of what is no sum. */
export function readRoubles(text: string): number | null {
  const plain = text.replace(/[\s ₽]/g, '').replace(',', '.');
  if (!/^\d{1,10}(\.\d{1,2})?$/.test(plain)) return null;
  return Math.round(Number(plain) * 100);
}
