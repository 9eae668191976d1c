/* build.mjs puts the library here; its types are those of the npm package. */
export * from 'maplibre-gl';
