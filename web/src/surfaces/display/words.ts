// The words of this surface.
export const zh = { page: { title: 'display' } }
export const en: typeof zh = { page: { title: 'display' } }
