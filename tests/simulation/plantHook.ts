import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { editsOf, plants } from './plants.ts';

/**
 * `node --import …/plantHook.ts`, with the name of a planted bug in OTKLIK_PLANT: while the program is loaded, the
 * plant's text is put in place of the sound one. Without the variable nothing is touched.
 */
const name = process.env['OTKLIK_PLANT'] ?? '';

if (name !== '') {
  const plant = plants.find((one) => one.name === name);
  if (!plant) throw new Error(`there is no planted bug «${name}»`);
  const sources = new Map<string, string>();
  for (const { file, find, replace } of editsOf(plant)) {
    const url = new URL(`../../${file}`, import.meta.url).href;
    const source = sources.get(url) ?? readFileSync(new URL(url), 'utf8');
    if (source.split(find).length !== 2) throw new Error(`the plant «${name}» no longer fits ${file}`);
    // A function: `$&` and its kind in the text must stay what they are.
    sources.set(
      url,
      source.replace(find, () => replace),
    );
  }
  registerHooks({
    load(asked, context, nextLoad) {
      const source = sources.get(asked);
      if (source === undefined) return nextLoad(asked, context);
      return { format: 'module-typescript', source, shortCircuit: true };
    },
  });
}
