package org.farola.app.form

import android.content.Context
import android.content.res.ColorStateList
import android.graphics.Color
import android.graphics.Typeface
import android.graphics.drawable.GradientDrawable
import android.graphics.drawable.RippleDrawable
import android.util.TypedValue
import android.view.View
import android.widget.TextView
import kotlin.math.roundToInt
import org.farola.app.look.LookContext
import org.farola.app.look.Palette
import org.farola.app.look.Tokens

/**
 * Colours and sizes of a form, by day or by night: the app's palette, and the few things that only
 * forms have.
 *
 * Every pair of text and ground here has a contrast of 4.5 or better; a test computes it.
 */
class FormLook private constructor(private val context: Context, private val palette: Palette) {
    val night get() = palette.night

    /** The page itself. */
    val ground get() = palette.page

    /** Cards, fields and choices. */
    val surface get() = palette.card

    /** Badges and what lies quietly on a card. */
    val quiet = if (palette.night) Tokens.NOCHE_700 else Tokens.PAPEL_100

    /** Words. */
    val ink get() = palette.ink

    /** Words of less weight. */
    val softInk get() = palette.quiet

    /** Edge of what can be touched: quieter than that of what is chosen, 3 to 1 on the ground. */
    val edge = if (palette.night) Tokens.NOCHE_300 else Tokens.SCORE_SIN_DATO

    /** Edge and ground of what is chosen. */
    val strongEdge get() = palette.chosenEdge
    val chosen get() = palette.chosen
    val onChosen get() = palette.onChosen

    /** The lamp: the one thing to do. */
    val lamp get() = palette.light
    val onLamp get() = palette.onLight

    /** A full button that is not the next thing. */
    val deep get() = palette.deep
    val onDeep get() = palette.onDeep

    /** A remark. */
    val remark get() = palette.note
    val onRemark get() = palette.onNote

    /** What has to be put right. */
    val amiss get() = palette.wrongGround
    val onAmiss get() = palette.wrong

    /** Paper that is white by night too: a signature, a drawing. */
    val paper get() = Tokens.PAPEL_0
    val onPaper get() = Tokens.NOCHE_900

    /** Density independent pixels as pixels. */
    fun dp(value: Number): Int =
        (value.toFloat() * context.resources.displayMetrics.density).roundToInt()

    /** How much larger than normal the person reads. */
    val textScale: Float get() = context.resources.configuration.fontScale

    /** Whether rows have to stand below each other because the letters are large. */
    val large: Boolean get() = textScale >= LARGE_TEXT

    /** A box with round corners and an edge. */
    fun box(fill: Int, edge: Int = Color.TRANSPARENT, width: Int = 2, radius: Int = CONTROL_RADIUS) =
        GradientDrawable().apply {
            setColor(fill)
            cornerRadius = dp(radius).toFloat()
            if (edge != Color.TRANSPARENT) setStroke(dp(width), edge)
        }

    /** The same, answering to a touch. */
    fun touchable(fill: Int, edge: Int = Color.TRANSPARENT, width: Int = 2, radius: Int = CONTROL_RADIUS) =
        RippleDrawable(
            ColorStateList.valueOf(palette.ripple),
            box(fill, edge, width, radius),
            box(Color.WHITE, radius = radius),
        )

    /** Dresses a text. */
    fun dress(text: TextView, size: Float = BODY, colour: Int = ink, bold: Boolean = false) {
        text.setTextSize(TypedValue.COMPLEX_UNIT_SP, size)
        text.setTextColor(colour)
        text.typeface = if (bold) Typeface.DEFAULT_BOLD else Typeface.DEFAULT
        text.setLineSpacing(0f, LINE)
    }

    companion object {
        const val SMALL = 15f
        const val BODY = Tokens.TYPE_BODY
        const val QUESTION = Tokens.TYPE_QUESTION
        const val NUMBER = Tokens.TYPE_NUMBER
        const val TOUCH = Tokens.TOUCH_MINIMUM
        const val ROW = 60
        const val MAIN = Tokens.TOUCH_PRIMARY
        const val CONTROL_RADIUS = Tokens.RADIUS_CONTROL

        /** From here on two things side by side no longer fit on a small phone. */
        private const val LARGE_TEXT = 1.4f
        private const val LINE = 1.15f

        /** The look of a context: its configuration says whether it is night. */
        fun of(context: Context) = FormLook(context, LookContext.of(context).palette)
    }
}

/** Shows or takes away without leaving a hole. */
fun View.shown(yes: Boolean) {
    visibility = if (yes) View.VISIBLE else View.GONE
}
