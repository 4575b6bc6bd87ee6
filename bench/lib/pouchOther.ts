import { createRequire } from 'node:module';
import type { DeskHas } from './otherDesk.ts';
import type { PouchConstructor } from './pouchDesk.ts';
import { DurableLevelDown } from './pouchStore.ts';

/** The other of two PouchDB desks in live replication, as its own process. The words are the database's address and its folder. */
const PouchDB = createRequire(import.meta.url)('pouchdb-node') as PouchConstructor;
const [remote = '', folder = ''] = process.argv.slice(2);
const desk = new PouchDB(folder, { db: DurableLevelDown });
await desk.info();
desk.changes({ live: true, since: 'now' }).on('change', ({ id: appealId }) => {
  process.send?.({ appealId } satisfies DeskHas);
});
desk.replicate.from(new PouchDB(remote), { live: true, retry: true });
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
process.send?.({});
