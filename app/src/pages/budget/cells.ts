/* The cells of planned lines as they are edited: the headers of the rows, each with the column it is read as. */
import { say } from '$lib/words.svelte'
import type { PlanColumn, PlanExample, PlanRow } from './shapes'

const TOTAL = /^(合计|总计|小计|total|subtotal)$/i
const UNITS: Record<string, string> = {
  yuan: 'yuan',
  元: 'yuan',
  '10 thousand yuan': 'wan',
  万元: 'wan',
  'million yuan': 'million',
  '100 million yuan': 'yi',
  亿元: 'yi',
}

/** A header of the rows with its column; `label` says the unit that the header names. */
export interface Cell {
  header: string
  column: PlanColumn
  label: string
}

/** The lines of a plan: rows of totals are added up anew by the server and are never lines. */
export function linesOf(plan: PlanExample): PlanRow[] {
  return plan.rows.filter((row) => !Object.values(row).some((text) => TOTAL.test(text.trim())))
}

/** The cells of every line in the order of the columns. */
export function cellsOf(plan: PlanExample): Cell[] {
  const headers = Object.keys(plan.rows[0] ?? {})
  return plan.columns.map((column) => {
    const header = headers.find((one) => one === column.name || one.startsWith(`${column.name} (`)) ?? column.name
    return { header, column, label: labelOf(column, header) }
  })
}

function labelOf(column: PlanColumn, header: string): string {
  const name = column.label.charAt(0).toUpperCase() + column.label.slice(1) + (column.required ? ' *' : '')
  const unit =
    header === column.name ? (column.unit === 'yuan' ? 'yuan' : '') : header.slice(column.name.length + 2, -1)
  const known = UNITS[unit]
  return unit ? name + say('budget.in_unit', { unit: known ? say(`budget.unit.${known}`) : unit }) : name
}
