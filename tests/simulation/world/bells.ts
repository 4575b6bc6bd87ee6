import { scopesOf } from '../../../src/journal/policies/feedScopes.ts';
import { users } from '../journal/people.ts';
import type { Dice } from './dice.ts';
import type { Network } from './network.ts';
import type { World } from './world.ts';

interface Bell {
  desk: string;
  scopes: readonly string[];
  news(): void;
  closed(): void;
  isHung: boolean;
}

/** The journal's doorbells: a ring carries nothing, may be lost, late or doubled, and a broken one may say so late. */
export interface Bells {
  hang(desk: string, accessToken: string, listeners: { news: () => void; closed: () => void }): () => void;
  ring(scopes: readonly string[]): void;
  /** The lines of these desks are cut; null for all. */
  cut(desk: string | null): void;
}

export function createBells(world: World, dice: Dice, parts: { network: () => Network; isUp: () => boolean }): Bells {
  const bells = new Set<Bell>();

  function drop(bell: Bell, delayMs: number): void {
    bells.delete(bell);
    world.after(delayMs, `${bell.desk} bell closed`, () => {
      if (bell.isHung) bell.closed();
      bell.isHung = false;
    });
  }

  function sound(bell: Bell): void {
    const { weather, delay, isCutOff } = parts.network();
    const times = dice.chance(weather.lost) ? 0 : dice.chance(weather.duplicated) ? 2 : 1;
    for (let i = 0; i < times; i++) {
      world.after(delay(), `${bell.desk} bell`, () => {
        if (bell.isHung && !isCutOff(bell.desk)) bell.news();
      });
    }
  }

  return {
    hang(desk, accessToken, listeners) {
      const [userId = ''] = accessToken.split('.');
      const bell: Bell = { desk, scopes: scopesFor(userId), isHung: true, ...listeners };
      if (!parts.isUp() || parts.network().isCutOff(desk)) drop(bell, dice.int(10, 3_000));
      else {
        bells.add(bell);
        // A bell that has just been hung rings: nobody knows what was missed.
        sound(bell);
      }
      return () => {
        bell.isHung = false;
        bells.delete(bell);
      };
    },
    ring(scopes) {
      for (const bell of bells) if (bell.scopes.some((scope) => scopes.includes(scope))) sound(bell);
    },
    cut(desk) {
      for (const bell of [...bells]) {
        if (desk === null || bell.desk === desk)
          drop(bell, dice.chance(0.8) ? dice.int(1, 500) : dice.int(5_000, 45_000));
      }
    },
  };
}

function scopesFor(userId: string): string[] {
  const user = users.find((one) => one.id === userId);
  return user ? scopesOf(user) : [];
}
