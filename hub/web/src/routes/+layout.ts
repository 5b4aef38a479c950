// Everything runs in the browser; the hub only serves one page and its data.
export const ssr = false;
export const prerender = false;
export const trailingSlash = 'never';
