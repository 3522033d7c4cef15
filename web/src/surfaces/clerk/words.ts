// The words of this surface.
export const zh = { page: { title: 'clerk' } }
export const en: typeof zh = { page: { title: 'clerk' } }
