// What the server does after receiving, as the person sees it who runs it: a photo that cannot be
// prepared is told in words, tried again, taken off the list; nobody else is shown any of it.
import type { Page } from '@playwright/test';
import { expect, noSeriousFindings, password, people, screenPath, signIn, test } from './fixture.ts';
import { tornFinding } from './walk.ts';

const sizes = [
	{ name: 'desk', width: 1440, height: 900 },
	{ name: 'phone', width: 390, height: 844 }
];
const languages = [
	{ name: 'es', button: 'Español', title: 'Tareas del servidor' },
	{ name: 'en', button: 'English', title: 'Tasks of the server' }
];

/** Files that wait, in place of what a hub without a bucket answers. */
async function filesWait(page: Page, files: Record<string, unknown>): Promise<void> {
	await page.route('**/v1/jobs', async (route) => {
		const answer = await route.fetch();
		await route.fulfill({ response: answer, json: { ...(await answer.json()), files } });
	});
}

async function look(page: Page, name: string): Promise<void> {
	await noSeriousFindings(page, name);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
	expect(wide, `${name} is wider than the window`).toBeLessThanOrEqual(0);
	await page.screenshot({ path: screenPath(name), fullPage: true });
}

test.beforeAll(async ({ hub }) => {
	const { one, photos } = tornFinding(hub.start);
	await hub.send(one, photos);
});

for (const size of sizes) {
	for (const language of languages) {
		test(`the work on a ${size.name}, ${language.name}`, async ({ page }) => {
			await page.setViewportSize(size);
			await filesWait(page, {
				here: 12,
				hereSince: '2026-11-28T02:10:00.000Z',
				elsewhere: 1,
				elsewhereSince: '2026-11-20T02:10:00.000Z',
				problem: 'hub.files_unreachable'
			});
			await page.goto('/');
			await page.getByRole('button', { name: language.button }).click();
			await signIn(page, 'admin');
			await page.goto('/tareas');
			await expect(page.getByRole('heading', { level: 1, name: language.title })).toBeVisible();
			await expect(page.getByRole('listitem')).toHaveCount(1);
			await look(page, `10-work-${size.name}-${language.name}`);
		});
	}
}

test('a photo that came torn is told, tried again, and taken off the list', async ({ page, watch }) => {
	// The record itself asks for the photo, and is told that it is none.
	watch.allow(/status of 415/);
	await signIn(page, 'admin');
	await page.getByRole('link', { name: 'Tareas' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tareas del servidor');
	const failed = page.getByRole('listitem');
	await expect(failed).toHaveCount(1);
	await expect(failed).toContainText('Preparar una foto para verla');
	await expect(failed).toContainText('no es una imagen que se pueda mostrar');
	await expect(page.getByText('Nada está en espera.')).toBeVisible();
	await expect(page.getByText('no borra ningún archivo')).toBeVisible();
	// Nobody who reads this knows a code or a digest.
	await expect(failed).not.toContainText('attachment.');
	await expect(failed).not.toContainText(/[0-9a-f]{16}/);
	// Where files stay in the folder nothing is said of a bucket.
	await expect(page.getByText('depósito')).toHaveCount(0);

	await failed.getByRole('link', { name: 'Ver el registro' }).click();
	await expect(page.getByText('La foto llegó rota.').first()).toBeVisible();
	await page.goBack();
	await failed.getByRole('button', { name: 'Intentar otra vez' }).click();
	await expect(page.getByText('Se intentará otra vez.')).toBeVisible();
	// It is no better the second time, and is on the list again.
	await expect(async () => {
		await page.reload();
		await expect(failed).toHaveCount(1, { timeout: 2_000 });
	}).toPass();
	await expect(failed).toContainText('1 intento');

	await failed.getByRole('button', { name: 'Quitar de la lista' }).click();
	await expect(page.getByText('Se quitó de la lista.')).toBeVisible();
	await expect(failed).toHaveCount(0);
	await expect(page.getByText('Todo lo que se intentó se logró.')).toBeVisible();
	await page.getByRole('link', { name: 'Volver a la revisión' }).click();
	await expect(page.getByRole('list', { name: 'Registros' })).toBeVisible();
});

test('files that wait are told with how many, since when and why', async ({ page }) => {
	const waits = {
		here: 2,
		hereSince: '2026-11-28T02:10:00.000Z',
		elsewhere: 0,
		elsewhereSince: null,
		problem: 'hub.files_refused'
	};
	await filesWait(page, waits);
	await signIn(page, 'admin');
	await page.goto('/tareas');
	const section = page.getByRole('region', { name: 'Archivos por llevar a su depósito' });
	await expect(section).toContainText('2 archivos esperan en este servidor.');
	await expect(section).toContainText('27');
	await expect(section).toContainText('Revise el nombre del depósito');
	await expect(section).not.toContainText('hub.');
	// On their way there is nothing to do, and where none waits nothing to read.
	await page.unroute('**/v1/jobs');
	await filesWait(page, { ...waits, here: 1, problem: null });
	await page.reload();
	await expect(section).toContainText('1 archivo espera');
	await expect(section).toContainText('no hay que hacer nada');
	await page.unroute('**/v1/jobs');
	await filesWait(page, { ...waits, here: 0, hereSince: null, problem: null });
	await page.reload();
	await expect(section).toContainText('Ninguno espera.');
});

for (const who of ['reviewer', 'team'] as const) {
	test(`who is ${who} sees nothing of it`, async ({ page, watch }) => {
		watch.allow(/status of 403/);
		await signIn(page, who);
		await expect(page.getByRole('link', { name: 'Tareas' })).toHaveCount(0);
		await page.goto('/tareas');
		await expect(page.getByRole('alert')).toContainText('Su cuenta no puede hacer esto.');
		await expect(page.getByRole('listitem')).toHaveCount(0);
		await expect(page.getByRole('button')).toHaveCount(0);
	});
}

test('who is asked to sign in comes back to the work', async ({ page }) => {
	await page.goto('/tareas');
	await page.getByLabel('Correo').fill(people.admin.email);
	await page.getByLabel('Contraseña', { exact: true }).fill(password);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tareas del servidor');
});
