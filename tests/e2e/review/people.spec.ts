// Who may sign in and which phones may send, as whoever administers the hub sees it, and a record
// that is given to another phone.
import type { Page } from '@playwright/test';
import { expect, noSeriousFindings, screenPath, signIn, test } from './fixture.ts';
import { walkCode } from './walk.ts';

// Enrols a phone and gives it a record, which the stories of the others do not expect.
test.use({ hubOf: 'people' });

const sizes = [
	{ name: 'desk', width: 1440, height: 900 },
	{ name: 'phone', width: 390, height: 844 }
];

async function look(page: Page, name: string): Promise<void> {
	await noSeriousFindings(page, name);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
	expect(wide, `${name} is wider than the window`).toBeLessThanOrEqual(0);
	await page.screenshot({ path: screenPath(name), fullPage: true });
}

for (const size of sizes) {
	test(`people and the own account on a ${size.name}`, async ({ page }) => {
		await page.setViewportSize(size);
		await signIn(page, 'admin');
		await page.goto('/personas');
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
		await expect(page.getByText('rosa@guadalajara.example')).toBeVisible();
		await look(page, `11-people-${size.name}`);
		await page.goto('/cuenta');
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
		await look(page, `12-account-${size.name}`);
	});
}

for (const size of sizes) {
	test(`who opened what, on a ${size.name}`, async ({ page }) => {
		await page.setViewportSize(size);
		await signIn(page, 'admin');
		await page.goto('/');
		await page.getByRole('list', { name: 'Registros' }).getByRole('listitem').first().click();
		await page.waitForURL(/\/r\//);
		await expect(page.getByRole('heading', { name: 'Respuestas' })).toBeVisible();
		await page.goto('/auditoria');
		await expect(page.getByText('Abrió un registro').first()).toBeVisible();
		await page.getByRole('button', { name: 'Comprobar que nadie la cambió' }).click();
		await expect(page.getByText(/^En orden: \d+ entradas\.$/)).toBeVisible();
		await look(page, `14-audit-${size.name}`);
	});
}

for (const who of ['reviewer', 'team'] as const) {
	test(`who is ${who} reads no audit`, async ({ page, watch }) => {
		watch.allow(/status of 403/);
		await signIn(page, who);
		await expect(page.getByRole('link', { name: 'Bitácora' })).toHaveCount(0);
		await page.goto('/auditoria');
		await expect(page.getByRole('alert')).toContainText('Su cuenta no puede hacer esto.');
		await expect(page.getByRole('listitem')).toHaveCount(0);
		await expect(page.getByRole('button')).toHaveCount(0);
	});
}

test('a record is given to a phone that was just enrolled', async ({ page }) => {
	await signIn(page, 'admin');
	await page.goto('/personas');
	await page.getByLabel('Nombre del teléfono o del equipo').fill('Teléfono de repuesto');
	await page.getByRole('button', { name: 'Inscribir un teléfono' }).click();
	await expect(page.getByRole('heading', { name: 'Teléfono de repuesto' }).first()).toBeVisible();
	await page.goto('/');
	await page.getByRole('list', { name: 'Registros' }).getByRole('listitem').first().click();
	await page.getByRole('button', { name: /Pasar a otro teléfono/ }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('combobox').selectOption({ label: 'Teléfono de repuesto' });
	await look(page, '13-hand-over');
	await dialog.getByRole('button', { name: 'Pasar' }).click();
	await expect(dialog).toHaveCount(0);
	await expect(page.getByText('Lo corrige «Teléfono de repuesto»')).toBeVisible();
});

for (const size of sizes) {
	test(`what is asked to be forgotten, and taken back, on a ${size.name}`, async ({ page }) => {
		await page.setViewportSize(size);
		await signIn(page, 'admin');
		await page.goto('/olvido');
		await page.getByLabel('Clave del recorrido').fill(walkCode);
		await page.getByLabel('Parada (vacío: todo el recorrido)').fill('4');
		await page.getByRole('button', { name: 'Pedir que se olvide' }).click();
		const asked = page.getByRole('listitem').filter({ hasText: `${walkCode}, parada 4` });
		await expect(asked.getByText('Usted lo pidió: otra persona tiene que confirmar.')).toBeVisible();
		await expect(asked.getByRole('button', { name: 'Confirmar y borrar' })).toHaveCount(0);
		await look(page, `15-forgetting-${size.name}`);
		await asked.getByRole('button', { name: 'Retirar lo pedido' }).click();
		await expect(asked).toHaveCount(0);
		await expect(page.getByRole('heading', { name: 'Retirado' }).first()).toBeVisible();
	});

	test(`a code beside the password is offered, on a ${size.name}`, async ({ page }) => {
		await page.setViewportSize(size);
		await signIn(page, 'reviewer');
		await page.goto('/cuenta');
		await page.getByRole('button', { name: 'Poner un código' }).click();
		await expect(page.getByAltText('Dibujo para escanear con la aplicación de códigos')).toBeVisible();
		await look(page, `16-code-${size.name}`);
		const box = page.getByRole('region', { name: 'Código además de la contraseña' });
		await box.getByLabel('Código que muestra ahora la aplicación').fill('000000');
		await box.getByLabel('Contraseña de ahora').fill('no es esta');
		await box.getByRole('button', { name: 'Guardar' }).click();
		await expect(box.getByRole('alert')).not.toBeEmpty();
	});
}
