package org.farola.app.form.place

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.view.View
import org.farola.app.R
import org.farola.app.form.FormLook
import org.farola.app.form.PageRow
import org.farola.app.form.Pieces
import org.farola.app.form.Role
import org.farola.app.form.role
import org.farola.core.Exactness
import org.farola.core.JudgedRecord
import org.farola.core.PlaceAccuracy
import org.farola.core.judgeAccuracy

/** How exact a place is, in words, in metres and on a line that is full where it is good; the core judges. */
class Accuracy(private val pieces: Pieces, private val wanted: PlaceAccuracy) {
    private val number = pieces.text(size = FormLook.NUMBER, bold = true)
    private val sentence = pieces.line()
    private val bar = AccuracyBar(pieces.context, pieces.look)

    init {
        number.setPadding(pieces.dp(PageRow.INSET), 0, 0, 0)
    }

    val view: View = pieces.column(number, bar, sentence, gap = 6).apply {
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
    }

    /** What is said of a place that is not exact enough. */
    val tooWeak: String get() = tooWeak(judgeAccuracy(wanted, null))

    private fun tooWeak(judged: JudgedRecord) = pieces.words(R.string.form_place_too_weak, judged.wantedM.toInt())

    /** Shows the accuracy of the last fix; before the first it says that it is looking. */
    fun show(accuracyM: Double?): JudgedRecord {
        val judged = judgeAccuracy(wanted, accuracyM)
        bar.judged = judged
        val metres = judged.metres?.toInt()
        number.text = metres?.let { pieces.words(R.string.form_accuracy, it) } ?: pieces.words(R.string.control_place_searching)
        sentence.text = when (judged.exactness) {
            Exactness.UNKNOWN -> pieces.words(R.string.form_looking_words)
            Exactness.GOOD -> pieces.words(R.string.form_accuracy_good)
            Exactness.WEAK -> pieces.words(R.string.form_accuracy_weak)
            Exactness.POOR -> tooWeak(judged)
        }
        bar.contentDescription = "${number.text}. ${sentence.text}"
        return judged
    }
}

/** The line itself: full is good. */
@SuppressLint("ViewConstructor")
class AccuracyBar(context: Context, private val look: FormLook) : View(context) {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG)

    /** What the core says of the accuracy. */
    var judged: JudgedRecord? = null
        set(value) {
            field = value
            invalidate()
        }

    init {
        role(Role.IMAGE)
        paint.style = Paint.Style.FILL
    }

    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        setMeasuredDimension(MeasureSpec.getSize(widthSpec), resolveSize(look.dp(THICK), heightSpec))
    }

    override fun onDraw(canvas: Canvas) {
        super.onDraw(canvas)
        val thick = height.toFloat()
        paint.color = look.quiet
        canvas.drawRoundRect(0f, 0f, width.toFloat(), thick, thick, thick, paint)
        judged?.let {
            paint.color = when (it.exactness) {
                Exactness.GOOD -> look.lamp
                Exactness.UNKNOWN, Exactness.WEAK, Exactness.POOR -> look.softInk
            }
            canvas.drawRoundRect(0f, 0f, (it.share * width).toFloat(), thick, thick, thick, paint)
        }
    }

    private companion object {
        const val THICK = 14
    }
}
