import { existsSync, statSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';
import { contentSecurityPolicy } from './contentSecurityPolicy.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.json': 'application/json',
};

/**
 * The file of the built window behind an address, or null: nothing outside the folder is ever named.
 * @param folder absolute
 * @param pathname as it came, still percent-encoded
 */
export function windowFileFor(folder: string, pathname: string): string | null {
  const asked = decode(pathname === '/' ? '/index.html' : pathname);
  if (asked === null || asked.includes('\0')) return null;
  const path = normalize(join(folder, asked));
  if (!path.startsWith(folder + sep)) return null;
  return existsSync(path) && statSync(path).isFile() ? path : null;
}

/** The same for the browser and for Electron. */
export function windowFileHeaders(path: string, pbxWsUrl: string | null): Record<string, string> {
  return {
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    'content-length': String(statSync(path).size),
    'content-security-policy': contentSecurityPolicy(pbxWsUrl),
    'cache-control': path.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=()',
  };
}

/** «%zz» is no address, and must not bring the program down. */
function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}
