/* The reader's language: the one chosen, which is remembered, else the browser's, else Vietnamese. */
import {text} from './text.js';

/** @import {Title} from '../api/answers.js' */
/** @typedef {keyof Title} Language */
/** @typedef {keyof typeof text} Key of a phrase */

/** @type {Language[]} */
export const languages = ['vi', 'en'];
const REMEMBERED = 'vungphu.language';

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null; /* storage may be forbidden */
  }
}

const asked = new URLSearchParams(globalThis.location?.hash.slice(1)).get('lang');
/** The first of the reader's own languages that is there: en-GB is English. */
const preferred = () => (globalThis.navigator?.languages ?? []).map((tag) => tag.split('-')[0]);
let current = [asked, remembered(), ...preferred()].map((wanted) => languages.find((code) => code === wanted)).find(Boolean) ?? 'vi';

export const language = () => current;

/** @param {string} code @returns {code is Language} */
export const isLanguage = (code) => languages.some((known) => known === code);

/** @param {Language} code */
export function setLanguage(code) {
  current = code;
  try {
    localStorage.setItem(REMEMBERED, code);
  } catch {
    /* the choice then lasts as long as the page */
  }
}

/**
 * The phrase of a key, with {name} replaced; of [one|many] stands the first when {n} is 1.
 * @param {Key} key
 * @param {Record<string, string | number | null | undefined>} [values]
 */
export const t = (key, values = {}) => text[key][current]
  .replace(/\[([^|\]]*)\|([^\]]*)\]/g, (_, one, many) => (String(values.n) === '1' ? one : many))
  .replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

/**
 * A title the server gives in both languages.
 * @param {Title | string | null | undefined} title
 */
export const titleOf = (title) => (typeof title === 'string' ? title : title?.[current] || title?.vi || title?.en || '');

/**
 * The phrase of `prefix.value` when there is one, else the value as the server wrote it.
 * @param {string} prefix
 * @param {string} value
 */
export function termOf(prefix, value) {
  const key = `${prefix}.${value}`;
  return key in text ? t(/** @type {Key} */ (key)) : value;
}

/**
 * A definition written "tiếng Việt (EN: English)" in one cell, as the province tables do.
 * @param {Title | string} words
 */
export function definitionOf(words) {
  const whole = titleOf(words);
  const split = /^(.*?)\s*\(EN:\s*(.*)\)\s*$/s.exec(whole);
  if (!split) return whole;
  const part = split[current === 'en' ? 2 : 1].trim();
  return part.charAt(0).toLocaleUpperCase() + part.slice(1);
}
