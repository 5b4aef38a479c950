package org.farola.app.form

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.view.ViewGroup
import java.io.File
import org.junit.Assert.assertTrue
import org.junit.Assume.assumeTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/**
 * Takes a picture of every control in every state, language, light and size, for people to look
 * at: target/screens/controls. What they show is asserted elsewhere; here, that nothing is wider
 * than the phone and that something was drawn.
 */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "w360dp-h720dp-mdpi")
class ScreensTest {
    private val out = File(System.getProperty("screens", "target/screens"), "controls").apply { mkdirs() }

    @Test fun spanishByDay() = all(Viewing("es", 100, false))

    @Test fun englishByNight() = all(Viewing("en", 100, true))

    @Test fun spanishByNightTwiceAsLarge() = all(Viewing("es", 200, true))

    @Test fun englishByDayTwiceAsLarge() = all(Viewing("en", 200, false))

    /** The four above meet every pair of language, light and size; these are the rest. */
    @Test fun theOtherFour() {
        assumeTrue("asked for with -Dscreens.all", System.getProperty("screens.all") != null)
        listOf("es" to 100, "en" to 200).forEach { (language, percent) -> all(Viewing(language, percent, true)) }
        listOf("en" to 100, "es" to 200).forEach { (language, percent) -> all(Viewing(language, percent, false)) }
    }

    private fun all(viewing: Viewing) {
        val wanted = System.getProperty("scenes")?.split(',')
        Scenes.ALL.filterKeys { wanted == null || it in wanted }.forEach { (family, scenes) ->
            val shots = Gallery(viewing).use { gallery -> scenes.map { it.name to shot(gallery, it) } }
            val light = if (viewing.night) "night" else "day"
            sheet(shots, viewing.night, File(out, "$family-${viewing.language}-$light-${viewing.percent}.png"))
        }
    }

    private fun shot(gallery: Gallery, scene: Scene): Bitmap {
        gallery.set(scene)
        val body = gallery.page.getChildAt(0) as ViewGroup
        gallery.views().forEach { view ->
            val area = android.graphics.Rect(0, 0, view.width, view.height)
            gallery.page.offsetDescendantRectToMyCoords(view, area)
            assertTrue("${scene.name}: ${nameOf(view)} is wider than the phone", area.right <= gallery.page.width)
        }
        val last = (0 until body.childCount).maxOf { body.getChildAt(it).bottom } + MARGIN
        val bitmap = Bitmap.createBitmap(body.width, last.coerceAtMost(TALLEST), Bitmap.Config.ARGB_8888)
        val canvas = Canvas(bitmap)
        canvas.drawColor(FormLook.of(gallery.context).ground)
        body.draw(canvas)
        assertTrue("${scene.name} shows nothing", bitmap.height > 40)
        return bitmap
    }

    /** Pictures beside each other, each under its name. */
    private fun sheet(shots: List<Pair<String, Bitmap>>, night: Boolean, file: File) {
        val columns = Array(COLUMNS) { mutableListOf<Pair<String, Bitmap>>() }
        val heights = IntArray(COLUMNS)
        shots.forEach { shot ->
            val at = heights.indices.minBy { heights[it] }
            columns[at].add(shot)
            heights[at] += shot.second.height + TITLE
        }
        val wide = shots.first().second.width
        val sheet = Bitmap.createBitmap(COLUMNS * (wide + GAP), heights.max(), Bitmap.Config.ARGB_8888)
        val canvas = Canvas(sheet)
        canvas.drawColor(if (night) Color.rgb(60, 66, 84) else Color.rgb(190, 186, 176))
        val paint = Paint(Paint.ANTI_ALIAS_FLAG).apply { textSize = 18f }
        paint.color = if (night) Color.WHITE else Color.BLACK
        columns.forEachIndexed { index, column ->
            var y = 0f
            column.forEach { (name, bitmap) ->
                canvas.drawText(name, index * (wide + GAP).toFloat() + 6f, y + 20f, paint)
                canvas.drawBitmap(bitmap, index * (wide + GAP).toFloat(), y + TITLE, null)
                y += bitmap.height + TITLE
            }
        }
        file.outputStream().use { sheet.compress(Bitmap.CompressFormat.PNG, 100, it) }
    }

    private companion object {
        const val COLUMNS = 5
        const val GAP = 10
        const val TITLE = 28
        const val TALLEST = 1800
        const val MARGIN = 24
    }
}
