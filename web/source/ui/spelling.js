/* Words as a searching reader writes them: tone marks, capitals and blanks do not matter. */

/**
 * Whether a searching reader means it: tone marks and blanks do not matter ("dinhhoa").
 * @param {string} name
 * @param {string} wanted
 */
export const matches = (name, wanted) => plain(name).replace(/\s+/g, '').includes(plain(wanted).replace(/\s+/g, ''));

/**
 * "Hoà Bình" and "hoa binh" are the same to a searching reader.
 * @param {string} words
 */
export const plain = (words) => words.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').toLowerCase();
