import { AppError } from '../../shared/errors.ts';

/** Why the program cannot start, as the person in front of it reads it. There is no window yet to translate for. */
export function startFault(thrown: unknown): string {
  if (!(thrown instanceof AppError)) return 'Внутренняя ошибка программы. Сообщите администратору.';
  const { code, params } = thrown;
  switch (code) {
    case 'settings.missing':
      return `Нет файла настроек:\n${String(params['file'])}\n\nВ нём указывают адреса журнала и телефонной станции:\n${EXAMPLE}`;
    case 'settings.invalid':
      return `Файл настроек не читается${fieldText(params['field'])}:\n${String(params['file'])}\n\nОбразец:\n${EXAMPLE}`;
    case 'options.invalid':
      return `Неверный параметр запуска${fieldText(params['field'])}.`;
    case 'cache.key_lost':
      return params['reason'] === 'locked'
        ? 'Связка ключей заперта, память рабочего места не открыть. Отоприте связку ключей и запустите программу снова.'
        : 'Ключ к памяти этого рабочего места не найден или не открывается. В ней могут быть неотправленные обращения. Сообщите администратору.';
    case 'cache.busy':
      return 'Память рабочего места занята другой программой. Закройте второй «Отклик» и запустите снова.';
    case 'cache.corrupt':
      return 'Память рабочего места повреждена. Сообщите администратору, не выключая компьютер.';
    case 'disk.full':
      return 'На диске нет места. Освободите место и запустите программу снова.';
    case 'disk.io':
      return 'Диск не отвечает. Сообщите администратору.';
    default:
      return `Не удалось запустить (${code}). Сообщите администратору.`;
  }
}

const EXAMPLE = '{ "journalUrl": "https://журнал.организация", "pbxWsUrl": "wss://станция.организация:8089/ws" }';

function fieldText(field: unknown): string {
  return typeof field === 'string' && field !== '' ? ` (${field})` : '';
}
