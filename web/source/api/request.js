/* Asks the server. Paths are relative to the page, so that the map also works below a prefix. */

/** @typedef {Record<string, string | number | null | undefined>} Query */

/** What the server says went wrong, in its own sentence. */
export class Problem extends Error {
  /**
   * @param {number} status of HTTP
   * @param {string} title
   * @param {string} detail
   */
  constructor(status, title, detail) {
    super(detail || title);
    this.status = status;
    this.title = title;
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

/**
 * The address of a path with the query's set values.
 * @param {string} path
 * @param {Query} [query]
 */
export function address(path, query = {}) {
  const url = new URL(path, document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') url.searchParams.set(name, String(value));
  }
  return url.href;
}

/** @param {Response} response */
async function problemOf(response) {
  try {
    const body = await response.json();
    return new Problem(response.status, body.title ?? response.statusText, body.detail ?? '');
  } catch {
    return new Problem(response.status, response.statusText || String(response.status), '');
  }
}

let token = ''; /* of whoever may write; never kept longer than the page */
/** @param {string} words */
export const setToken = (words) => { token = words; };

/**
 * Sends something, and returns what came of it. Throws a Problem with the sentence of the server's problem document.
 * @param {'GET' | 'POST' | 'PUT' | 'DELETE'} method
 * @param {string} path
 * @param {{query?: Query, body?: unknown, match?: string, prefer?: string, signal?: AbortSignal}} [given] match: the version that is changed
 * @returns {Promise<{status: number, answer: any, tag: string}>}
 */
export async function send(method, path, {query, body, match, prefer, signal} = {}) {
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
  const response = await fetch(address(path, query), {headers: {Accept: 'application/json'}, signal});
  if (!response.ok) throw await problemOf(response);
  return response.json();
}
