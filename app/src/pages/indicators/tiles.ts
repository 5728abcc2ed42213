/* The places of the districts' tiles from the city's GeoJSON of equal squares, whose unit is one tile and whose y goes up. */

export interface Tile {
  id: string
  /** From 1, left to right and top to bottom, as a grid of the page counts. */
  column: number
  row: number
}

interface Feature {
  id?: string
  properties?: Record<string, unknown> | null
  geometry: { type: string; coordinates: unknown }
}

export function tilesOf(map: Record<string, unknown> | null): Tile[] {
  const features = (map?.features ?? []) as Feature[]
  const found = features.map((one) => ({ id: idOf(one), ...corner(one.geometry.coordinates) }))
  const left = Math.min(...found.map((one) => one.x))
  const top = Math.max(...found.map((one) => one.y))
  return found.map((one) => ({ id: one.id, column: Math.round(one.x - left) + 1, row: Math.round(top - one.y) + 1 }))
}

function idOf(feature: Feature): string {
  return String(feature.id ?? feature.properties?.id ?? feature.properties?.district ?? '')
}

/** The least x and y of all points of a geometry, however deep its coordinates are nested. */
function corner(coordinates: unknown): { x: number; y: number } {
  const points = pointsOf(coordinates)
  return { x: Math.min(...points.map(([x]) => x)), y: Math.min(...points.map(([, y]) => y)) }
}

function pointsOf(coordinates: unknown): [number, number][] {
  if (!Array.isArray(coordinates)) return []
  if (typeof coordinates[0] === 'number') return [coordinates as [number, number]]
  return coordinates.flatMap(pointsOf)
}
