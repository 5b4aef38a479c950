package org.farola.app.form

import android.graphics.Color
import android.graphics.drawable.ColorDrawable
import android.graphics.drawable.Drawable
import android.graphics.drawable.GradientDrawable
import android.graphics.drawable.LayerDrawable
import android.view.View
import android.widget.TextView
import kotlin.math.pow
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
                val ratio = contrast(it.currentTextColor, groundOf(it, gallery))
                if (ratio < READABLE) add("contrast %.1f: %s".format(ratio, it.text.take(30)))
            }
        }
    }

    private fun groundOf(view: View, gallery: Gallery): Int {
        var at: View? = view
        while (at != null) {
            at.background?.let(::colourOf)?.takeIf { Color.alpha(it) == OPAQUE }?.let { return it }
            at = at.parent as? View
        }
        return FormLook.of(gallery.context).ground
    }

    private fun colourOf(drawable: Drawable): Int? = when (drawable) {
        is GradientDrawable -> drawable.color?.defaultColor
        is ColorDrawable -> drawable.color
        is EdgedGround -> drawable.fill
        is LayerDrawable -> colourOf(drawable.getDrawable(0))
        else -> null
    }

    private fun contrast(one: Int, other: Int): Double {
        val (dark, light) = listOf(luminance(one), luminance(other)).sorted()
        return (light + FLARE) / (dark + FLARE)
    }

    private fun luminance(colour: Int): Double {
        fun part(value: Int): Double {
            val x = value / 255.0
            return if (x <= 0.03928) x / 12.92 else ((x + 0.055) / 1.055).pow(2.4)
        }
        return 0.2126 * part(Color.red(colour)) + 0.7152 * part(Color.green(colour)) + 0.0722 * part(Color.blue(colour))
    }

    @Test
    fun theMeasureItselfIsRight() {
        assertEquals(21.0, contrast(Color.BLACK, Color.WHITE), 0.01)
        assertTrue(contrast(Color.GRAY, Color.WHITE) < READABLE)
    }

    private companion object {
        const val MIN = 48
        const val READABLE = 4.5
        const val FLARE = 0.05
        const val OPAQUE = 255
        val PLAIN = setOf("android.view.View", "android.view.ViewGroup", "android.widget.LinearLayout", "android.widget.TextView", "android.widget.FrameLayout")
    }
}
