/* Starts the real server on a free port and stops it again. INNOVATORY_SERVER names one that runs already. */
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PATIENCE = 60_000

/** A server of the shipped cities, or of a folder; of a population of enterprises if one is given. `own` starts one that
no other test asks, whose `log` holds what it said of these requests alone. `stop` ends it. */
export async function startServer({ folder, population, own = false } = {}) {
  const running = process.env.INNOVATORY_SERVER
  if (running && !folder && !population && !own) return { url: running, stop: async () => {} }
  const port = await freePort()
  const command = [
    ...(folder ? [folder] : []),
    ...(population ? ['--population', population] : []),
    '--port',
    String(port),
  ]
  const child = spawn(`${ROOT}.venv/bin/innovatory`, ['serve', ...command], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let told = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (told += part))
  const ended = new Promise((resolve) => child.on('exit', resolve))
  const url = `http://127.0.0.1:${port}`
  await answers(`${url}/api/v1/cities?lang=en`, child, () => told)
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  return { url, stop, log: () => told }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

async function answers(url, child, told) {
  const end = Date.now() + PATIENCE
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`the server ended: ${told()}`)
    const found = await fetch(url).catch(() => null)
    if (found?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  child.kill('SIGKILL')
  throw new Error(`the server did not answer: ${told()}`)
}
