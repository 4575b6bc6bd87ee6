import { registerHooks } from 'node:module';

/** Loaded before the shell's bundle (`node --import`): `electron` is the fake from here on. */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: new URL('./fakeElectron.ts', import.meta.url).href, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
});
