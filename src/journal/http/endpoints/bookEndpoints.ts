import { z } from 'zod';
import {
  classifierImported,
  classifierPreview,
  classifiersRead,
  classifierUpload,
  codeBookSaved,
  codeBooksRead,
} from '../../../shared/contracts/admin.ts';
import { codeBookDraft } from '../../../shared/domain/codeBook/codeBook.ts';
import { id } from '../../../shared/lib/primitives.ts';
import { importClassifier, previewClassifier } from '../../commands/importClassifier.ts';
import { saveCodeBookEntry, withdrawCodeBookEntry } from '../../commands/saveCodeBook.ts';
import { requireRegion } from '../../policies/requireRegion.ts';
import { listClassifiers } from '../../queries/classifiers.ts';
import { listCodeBooks } from '../../queries/codeBooks.ts';
import { endpoint } from '../endpoint.ts';

const who = { kind: 'user', action: 'reference.manage' } as const;

/** Versions of the classifier and the region's code books. */
export const bookEndpoints = [
  endpoint({
    method: 'GET',
    path: '/v1/admin/classifiers',
    who,
    area: 'administration',
    summary: 'Версии классификатора: встроенные и загруженные',
    answer: classifiersRead,
    handle: async ({ journal, caller }) => {
      requireRegion(caller, who.action);
      return { classifiers: await listClassifiers(journal.db, journal.territory) };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/admin/classifiers/preview',
    who,
    area: 'administration',
    summary: 'Проверить файл классификатора, ничего не изменяя: строки и ошибки по строкам',
    body: classifierUpload.pick({ csvBase64: true }),
    answer: classifierPreview,
    handle: async ({ caller, body }) => {
      requireRegion(caller, who.action);
      return previewClassifier(body);
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/admin/classifiers',
    who,
    area: 'administration',
    summary: 'Загрузить версию классификатора из файла CSV',
    body: classifierUpload,
    answer: classifierImported,
    problems: ['classifier.faulty', 'classifier.dates_swapped', 'classifier.id_taken', 'classifier.starts_taken'],
    handle: async ({ journal, caller, body }) => {
      requireRegion(caller, who.action);
      return importClassifier(journal, caller, body);
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/admin/code-books',
    who,
    area: 'administration',
    summary: 'Справочники региона: куда направляют, кто присылает, причины',
    answer: codeBooksRead,
    handle: async ({ journal, caller }) => {
      requireRegion(caller, who.action);
      return { entries: await listCodeBooks(journal.db, journal.territory) };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/admin/code-books',
    who,
    area: 'administration',
    summary: 'Внести запись справочника',
    body: codeBookDraft,
    answer: codeBookSaved,
    problems: ['code_book.title_taken'],
    handle: async ({ journal, caller, body }) => {
      requireRegion(caller, who.action);
      return { entry: await saveCodeBookEntry(journal, caller, null, body) };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/admin/code-books/:id',
    who,
    area: 'administration',
    summary: 'Изменить запись справочника',
    params: z.object({ id }),
    body: codeBookDraft,
    answer: codeBookSaved,
    problems: ['code_book.not_found', 'code_book.title_taken'],
    handle: async ({ journal, caller, params, body }) => {
      requireRegion(caller, who.action);
      return { entry: await saveCodeBookEntry(journal, caller, params.id, body) };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/admin/code-books/:id/withdraw',
    who,
    area: 'administration',
    summary: 'Больше не предлагать запись справочника',
    params: z.object({ id }),
    answer: z.object({}),
    problems: ['code_book.not_found'],
    handle: async ({ journal, caller, params }) => {
      requireRegion(caller, who.action);
      await withdrawCodeBookEntry(journal, caller, params.id);
      return {};
    },
  }),
];
