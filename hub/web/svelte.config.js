import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	kit: {
		// One page for every address: the hub serves it for all paths that are not its own, and
		// carries it inside its binary. Nothing of the app runs on a server.
		adapter: adapter({ pages: 'build', assets: 'build', fallback: 'index.html', strict: true }),
		// The hub computes the CSP hash of the one inline start script from the embedded page.
		version: { name: '1' }
	}
};
