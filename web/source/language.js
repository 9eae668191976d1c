/* The reader's language: Vietnamese unless chosen otherwise; the choice is remembered. */
import {text} from './text.js';

export const languages = Object.keys(text);
const REMEMBERED = 'vungphu.language';

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null; /* storage may be forbidden */
  }
}

const asked = new URLSearchParams(globalThis.location?.hash.slice(1)).get('lang');
let current = [asked, globalThis.localStorage ? remembered() : null, 'vi'].find((code) => languages.includes(code));

export const language = () => current;

export function setLanguage(code) {
  current = code;
  try {
    localStorage.setItem(REMEMBERED, code);
  } catch {
    /* the choice then lasts as long as the page */
  }
}

/* The phrase of a key, with {name} replaced. A missing key is shown as itself: visible, not silent. */
export function t(key, values = {}) {
  const phrase = text[current][key] ?? key;
  return phrase.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/* A title the server gives in both languages. */
export const titleOf = (title) => (typeof title === 'string' ? title : title?.[current] || title?.vi || title?.en || '');

/* The phrase of `prefix.value` when there is one, else the value as the server wrote it. */
export const termOf = (prefix, value) => text[current][`${prefix}.${value}`] ?? value;

/* A definition written "tiếng Việt (EN: English)" in one cell, as the province tables do. */
export function definitionOf(words) {
  const whole = titleOf(words);
  const split = /^(.*?)\s*\(EN:\s*(.*)\)\s*$/s.exec(whole);
  if (!split) return whole;
  const part = split[current === 'en' ? 2 : 1].trim();
  return part.charAt(0).toLocaleUpperCase() + part.slice(1);
}
