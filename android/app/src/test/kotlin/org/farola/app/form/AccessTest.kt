package org.farola.app.form

import android.graphics.Color
import android.widget.TextView
import org.farola.app.rig.Contrast
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/**
 * Everything that can be touched has a name, a role and 48 dp; every text is read at 4.5 to 1; two
 * things of one page do not have the same name. Held for every scene, by day and by night, and at
 * twice the size.
 */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "w360dp-h720dp-mdpi")
class AccessTest {
    @Test fun byDay() = all(Viewing())

    @Test fun byNightInEnglish() = all(Viewing("en", 100, true))

    @Test fun twiceAsLarge() = all(Viewing("es", 200, false))

    private fun all(viewing: Viewing) {
        val faults = Scenes.ALL.values.flatMap { scenes ->
            Gallery(viewing).use { gallery ->
                scenes.flatMap { scene -> faults(gallery.set(scene)).map { "${scene.name}: $it" } }
            }
        }
        assertEquals("", faults.joinToString("\n"))
    }

    private fun faults(gallery: Gallery): List<String> {
        val views = gallery.views().filter { it !== gallery.page && it.width > 0 }
        val touched = views.filter { it.isClickable && it.isEnabled }
        val names = touched.map(::nameOf)
        return buildList {
            touched.forEach { view ->
                val node = view.createAccessibilityNodeInfo()
                val name = nameOf(view)
                if (name.isBlank()) add("no name: $view")
                if (node.className in PLAIN) add("no role: $name ${node.className}")
                if (view.width < MIN || view.height < MIN) add("small: $name ${view.width} × ${view.height}")
            }
            names.groupBy { it }.filter { it.value.size > 1 }.keys.forEach { add("twice: $it") }
            views.filterIsInstance<TextView>().filter { it.text.isNotBlank() && it.isEnabled && it.alpha == 1f }.forEach {
                val ground = Contrast.groundOf(it) ?: FormLook.of(gallery.context).ground
                val ratio = Contrast.ratio(it.currentTextColor, ground)
                if (ratio < Contrast.READABLE) add("contrast %.1f: %s".format(ratio, it.text.take(30)))
            }
        }
    }

    @Test
    fun theMeasureItselfIsRight() {
        assertEquals(21.0, Contrast.ratio(Color.BLACK, Color.WHITE), 0.01)
        assertTrue(Contrast.ratio(Color.GRAY, Color.WHITE) < Contrast.READABLE)
    }

    private companion object {
        const val MIN = 48
        val PLAIN = setOf("android.view.View", "android.view.ViewGroup", "android.widget.LinearLayout", "android.widget.TextView", "android.widget.FrameLayout")
    }
}
