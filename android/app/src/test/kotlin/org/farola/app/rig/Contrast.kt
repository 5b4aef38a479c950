package org.farola.app.rig

import android.graphics.Color
import android.graphics.drawable.ColorDrawable
import android.graphics.drawable.Drawable
import android.graphics.drawable.GradientDrawable
import android.graphics.drawable.LayerDrawable
import android.graphics.drawable.RippleDrawable
import android.view.View
import kotlin.math.pow
import org.farola.app.form.EdgedGround

/** How well words can be told from what is behind them. */
object Contrast {
    /** What WCAG asks of words of the usual size. */
    const val READABLE = 4.5

    /** WCAG 2: (lighter + 0.05) / (darker + 0.05). */
    fun ratio(one: Int, other: Int): Double {
        val (lighter, darker) = listOf(luminance(one), luminance(other)).sortedDescending()
        return (lighter + FLARE) / (darker + FLARE)
    }

    /** The colour behind a view: of itself or the nearest around it that has an opaque one. */
    fun groundOf(view: View): Int? = generateSequence(view) { it.parent as? View }
        .mapNotNull { it.background?.let(::colourOf) }.firstOrNull()

    private fun colourOf(drawable: Drawable): Int? = when (drawable) {
        is ColorDrawable -> drawable.color
        is GradientDrawable -> drawable.color?.defaultColor
        is EdgedGround -> drawable.fill
        // What is above it is shown while it is touched alone.
        is RippleDrawable -> colourOf(drawable.getDrawable(0))
        is LayerDrawable -> colourOf(drawable.getDrawable(drawable.numberOfLayers - 1))
        else -> null
    }?.takeIf { Color.alpha(it) == OPAQUE }

    private fun luminance(colour: Int): Double {
        fun part(value: Int): Double {
            val share = value / 255.0
            return if (share <= 0.03928) share / 12.92 else ((share + 0.055) / 1.055).pow(2.4)
        }
        return 0.2126 * part(Color.red(colour)) + 0.7152 * part(Color.green(colour)) + 0.0722 * part(Color.blue(colour))
    }

    private const val FLARE = 0.05
    private const val OPAQUE = 255
}
