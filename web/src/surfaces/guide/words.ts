// The words of this surface.
export const zh = { page: { title: 'guide' } }
export const en: typeof zh = { page: { title: 'guide' } }
