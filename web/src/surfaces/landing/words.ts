// The words of this surface.
export const zh = { page: { title: 'landing' } }
export const en: typeof zh = { page: { title: 'landing' } }
