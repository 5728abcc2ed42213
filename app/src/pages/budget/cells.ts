/* The cells of planned lines as they are edited. Amounts are typed in 10 000 yuan, as budgets are written, and sent under
a header that says so. */
import { say } from '$lib/words.svelte'
import type { PlanColumn, PlanExample, PlanRow } from './shapes'

const TOTAL = /^(合计|总计|小计|total|subtotal)$/i
/** Yuan to the unit in which amounts are typed. */
export const SMALLER = 10_000
const IN_UNIT = ' (10 thousand yuan)'

/** A header of the rows with its column and what it is called on the screen. */
export interface Cell {
  header: string
  column: PlanColumn
  label: string
}

const isMoney = (column: PlanColumn) => column.unit === 'yuan'
const headerOf = (column: PlanColumn) => (isMoney(column) ? column.name + IN_UNIT : column.name)

/** The cells of every line in the order of the columns. */
export function cellsOf(plan: PlanExample): Cell[] {
  return plan.columns.map((column) => ({ header: headerOf(column), column, label: labelOf(column) }))
}

/** The lines of a plan: rows of totals are added up anew by the server and are never lines. */
export function linesOf(plan: PlanExample): PlanRow[] {
  return plan.rows
    .filter((row) => !Object.values(row).some((text) => TOTAL.test(text.trim())))
    .map((row) =>
      Object.fromEntries(plan.columns.map((column) => [headerOf(column), typed(column, row[column.name] ?? '')])),
    )
}

function typed(column: PlanColumn, text: string): string {
  return isMoney(column) && text ? String(Number(text) / SMALLER) : text
}

function labelOf(column: PlanColumn): string {
  const name = column.label.charAt(0).toUpperCase() + column.label.slice(1)
  const unit = isMoney(column) ? say('budget.in_unit', { unit: say('budget.unit') }) : ''
  return name + unit + (column.required ? ' *' : '')
}
