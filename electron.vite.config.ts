import { defineConfig } from 'electron-vite';

/** The shell and its preload, each one CommonJS file. The window is built by vite.config.ts, the same for every host. */
const output = { format: 'cjs', entryFileNames: 'index.cjs', codeSplitting: false } as const;

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // Everything is bundled but Electron itself and the one native module, which stays a file beside the archive.
      externalizeDeps: false,
      rolldownOptions: {
        input: 'src/main/electron/index.ts',
        external: ['electron', 'better-sqlite3'],
        output,
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: { input: 'src/preload/index.ts', external: ['electron'], output },
    },
  },
});
