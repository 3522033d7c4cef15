// The words of this surface.
export const zh = { page: { title: 'wall' } }
export const en: typeof zh = { page: { title: 'wall' } }
