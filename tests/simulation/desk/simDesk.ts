import type { BridgeCallName, BridgeInput, BridgeOutput } from '../../../src/shared/contracts/bridge.ts';
import { createCore, type Core } from '../../../src/main/core/createCore.ts';
import { dispatch } from '../../../src/main/bridge/dispatch.ts';
import type { CorePorts, JournalTransport } from '../../../src/main/core/ports.ts';
import { attached } from '../../../src/shared/contracts/journal.ts';
import { AppError } from '../../../src/shared/errors.ts';
import { uuid7 } from '../../../src/shared/lib/uuid7.ts';
import type { Dice } from '../world/dice.ts';
import type { Network } from '../world/network.ts';
import type { World } from '../world/world.ts';
import { fromNewer, makeReadable } from './oldDesk.ts';
import { createSimDisk, type DiskMoment, type SimDisk } from './simDisk.ts';

/** Thrown into a core at the instant it dies, and to whoever was waiting for it. */
export class Killed extends Error {
  constructor() {
    super('killed');
    this.name = 'Killed';
  }
}

/** Who rings the doorbells of the signed-in. */
export interface Doorbells {
  hang(desk: string, accessToken: string, listeners: { news: () => void; closed: () => void }): () => void;
}

export interface SimDesk {
  readonly name: string;
  readonly disk: SimDisk;
  isUp(): boolean;
  start(): Promise<void>;
  /** The process is gone at once; what it had not committed is gone with it. */
  kill(): void;
  /** The process dies at its n-th touch of the disk from now, wherever in its work that is; null: not any more. */
  killAtTouch(touches: number | null): void;
  /** The same, counted from the next answer of the journal that brings something. */
  killAfterAnswer(touches: number): void;
  /** The machine woke up or changed its network. */
  wake(): void;
  /** As a window asks. Rejects with `Killed` when the core dies before it has answered. */
  call<N extends BridgeCallName>(name: N, input: BridgeInput<N>): Promise<BridgeOutput<N>>;
  /** The disk is exchanged for a copy of itself of an earlier time, or of another desk's. */
  replaceDisk(image: Buffer): void;
  /** Whom it last said it was to the journal, as a device. */
  identity: string | null;
  /** How far its clock is off true time, ms. */
  skewMs: number;
  /** It is of an older version than the journal, and cannot read part of what it is told. */
  isOld: boolean;
  /** An old desk is exchanged for a newer one over the same disk. */
  update(): void;
  kills: { all: number; insideTransaction: number };
  /** What of it was waiting for the journal when news of the same thing came. */
  rebases: number;
}

export interface DeskSurroundings {
  world: World;
  dice: Dice;
  network: Network;
  bells: Doorbells;
  dataDir: string;
  /** A bug no kill explains: something threw where nobody stands above it. */
  onBug(what: string, thrown: unknown): void;
  onDeath(): void;
  onMet(met: Meeting): void;
}

/** The journal has answered a desk that came as a device. */
export interface Meeting {
  identity: string;
  askedMs: number;
  /** Its epoch was exchanged, it got what it asked for, or the exchange was refused: it is a copy. */
  how: 'attached' | 'served' | 'refused';
  /** The epoch it was given, where it was. */
  epoch: number | null;
}

/** One life of a core's process. */
interface Life {
  isDead: boolean;
  touchesLeft: number | null;
  /** What `touchesLeft` becomes when the journal's next answer brings something. */
  touchesAfterAnswer: number | null;
  death: PromiseWithResolvers<never>;
}

export function createSimDesk(name: string, image: Buffer | null, around: DeskSurroundings): SimDesk {
  const { world, dice, network } = around;
  const idDice = dice.fork('ids');
  const bootedMs = world.nowMs() - dice.int(0, 10_000_000);
  const knowsUptime = dice.chance(0.7);
  let life: Life | null = null;
  let core: Core | null = null;

  function die(of: Life, moment: string, isInTransaction: boolean): void {
    if (of.isDead) return;
    of.isDead = true;
    desk.kills.all += 1;
    if (isInTransaction) desk.kills.insideTransaction += 1;
    world.note(`${name} killed`, `${moment}${isInTransaction ? ' inside a transaction' : ''}`);
    core = null;
    disk.crash();
    of.death.reject(new Killed());
    around.onDeath();
  }

  function guardOf(of: Life): (moment: DiskMoment, isInTransaction: boolean) => void {
    return (moment, isInTransaction) => {
      if (of.isDead) throw new Killed();
      if (of.touchesLeft === null) return;
      of.touchesLeft -= 1;
      if (of.touchesLeft > 0) return;
      die(of, moment, isInTransaction);
      throw new Killed();
    };
  }

  function transportOf(of: Life): JournalTransport {
    return {
      request: (request) =>
        new Promise((resolve, reject) => {
          if (of.isDead) return;
          const askedMs = world.nowMs();
          const asDevice = /^Device ([^:]+):/.exec(request.authorization ?? '')?.[1];
          if (asDevice !== undefined) desk.identity = asDevice;
          const isAttach = request.path === '/v1/devices/attach';
          const met = (how: Meeting['how'], epoch: number | null = null): void => {
            if (asDevice !== undefined) around.onMet({ identity: asDevice, askedMs, how, epoch });
          };
          network
            .send(name, request, (body) => takeNote(request.path, body))
            .then(
              (answer) => {
                if (of.isDead) return;
                if (isAttach) met('attached', attached.parse(answer).epoch);
                else met('served');
                resolve(desk.isOld ? fromNewer(request.path, answer) : answer);
              },
              (thrown: unknown) => {
                if (of.isDead) return;
                // Only a refused exchange of epochs is certain; any other refusal makes the desk ask for one.
                if (thrown instanceof AppError && isAttach) met('refused');
                reject(thrown);
              },
            );
        }),
      doorbell(accessToken, listeners) {
        if (of.isDead) return () => undefined;
        return around.bells.hang(name, accessToken, {
          news: () => of.isDead || listeners.news(),
          closed: () => of.isDead || listeners.closed(),
        });
      },
    };
  }

  function portsOf(of: Life): CorePorts {
    return {
      clock: {
        nowMs: () => world.nowMs() + desk.skewMs,
        // The machine was started long before; its core dies and starts again on it.
        uptimeMs: knowsUptime ? () => world.nowMs() - bootedMs : undefined,
        after(delayMs, fn) {
          if (of.isDead) return () => undefined;
          return world.after(delayMs, `${name} timer`, () => {
            if (of.isDead) return;
            try {
              fn();
            } catch (thrown) {
              if (!(thrown instanceof Killed)) around.onBug(`${name}: a timer threw`, thrown);
            }
          });
        },
      },
      ids: {
        next: () => uuid7(world.nowMs() + desk.skewMs, idDice.bytes(10)),
        random: (bytes) => idDice.bytes(bytes),
      },
      log: {
        info: (event, ids) => of.isDead || world.note(`${name} log`, `${event} ${JSON.stringify(ids ?? {})}`),
        warn: (event, ids) => of.isDead || world.note(`${name} warns`, `${event} ${JSON.stringify(ids ?? {})}`),
        error(event, ids, cause) {
          if (of.isDead) return;
          world.note(`${name} errs`, `${event} ${JSON.stringify(ids ?? {})}`);
          around.onBug(`${name}: ${event}`, cause);
        },
      },
      secrets: { kind: 'keyFile', databaseKey: () => Promise.resolve(Buffer.alloc(32, 7)) },
      // What a password costs is none of this world's matters.
      passwords: {
        remember: (password) => Promise.resolve(`plain$${password}`),
        check: (verifier, password) => Promise.resolve(verifier === `plain$${password}`),
      },
      journal: transportOf(of),
      openCache: () => ({ cache: desk.disk.open(guardOf(of)), setAside: null }),
      practice: null,
      settings: { dataDir: around.dataDir, deviceName: name, pbxWsUrl: null },
    };
  }

  /** Counts the acts that go over a newer base: those that wait for an appeal the journal now tells the state of. */
  function takeNote(path: string, body: unknown): void {
    const { changes = [], answers = [] } = body as {
      changes?: { entity: string; id: string }[];
      answers?: { actId: string; appeal: { id: string } | null }[];
    };
    if (!path.startsWith('/v1/pull') && !path.startsWith('/v1/push')) return;
    const told = new Set(changes.filter(({ entity }) => entity === 'appeal').map(({ id }) => id));
    for (const { appeal } of answers) if (appeal) told.add(appeal.id);
    const answered = new Set(answers.map(({ actId }) => actId));
    if (life !== null && life.touchesAfterAnswer !== null && changes.length + answers.length > 0) {
      life.touchesLeft = life.touchesAfterAnswer;
      life.touchesAfterAnswer = null;
    }
    for (const appealId of told) {
      const waiting = desk.disk.look<{ act_id: string }>(
        `SELECT act_id FROM outbox WHERE entity_id = ? AND state = 'waiting'`,
        appealId,
      );
      desk.rebases += waiting.filter((row) => !answered.has(row.act_id)).length;
    }
  }

  let disk = createSimDisk(image);
  const desk: SimDesk = {
    name,
    get disk() {
      return disk;
    },
    identity: null,
    skewMs: 0,
    isOld: false,
    update() {
      if (!desk.isOld) return;
      desk.kill();
      desk.isOld = false;
      makeReadable(disk);
    },
    kills: { all: 0, insideTransaction: 0 },
    rebases: 0,
    isUp: () => core !== null,
    async start() {
      const mine: Life = {
        isDead: false,
        touchesLeft: null,
        touchesAfterAnswer: null,
        death: Promise.withResolvers<never>(),
      };
      mine.death.promise.catch(() => undefined);
      life = mine;
      world.note(`${name} starts`);
      const made = await Promise.race([createCore(portsOf(mine)), mine.death.promise]);
      if (mine.isDead) throw new Killed();
      core = made;
    },
    kill() {
      if (life !== null) die(life, 'between events', false);
    },
    killAtTouch(touches) {
      if (life === null || life.isDead) return;
      life.touchesLeft = touches;
      life.touchesAfterAnswer = null;
    },
    killAfterAnswer(touches) {
      if (life !== null && !life.isDead) life.touchesAfterAnswer = touches;
    },
    wake: () => core?.machineWoke(),
    async call(name, input) {
      const of = life;
      if (core === null || of === null || of.isDead) throw new Killed();
      const answer = await Promise.race([dispatch(core, name, structuredClone(input)), of.death.promise]);
      // Dead in the same turn: its window never heard the answer.
      if (of.isDead) throw new Killed();
      return answer as never;
    },
    replaceDisk(copy) {
      if (life !== null && !life.isDead) throw new Error('a disk is not exchanged under a running core');
      disk.close();
      disk = createSimDisk(copy);
    },
  };
  return desk;
}
