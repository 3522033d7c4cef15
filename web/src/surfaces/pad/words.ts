// The words of this surface.
export const zh = { page: { title: 'pad' } }
export const en: typeof zh = { page: { title: 'pad' } }
