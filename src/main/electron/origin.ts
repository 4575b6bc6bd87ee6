/** The window's own scheme: with file:// any file of the machine would share its origin. */
export const SCHEME = 'otklik';
export const WINDOW_URL = `${SCHEME}://app/index.html`;

/** What Chromium is told of the scheme before it starts: an origin of its own, secure, or there is no microphone. */
export const schemePrivileges = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
};

/** Whether an address, or an origin, is the window's own. */
export function isOurs(address: string): boolean {
  const url = URL.parse(address);
  return (
    url !== null && url.protocol === `${SCHEME}:` && url.host === 'app' && url.username === '' && url.password === ''
  );
}
