/* Who answers for the rows of a department since the mergers: an old department's name never stands alone. */
import {t} from './language.js';
import {officeWords} from './offices.js';

/* What is only a remark ("cần xác nhận") has no capital letter. */
const isRemark = (/** @type {string} */ part) => part[0] === part[0].toLocaleLowerCase('vi');

/**
 * Each office once, in the order they are first named: rows name several between semicolons. A remark comes last.
 * @param {(string | null)[]} rows
 * @param {string | null} department of the plan, which need not be named again
 */
export function ownersOf(rows, department) {
  const all = new Set(rows.flatMap((row) => (row ?? '').split(';').map((part) => part.trim())).filter((part) => part && part !== department));
  const offices = [...all].filter((part) => !isRemark(part));
  return offices.length ? [...offices, ...[...all].filter(isRemark)].join('; ') : '';
}

const FEW = 3; /* offices that a line has room for */

/**
 * A department, and who took its place where it is no more: its rows do not name it again.
 * @param {string | null} department
 * @param {{owner_after: string | null}[]} rows of it
 */
export function departmentWords(department, rows) {
  if (!department) return t('menu.other');
  const after = rows.map((row) => row.owner_after ?? '');
  const owners = after.some((words) => words.includes(department)) ? [] : ownersOf(after, department).split('; ').filter((part) => part && !isRemark(part));
  const office = officeWords(department);
  return owners.length && owners.length <= FEW ? t('office.replaced', {office, owners: officeWords(owners.join('; '))}) : office;
}
