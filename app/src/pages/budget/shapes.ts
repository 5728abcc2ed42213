/* The shapes of the server that this page reads. */
import type { components } from '$api/types'

type Shapes = components['schemas']
export type PlanExample = Shapes['PlanExample']
export type PlanColumn = Shapes['PlanColumn']
export type Budget = Shapes['Budget']
export type BudgetLine = Shapes['BudgetLine']
export type BudgetChange = Shapes['BudgetChange']
export type Lever = Shapes['Lever']
export type PlanRow = Record<string, string>
