import { contextBridge, ipcRenderer } from 'electron';

/** The one door between the page and the program. Channels as in src/main/electron/ipcHost.ts. */
type Answer = { output: unknown } | { error: { code: string; params?: unknown } };
type Listener = (event: unknown) => void;

const listeners = new Set<{ name: string; listener: Listener }>();

// One for all: every subscription on its own would make Electron warn of a leak after the tenth.
ipcRenderer.on('otklik:event', (_event, name: string, event: unknown) => {
  for (const one of listeners) if (one.name === name) one.listener(event);
});

contextBridge.exposeInMainWorld('otklik', {
  async call(name: string, input: unknown): Promise<unknown> {
    const answer = (await ipcRenderer.invoke('otklik:call', name, input).catch(() => null)) as Answer | null;
    if (answer === null) throw new Error('bridge.down {}');
    // Of an error only the text reaches the page: it is written as AppError writes it, and read back there.
    if ('error' in answer) throw new Error(`${answer.error.code} ${JSON.stringify(answer.error.params ?? {})}`);
    return answer.output;
  },
  subscribe(name: string, listener: Listener): () => void {
    const one = { name, listener };
    listeners.add(one);
    return () => void listeners.delete(one);
  },
});
