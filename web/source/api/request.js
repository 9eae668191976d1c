/* Asks the server, or the files beside the page where there is none (api/book.js). Paths are relative to the page, so that the
 * map also works below a prefix. */
import {site} from './book.js';

/** @typedef {Record<string, string | number | null | undefined>} Query */

/** What the server says went wrong, in its own sentence; `vietnamese`: the same, '' where it has none. */
export class Problem extends Error {
  /**
   * @param {number} status of HTTP
   * @param {string} title
   * @param {string} detail
   * @param {string} [vietnamese]
   */
  constructor(status, title, detail, vietnamese = '') {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.vietnamese = vietnamese;
  }
}

/**
 * Whether it may be otherwise in a moment: the server cannot be reached, or says that it is not ready.
 * @param {unknown} error
 */
export const isPassing = (error) => error instanceof TypeError || (error instanceof Problem && [502, 503, 504].includes(error.status));

const [FIRST, LAST] = [1500, 20000]; /* milliseconds */

/** How long to wait before the nth try again. @param {number} n from 0 */
export const pauseBefore = (n) => Math.min(LAST, FIRST * 2 ** n);

/** The server answers from a later snapshot than the rest of the page was read from. */
export class LaterSnapshot extends Error {}

/** What is asked is not among the files of a site, and there is no server to ask. */
export class NotKept extends Error {}

const kept = new Map((site?.answers ?? []).map((name, i) => [name, site?.sums[i] ?? '']));
const made = new Set(site?.tiles);

/** As the C program names files: what may not stand in a name is ~ and two digits a byte. @param {string} words */
const inName = (words) => [...new TextEncoder().encode(words)].map((byte) => (/[\w.-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte)
  : `~${byte.toString(16).toUpperCase().padStart(2, '0')}`)).join('');

/**
 * The file of an answer: its terms are a folder before the last part of the path.
 * @param {string} path
 * @param {Query} [query]
 */
export function fileOf(path, query = {}) {
  const terms = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '').sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${inName(String(value))}`).join(',');
  const parts = path.split('/').map(inName);
  const last = parts.pop() ?? '';
  return [...parts, ...(terms ? [terms] : []), /\.\w+$/.test(last) ? last : `${last}.json`].join('/');
}

/** Whether it can be had: of a server everything. @param {string} path @param {Query} [query] */
export const has = (path, query) => !site || kept.has(fileOf(path, query));

/**
 * The address of a path with the query's set values.
 * @param {string} path
 * @param {Query} [query]
 */
export function address(path, query = {}) {
  if (site && has(path, query)) return new URL(`data/${fileOf(path, query)}`, document.baseURI).href;
  const url = new URL(path, document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') url.searchParams.set(name, String(value));
  }
  return url.href;
}

/** The same for a link; null where it would lead nowhere. @param {string} path @param {Query} [query] */
export const link = (path, query) => (has(path, query) ? address(path, query) : null);

let snapshot = ''; /* that the page shows: addresses of tiles name it, so that the browser keeps them without asking again */
/** @param {string} id */
export const setSnapshot = (id) => { snapshot = id; };

/**
 * Where a layer's tiles are: {z}, {x} and {y} stand for their numbers.
 * @param {string} layer or several, between commas: of a server, one tile holds them all
 * @param {'mvt' | 'png'} ending
 * @param {Record<string, string>} [set] of units
 */
export function tilesAddress(layer, ending, set) {
  const archive = fileOf(`tiles/${layer}.pmtiles`, set);
  if (made.has(archive)) return `archive://${new URL(`data/${archive}`, document.baseURI).href}/{z}/{x}/{y}`;
  return `${new URL('tiles/', document.baseURI).href}${layer}/{z}/{x}/{y}.${ending}?${new URLSearchParams({...set, v: snapshot})}`;
}

/**
 * The archive that has a tile of that address; '' when none has.
 * @param {string} archive of all the layer's @param {number} zoom @param {number} column @param {number} row
 */
export function archiveOf(archive, zoom, column, row) {
  const sheets = site?.sheets;
  if (!sheets || zoom < sheets) return archive;
  const own = archive.replace(/\.pmtiles$/, `/${[sheets, ...[column, row].map((n) => Math.floor(n / 2 ** (zoom - sheets)))].join('-')}.pmtiles`);
  return made.has(own.slice(new URL('data/', document.baseURI).href.length)) ? own : '';
}

/** @param {Response} response */
async function problemOf(response) {
  try {
    const body = await response.json();
    return new Problem(response.status, body.title ?? response.statusText, body.detail ?? '', body.detail_vi);
  } catch {
    return new Problem(response.status, response.statusText || String(response.status), '');
  }
}

let token = ''; /* of whoever may write; never kept longer than the page */
/** @param {string} words */
export const setToken = (words) => { token = words; };
export const hasToken = () => token !== '';

/**
 * Sends something, and returns what came of it. Throws a Problem with the sentence of the server's problem document.
 * @param {'GET' | 'POST' | 'PUT' | 'DELETE'} method
 * @param {string} path
 * @param {{query?: Query, body?: unknown, match?: string, prefer?: string, signal?: AbortSignal}} [given] match: the version that is changed
 * @returns {Promise<{status: number, answer: any, tag: string}>}
 */
export async function send(method, path, {query, body, match, prefer, signal} = {}) {
  if (site && (method !== 'GET' || !has(path, query))) throw new NotKept(path);
  /** @type {Record<string, string>} */
  const headers = {Accept: 'application/json'};
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (match) headers['If-Match'] = match;
  if (prefer) headers.Prefer = prefer;
  if (token) headers.Authorization = `Bearer ${token}`;
  const response = await fetch(address(path, query), {method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal});
  if (!response.ok) throw await problemOf(response);
  return {status: response.status, answer: response.status === 204 ? null : await response.json(), tag: response.headers.get('ETag') ?? ''};
}

/**
 * Throws a Problem with the sentence of the server's problem document.
 * @param {string} path
 * @param {Query} [query]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>} what it is, api/answers.d.ts says
 */
export async function get(path, query, signal) {
  if (!has(path, query)) throw new NotKept(path);
  const answer = await read(address(path, query), signal);
  return site ? ofSite(answer, fileOf(path, query)) : answer;
}

/**
 * A file names no snapshot, since the same answer of two snapshots is one file: by its sum it is the book's answer or a later one.
 * @param {any} answer
 * @param {string} file
 */
async function ofSite(answer, file) {
  const sum = kept.get(file);
  if (!sum) return answer;
  if (answer.sum !== sum) throw new LaterSnapshot((await read(address('readyz'))).snapshot);
  return {...answer, snapshot: site?.snapshot};
}

/** A file of the map itself. @param {string} name @returns {Promise<any>} */
export const getOwn = (name) => read(new URL(name, document.baseURI).href);

/** @param {string} url @param {AbortSignal} [signal] */
async function read(url, signal) {
  const response = await fetch(url, {headers: {Accept: 'application/json'}, signal, ...(site ? {cache: 'no-cache'} : {})});
  if (!response.ok) throw await problemOf(response);
  return response.json();
}
