/* Who answers for the rows of a department since the mergers. */

/**
 * Each office once, in the order they are first named: rows name several between semicolons. What is only a remark
 * (words without a capital letter, such as "cần xác nhận") comes last.
 * @param {(string | null)[]} rows
 * @param {string | null} department of the plan, which need not be named again
 */
export function ownersOf(rows, department) {
  const all = new Set(rows.flatMap((row) => (row ?? '').split(';').map((part) => part.trim())).filter((part) => part && part !== department));
  const isRemark = (/** @type {string} */ part) => part[0] === part[0].toLocaleLowerCase('vi');
  const offices = [...all].filter((part) => !isRemark(part));
  return offices.length ? [...offices, ...[...all].filter(isRemark)].join('; ') : '';
}
