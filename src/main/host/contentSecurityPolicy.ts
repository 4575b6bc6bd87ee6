/**
 * What the window may load and speak to: itself, and the exchange. The same for the browser and for Electron.
 * Inline styles stay allowed: components position themselves by them; no script ever is.
 */
export function contentSecurityPolicy(pbxWsUrl: string | null): string {
  const exchange = pbxWsUrl === null ? '' : ` ${new URL(pbxWsUrl).origin}`;
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'unsafe-inline'`,
    `font-src 'self'`,
    `img-src 'self' data:`,
    `media-src 'self' blob: mediastream:`,
    `worker-src 'self'`,
    `connect-src 'self' blob:${exchange}`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}
