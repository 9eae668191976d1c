/* A client made of /api by openapi-typescript and openapi-fetch: it compiles only where the types are right, and prints
 * what the server answers. Arguments: the server. */
import createClient from "openapi-fetch";
import type { paths } from "./api.js";
const client = createClient<paths>({ baseUrl: process.argv[2], querySerializer: { array: { style: "form", explode: false } } });
const json = <T,>(answer: { data?: T; error?: unknown }): Exclude<T, string> => {
  if (!answer.data || typeof answer.data === "string") throw new Error(JSON.stringify(answer.error));
  return answer.data as Exclude<T, string>;
};
const page = json(await client.GET("/collections/{collectionId}/items", { params: { path: { collectionId: "units" }, query: { limit: 2, bbox: [104, 20, 108, 24] } } }));
const matched: number = page.numberMatched;
const about = json(await client.GET("/indicators"));
const first: string = about.indicators[0].id;
const values = json(await client.GET("/indicators/{id}", { params: { path: { id: first } } }));
const share: number | null = values.province.value;
// @ts-expect-error: there is no such member
values.nothing;
console.log(JSON.stringify({ matched, first, share }));
