import { svelte } from '@sveltejs/vite-plugin-svelte'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// The policy of the server allows scripts and styles from files alone: nothing is inlined, names carry a hash.
export default defineConfig({
  plugins: [svelte()],
  resolve: { alias: { $lib: here('./src/lib'), $api: here('./src/api') } },
  build: {
    outDir: here('../src/innovatory/server/app'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    target: 'es2022',
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/api': process.env.INNOVATORY_SERVER ?? 'http://127.0.0.1:8700' } },
})
