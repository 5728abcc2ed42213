/* Takes a chart away as a file: the drawing itself as SVG, or painted on a canvas as PNG at twice its size. */

const NAMESPACE = 'http://www.w3.org/2000/svg'

/** Saves the drawing inside an element as `<name>.svg` or `<name>.png`, on the ground of the page. */
export async function save(inside: HTMLElement, name: string, kind: 'svg' | 'png', ground: string): Promise<void> {
  const drawing = inside.querySelector('svg')
  if (!drawing) return
  const text = standing(drawing, ground)
  const blob = kind === 'svg' ? new Blob([text], { type: 'image/svg+xml' }) : await painted(text, drawing)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = `${name}.${kind}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

/** The drawing as a file of its own: with its namespace, its size and a ground. */
function standing(drawing: SVGSVGElement, ground: string): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement
  const { width, height } = drawing.getBoundingClientRect()
  copy.setAttribute('xmlns', NAMESPACE)
  copy.setAttribute('width', String(width))
  copy.setAttribute('height', String(height))
  const back = document.createElementNS(NAMESPACE, 'rect')
  back.setAttribute('width', '100%')
  back.setAttribute('height', '100%')
  back.setAttribute('fill', ground)
  copy.prepend(back)
  return new XMLSerializer().serializeToString(copy)
}

async function painted(text: string, drawing: SVGSVGElement): Promise<Blob> {
  const { width, height } = drawing.getBoundingClientRect()
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = width * 2
  canvas.height = height * 2
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'),
  )
}
