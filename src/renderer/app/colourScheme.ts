export type ColourScheme = 'system' | 'light' | 'dark';
const SCHEME_KEY = 'otklik.scheme';

/** What was chosen at this workplace. */
export function readColourScheme(): ColourScheme {
  const stored = localStorage.getItem(SCHEME_KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function applyColourScheme(scheme: ColourScheme): void {
  if (scheme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = scheme;
}

export function chooseColourScheme(scheme: ColourScheme): void {
  localStorage.setItem(SCHEME_KEY, scheme);
  applyColourScheme(scheme);
}
