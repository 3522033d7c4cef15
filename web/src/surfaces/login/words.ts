// The words of this surface.
export const zh = { page: { title: 'login' } }
export const en: typeof zh = { page: { title: 'login' } }
