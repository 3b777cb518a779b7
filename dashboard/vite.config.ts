import { defineConfig } from 'vite';

// Names without hashes: they stand in Gyrfalcon.Admin.csproj, and an ETag tells whether a file is new.
export default defineConfig({
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: { output: { entryFileNames: 'assets/app.js', assetFileNames: 'assets/[name][extname]' } },
  },
  server: { proxy: { '/v1': 'http://127.0.0.1:2019', '/reload': 'http://127.0.0.1:2019' } },
});
