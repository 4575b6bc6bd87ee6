import { EventEmitter } from 'node:events';

/**
 * As much of Electron as the shell touches, so that its bundle can be run on plain Node where no Electron can be had.
 * It proves the wiring, not Electron: the parent process plays the window by messages.
 */
type Handler = (...args: unknown[]) => unknown;
const sent: unknown[] = [];
const handlers = new Map<string, Handler>();
const switches = new Map<string, string>();
let answerScheme: ((request: Request) => Promise<Response>) | null = null;

class App extends EventEmitter {
  readonly isPackaged = false;
  readonly commandLine = {
    getSwitchValue: (name: string) => switches.get(name) ?? '',
    appendSwitch: (name: string, value = '') => void switches.set(name, value),
  };
  setName = (): void => undefined;
  setAppUserModelId = (): void => undefined;
  setPath = (): void => undefined;
  getPath = (): string => '/nonexistent';
  enableSandbox = (): void => undefined;
  requestSingleInstanceLock = (): boolean => true;
  whenReady = (): Promise<void> => Promise.resolve();
  exit = (code = 0): never => process.exit(code);

  /** As Electron does it: the windows first, and a quit that may be held back. */
  quit(): void {
    this.emit('before-quit', {});
    for (const window of BrowserWindow.getAllWindows()) window.emit('closed');
    let held = false;
    this.emit('will-quit', { preventDefault: () => (held = true) });
    if (!held) process.exit(0);
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  static getAllWindows = (): BrowserWindow[] => BrowserWindow.all;
  readonly options: unknown;
  readonly webContents: EventEmitter;
  url = '';

  constructor(options: unknown) {
    super();
    this.options = options;
    this.webContents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: () => undefined,
      isDestroyed: () => false,
      isCrashed: () => false,
      getURL: () => this.url,
      send: (...message: unknown[]) => void sent.push(message),
    });
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  setMenuBarVisibility = (): void => undefined;
  isMinimized = (): boolean => false;
  isFocused = (): boolean => true;
  show = (): void => undefined;
  focus = (): void => undefined;
  async loadURL(url: string): Promise<void> {
    this.url = url;
    process.send?.({ loaded: url, options: this.options, switches: [...switches.keys()] });
  }
}

export class Tray extends EventEmitter {
  setToolTip = (): void => undefined;
  setContextMenu = (): void => undefined;
  destroy = (): void => undefined;
}

export const app = new App();
export const Menu = { setApplicationMenu: () => undefined, buildFromTemplate: () => ({}) };
export const dialog = {
  showMessageBox: (options: unknown): Promise<{ response: number }> => {
    process.send?.({ dialog: options });
    return Promise.resolve({ response: 0 });
  },
};
export const ipcMain = {
  handle: (channel: string, handler: Handler) => void handlers.set(channel, handler),
  removeHandler: (channel: string) => void handlers.delete(channel),
};
export const powerMonitor = new EventEmitter();
export const powerSaveBlocker = { start: () => 1, stop: () => true };
export const protocol = {
  registerSchemesAsPrivileged: () => undefined,
  handle: (_scheme: string, answer: (request: Request) => Promise<Response>) => {
    answerScheme = answer;
  },
};
/** A Linux without a keyring: what it «seals» is marked v10. */
export const safeStorage = {
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  encryptStringAsync: (text: string) => Promise.resolve(Buffer.from(`v10${text}`)),
  decryptStringAsync: () => Promise.reject(new Error('not sealed')),
};
export const session = {
  defaultSession: Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
  }),
};

export interface Question {
  n: number;
  ask: 'call' | 'fetch' | 'wake' | 'sent';
  args: unknown[];
  origin?: string;
}

async function answer({ ask, args, origin = 'otklik://app' }: Question): Promise<unknown> {
  switch (ask) {
    case 'call':
      return handlers.get('otklik:call')?.({ senderFrame: { origin, parent: null } }, ...args);
    case 'fetch': {
      const response = await answerScheme?.(new Request(String(args[0])));
      return response && { status: response.status, headers: [...response.headers], body: await response.text() };
    }
    case 'wake':
      return powerMonitor.emit('resume');
    case 'sent':
      return sent;
  }
}

process.on('message', (question: Question) => {
  void answer(question).then((result) => process.send?.({ n: question.n, result }));
});
