/* The reader's language: Vietnamese unless chosen otherwise; the choice is remembered. */
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
let current = languages.find((code) => code === asked) ?? languages.find((code) => code === remembered()) ?? 'vi';

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
 * The phrase of a key, with {name} replaced.
 * @param {Key} key
 * @param {Record<string, string | number | null | undefined>} [values]
 */
export const t = (key, values = {}) => text[key][current].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

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
