import { assertNever } from '../../shared/lib/assertNever.ts';
import type { RowKey } from './auditHash.ts';

/** What does not fit: the block it was found in, and the row where one can be named. */
export type AuditFault =
  | { kind: 'row.edited' | 'row.deleted' | 'row.backdated'; block: number; position: number; row: RowKey }
  | { kind: 'row.outsideChain'; row: RowKey }
  | { kind: 'block.entries' | 'block.rewritten' | 'block.previous' | 'block.missing' | 'block.late'; block: number }
  | { kind: 'entry.outsideBlocks'; position: number }
  | { kind: 'head.missing' | 'head.differs'; block: number }
  | { kind: 'heads.none' }
  | { kind: 'trigger.off'; table: string };

/** One line for the person who asked for the check. */
export function describeFault(fault: AuditFault): string {
  switch (fault.kind) {
    case 'row.edited':
      return `Блок ${fault.block}, запись ${fault.position}: строка изменена (${describeRow(fault.row)})`;
    case 'row.deleted':
      return `Блок ${fault.block}, запись ${fault.position}: строка удалена без акта (${describeRow(fault.row)})`;
    case 'row.backdated':
      return `Блок ${fault.block}, запись ${fault.position}: строка вписана задним числом (${describeRow(fault.row)})`;
    case 'row.outsideChain':
      return `Строка вписана мимо цепочки (${describeRow(fault.row)})`;
    case 'block.entries':
      return `Блок ${fault.block}: записи переставлены, заменены, удалены или добавлены`;
    case 'block.rewritten':
      return `Блок ${fault.block}: сам блок изменён, его хеш не сходится`;
    case 'block.previous':
      return `Блок ${fault.block}: не продолжает предыдущий блок`;
    case 'block.missing':
      return `Блок ${fault.block}: удалён из цепочки или его место в ней изменено`;
    case 'block.late':
      return `Блок ${fault.block}: выдан за строки, бывшие до начала аудита, но стоит после новых`;
    case 'entry.outsideBlocks':
      return `Запись ${fault.position}: не принадлежит ни одному блоку`;
    case 'head.missing':
      return `Блок ${fault.block}: известен сохранённой голове, но в цепочке его нет, цепочка обрезана`;
    case 'head.differs':
      return `Блок ${fault.block}: не тот, что записан в сохранённой голове, цепочка переписана`;
    case 'heads.none':
      return 'Сохранённых голов нет: обрезание и переписывание цепочки обнаружить нельзя. Укажите --head НОМЕР:ХЕШ';
    case 'trigger.off':
      return `Таблица ${fault.table}: снят или выключен триггер, новые строки не попадают в цепочку`;
    default:
      return assertNever(fault);
  }
}

function describeRow({ source, rowId, rowNo }: RowKey): string {
  switch (source) {
    case 'event':
      return `обращение ${rowId}, событие ${rowNo}`;
    case 'access':
      return `журнал доступа, строка ${rowNo}`;
    case 'destruction':
      return `сведения об уничтожении, строка ${rowNo}`;
    default:
      return assertNever(source);
  }
}
