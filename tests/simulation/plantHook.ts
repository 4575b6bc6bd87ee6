import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { plants } from './plants.ts';

/**
 * `node --import …/plantHook.ts`, with the name of a planted bug in OTKLIK_PLANT: while the program is loaded, the
 * plant's text is put in place of the sound one. Without the variable nothing is touched.
 */
const name = process.env['OTKLIK_PLANT'] ?? '';

if (name !== '') {
  const plant = plants.find((one) => one.name === name);
  if (!plant) throw new Error(`there is no planted bug «${name}»`);
  const url = pathToFileURL(fileURLToPath(new URL(`../../${plant.file}`, import.meta.url))).href;
  const source = readFileSync(new URL(url), 'utf8');
  if (source.split(plant.find).length !== 2) throw new Error(`the plant «${name}» no longer fits ${plant.file}`);
  registerHooks({
    load(asked, context, nextLoad) {
      if (asked !== url) return nextLoad(asked, context);
      // A function: `$&` and its kind in the text must stay what they are.
      return {
        format: 'module-typescript',
        source: source.replace(plant.find, () => plant.replace),
        shortCircuit: true,
      };
    },
  });
}
