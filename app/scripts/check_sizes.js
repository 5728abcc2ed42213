/* Refuses a build that is too heavy: what the first load of each page brings over the wire, compressed as the server
compresses it, before charts and with them. Reads the manifest that Vite writes and takes it away afterwards. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const LIMIT = { before: 60_000, charts: 250_000 }
const out = fileURLToPath(new URL('../../src/innovatory/server/app/', import.meta.url))
const manifest = JSON.parse(readFileSync(join(out, '.vite/manifest.json'), 'utf8'))
const CHARTS = 'src/lib/charts/echarts.ts'

const sizes = new Map()
function sizeOf(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(join(out, file)), { level: 6 }).length)
  return sizes.get(file)
}

/** The files that loading some entries brings: their code, what it imports at once, and the styles. */
function filesOf(entries) {
  const seen = new Set()
  const found = new Set(['index.html'])
  const visit = (name) => {
    const one = manifest[name]
    if (!one || seen.has(name)) return
    seen.add(name)
    found.add(one.file)
    for (const style of one.css ?? []) found.add(style)
    for (const next of one.imports ?? []) visit(next)
  }
  entries.forEach(visit)
  return found
}

const total = (files) => [...files].reduce((sum, file) => sum + sizeOf(file), 0)
const pages = Object.keys(manifest).filter((name) => /^src\/pages\/[^/]+\/Page\.svelte$/.test(name))
let heavy = false
for (const page of pages.sort()) {
  const name = page.split('/')[2]
  for (const lang of ['en', 'zh']) {
    const entries = ['index.html', page, `src/words/${lang}.json`, `src/pages/${name}/words/${lang}.json`]
    const before = total(filesOf(entries))
    const charts = total(filesOf([...entries, CHARTS]))
    const wrong = before > LIMIT.before || charts > LIMIT.charts
    heavy ||= wrong
    console.log(
      `${name.padEnd(12)} ${lang}  ${kilo(before)} kB before charts  ${kilo(charts)} kB with them${wrong ? '  TOO HEAVY' : ''}`,
    )
  }
}
rmSync(join(out, '.vite'), { recursive: true })
if (heavy) console.error(`limits: ${kilo(LIMIT.before)} kB before charts, ${kilo(LIMIT.charts)} kB with them`)
process.exit(heavy || pages.length === 0 ? 1 : 0)

function kilo(bytes) {
  return (bytes / 1000).toFixed(1).padStart(6)
}
