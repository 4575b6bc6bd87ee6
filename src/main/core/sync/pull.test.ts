import { expect, test } from 'vitest';
import { bareDesk } from '../../../../tests/support/bareDesk.ts';
import type { PullResponse } from '../../../shared/contracts/journal.ts';
import type { Desk } from '../desk.ts';
import type { JournalClient } from '../journal/journalClient.ts';
import type { Ask } from './ask.ts';
import { pull } from './pull.ts';

const ask: Ask = (question) => question({});

/** A feed of empty pages that are told of and come when the test says so. */
function pagedFeed(pages: number) {
  const asked: number[] = [];
  const coming = Array.from({ length: pages }, () => Promise.withResolvers<PullResponse>());
  const heads: ((cursor: string) => void)[] = [];
  const journal: Pick<JournalClient, 'pull' | 'departed'> = {
    pull(_token, cursor, _wait, onNext) {
      const place = Number(cursor || 0);
      asked.push(place);
      heads[place] = onNext;
      return coming[place]?.promise ?? Promise.reject(new Error('there is no such page'));
    },
    departed: () => Promise.resolve(),
  };
  const pageAt = (place: number): PullResponse => ({
    changes: [],
    cursor: String(place + 1),
    more: place + 1 < pages,
  });
  return {
    asked,
    journal: journal as JournalClient,
    tellNext: (place: number) => heads[place]?.(String(place + 1)),
    bring: (place: number) => coming[place]?.resolve(pageAt(place)),
    fail: (place: number) => coming[place]?.reject(new Error('silence')),
  };
}

function start(desk: Desk, journal: JournalClient): Promise<unknown> {
  const user = desk.session.require().user;
  return pull(desk, journal, ask, { user, accessToken: 'token' });
}

/** Everything that promises can do is done. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const cursorOf = (desk: Desk): string => desk.feed.state(desk.session.require().user.id).cursor;

test('the next page is asked for as soon as its place is told, and never more than one ahead', async () => {
  const [desk, feed] = [bareDesk(), pagedFeed(3)];
  const pulled = start(desk, feed.journal);
  await turn();
  feed.tellNext(0);
  await turn();
  expect(feed.asked).toEqual([0, 1]);
  feed.tellNext(1);
  await turn();
  expect([feed.asked, cursorOf(desk)]).toEqual([[0, 1], '']);
  feed.bring(0);
  await turn();
  expect([feed.asked, cursorOf(desk)]).toEqual([[0, 1, 2], '1']);
  feed.bring(2);
  await turn();
  expect(cursorOf(desk)).toBe('1');
  feed.bring(1);
  await pulled;
  expect([feed.asked, cursorOf(desk)]).toEqual([[0, 1, 2], '3']);
});

test('where nothing tells of the next page beforehand, each is asked for when the one before has come', async () => {
  const [desk, feed] = [bareDesk(), pagedFeed(2)];
  const pulled = start(desk, feed.journal);
  await turn();
  expect(feed.asked).toEqual([0]);
  feed.bring(0);
  await turn();
  expect([feed.asked, cursorOf(desk)]).toEqual([[0, 1], '1']);
  feed.bring(1);
  await pulled;
  expect(cursorOf(desk)).toBe('2');
});

test('a page that does not come takes with it neither what came before nor anything after', async () => {
  const [desk, feed] = [bareDesk(), pagedFeed(3)];
  const pulled = start(desk, feed.journal);
  await turn();
  feed.tellNext(0);
  feed.bring(0);
  await turn();
  feed.tellNext(1);
  await turn();
  expect(feed.asked).toEqual([0, 1, 2]);
  feed.bring(2);
  feed.fail(1);
  await expect(pulled).rejects.toThrow('silence');
  expect(cursorOf(desk)).toBe('1');
});
