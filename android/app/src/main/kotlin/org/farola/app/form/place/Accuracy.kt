package org.farola.app.form.place

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.util.TypedValue
import android.view.View
import kotlin.math.roundToInt
import org.farola.app.R
import org.farola.app.form.FormLook
import org.farola.app.form.PageRow
import org.farola.app.form.Pieces
import org.farola.app.form.Role
import org.farola.app.form.role
import org.farola.app.look.LookContext
import org.farola.core.shownDistance

/** How exact a place is, in words, in metres and on a line with a mark where it is good. */
class Accuracy(private val pieces: Pieces, private val goodM: Double) {
    private val number = pieces.text(size = FormLook.NUMBER, bold = true)
    private val sentence = pieces.line()
    private val bar = AccuracyBar(pieces.context, pieces.look, goodM)

    init {
        number.setPadding(pieces.dp(PageRow.INSET), 0, 0, 0)
    }

    val view: View = pieces.column(number, bar, sentence, gap = 6).apply {
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
    }

    /** Shows the accuracy of the last fix; before the first it says that it is looking. */
    fun show(accuracyM: Double?) {
        bar.accuracyM = accuracyM
        val metres = accuracyM?.roundToInt()
        number.text = metres?.let { pieces.words(R.string.form_accuracy, it) } ?: pieces.words(R.string.control_place_searching)
        sentence.text = pieces.words(
            when {
                accuracyM == null -> R.string.form_looking_words
                accuracyM <= goodM -> R.string.form_accuracy_good
                else -> R.string.form_accuracy_weak
            },
        )
        bar.contentDescription = "${number.text}. ${sentence.text}"
    }
}

/** The line itself: short is good. */
@SuppressLint("ViewConstructor")
class AccuracyBar(context: Context, private val look: FormLook, private val goodM: Double) : View(context) {
    private val mark = shownDistance(goodM, LookContext.of(context).reader)
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG)

    /** Accuracy in metres. */
    var accuracyM: Double? = null
        set(value) {
            field = value
            invalidate()
        }

    init {
        role(Role.IMAGE)
        paint.textSize = TypedValue.applyDimension(
            TypedValue.COMPLEX_UNIT_SP,
            FormLook.SMALL,
            resources.displayMetrics,
        )
    }

    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        val tall = look.dp(30) + paint.textSize.roundToInt()
        setMeasuredDimension(MeasureSpec.getSize(widthSpec), resolveSize(tall, heightSpec))
    }

    override fun onDraw(canvas: Canvas) {
        super.onDraw(canvas)
        val thick = look.dp(12).toFloat()
        val y = look.dp(4).toFloat()
        paint.style = Paint.Style.FILL
        paint.color = look.quiet
        canvas.drawRoundRect(0f, y, width.toFloat(), y + thick, thick, thick, paint)
        accuracyM?.let {
            val good = it <= goodM
            paint.color = if (good) look.lamp else look.softInk
            canvas.drawRoundRect(0f, y, x(it), y + thick, thick, thick, paint)
        }
        val at = x(goodM)
        paint.color = look.ink
        canvas.drawRect(at - look.dp(1), 0f, at + look.dp(1), y + thick + look.dp(4), paint)
        paint.textAlign = Paint.Align.CENTER
        canvas.drawText(mark, at, height - look.dp(2).toFloat(), paint)
    }

    private fun x(metres: Double): Float = (metres / (goodM * FULL)).coerceIn(0.0, 1.0).toFloat() * width

    private companion object {
        /** The line's end, in parts of what is good. */
        const val FULL = 3
    }
}
