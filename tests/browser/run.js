/* Runs the tests of the app: one server with a small population of enterprises for all of them, one file after the other.
Words go to Node's test runner. */
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makePopulation } from './population.js'
import { startServer } from './server.js'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const OPTIONS = ['--test', '--test-concurrency=1', '--test-timeout=240000', '--test-reporter=spec']

async function run(words) {
  const folder = await mkdtemp(join(tmpdir(), 'browser-'))
  try {
    const server = await startServer({ population: await makePopulation(folder) })
    try {
      const files = (await readdir(HERE)).filter((name) => name.endsWith('.test.js')).sort()
      return await ended([...OPTIONS, ...words, ...files.map((name) => join(HERE, name))], server.url)
    } finally {
      await server.stop()
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function ended(command, url) {
  const child = spawn(process.execPath, command, { stdio: 'inherit', env: { ...process.env, INNOVATORY_SERVER: url } })
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)))
}

process.exitCode = await run(process.argv.slice(2))
