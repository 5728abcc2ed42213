/* Rows of a spreadsheet that was taken away, read by what analysts read them with. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const PYTHON = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url))
const READ = `
import json, sys
import polars as pl
path = sys.argv[1]
table = {"csv": pl.read_csv, "xlsx": pl.read_excel, "parquet": pl.read_parquet}[path.rpartition(".")[2]](path)
print(json.dumps(table.to_dicts(), default=str))
`

/** The rows of a .csv, .xlsx or .parquet file by the names of its columns. */
export function rowsOf(path) {
  return JSON.parse(execFileSync(PYTHON, ['-c', READ, path], { maxBuffer: 1e8 }))
}

/** Saves a download of a page under its own name in a folder; its path. */
export async function savedTo(folder, page, click) {
  const [file] = await Promise.all([page.waitForEvent('download'), click()])
  const path = `${folder}/${file.suggestedFilename()}`
  await file.saveAs(path)
  return path
}
