import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createServer, type RequestListener } from 'node:http';
import type { PouchConstructor } from './pouchDesk.ts';
import { DurableLevelDown } from './pouchStore.ts';

/**
 * A PouchDB server as its own process, on disk: the words are its folder. It tells its address and serves until it is
 * ended. It is set up as it comes.
 */
const require = createRequire(import.meta.url);
const PouchDB = require('pouchdb-node') as PouchConstructor;
const expressPouch = require('express-pouchdb') as (pouch: PouchConstructor, options: object) => RequestListener;

const [folder = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const served = PouchDB.defaults({ prefix: `${folder}/`, db: DurableLevelDown });
const http = createServer(
  expressPouch(served, {
    logPath: `${folder}/log.txt`,
    configPath: `${folder}/config.json`,
  }),
);
http.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` });
});
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
