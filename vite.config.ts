import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The window, one build for every host: relative addresses, so that it works under http, otklik:// and a sub-path alike. */
export default defineConfig({
  root: 'src/renderer',
  base: './',
  plugins: [react()],
  build: { outDir: '../../out/renderer', emptyOutDir: true, target: 'chrome130', chunkSizeWarningLimit: 2000 },
});
