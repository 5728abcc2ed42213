/* A small population of enterprises, on which costs are worked out. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const INNOVATORY = fileURLToPath(new URL('../../.venv/bin/innovatory', import.meta.url))
const MADE = ['populate', 'shenzhen', '--year', '2022', '--weight', '500']

/** Makes a population in a folder; its path. */
export async function makePopulation(folder) {
  const path = join(folder, 'enterprises.parquet')
  await promisify(execFile)(INNOVATORY, [...MADE, '--out', path, '--report', join(folder, 'totals.json')])
  return path
}

/** What `open` needs for a server with a population: nothing where one runs already that has it. */
export async function populated(folder) {
  return process.env.INNOVATORY_SERVER ? {} : { population: await makePopulation(folder) }
}
