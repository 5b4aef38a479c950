package org.farola.app.form.range

import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.FormLook
import org.farola.app.form.Pieces
import org.farola.app.form.answer
import org.farola.app.form.shown
import org.farola.app.form.text.Numbers
import org.farola.core.QuestionRecord

/** A range as a scale, with buttons beside it for hands that tremble or wear gloves. */
class RangeControl(place: ControlPlace, private val standing: Boolean, ticks: Boolean) : Control(place) {
    private val number = pieces.text(size = FormLook.NUMBER, bold = true)
    private val scaleView = ScaleView(place.context, look, standing, ticks) { at, last -> moved(at, last) }
    private val less = pieces.sign("−", words(R.string.control_less_one)) { scaleView.move(-1) }
    private val more = pieces.sign("+", words(R.string.control_more_one)) { scaleView.move(1) }
    private val low = pieces.text(size = FormLook.SMALL, colour = look.softInk)
    private val high = pieces.text(size = FormLook.SMALL, colour = look.softInk)
    private val clear = pieces.button(words(R.string.button_clear)) { place.answer("") }
    private var scale: Scale? = null

    override val view: View
    override val focus: View get() = scaleView

    init {
        number.gravity = Gravity.CENTER
        number.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        high.gravity = if (standing) Gravity.START else Gravity.END
        view = if (standing) standingView() else lyingView()
    }

    private fun lyingView(): View {
        val ends = pieces.line(low, high, stack = false)
        return pieces.column(number, scaleView, ends, pieces.line(less, more, stack = false), clear)
    }

    private fun standingView(): View {
        val side = pieces.column(number, more, less)
        val scaleColumn = LinearLayout(place.context).apply {
            orientation = LinearLayout.VERTICAL
            gravity = Gravity.CENTER_HORIZONTAL
            listOf(high, scaleView, low).forEach {
                addView(it, LinearLayout.LayoutParams(Pieces.WRAP, Pieces.WRAP))
            }
        }
        val both = pieces.line(scaleColumn, side, stack = false)
        both.gravity = Gravity.CENTER_VERTICAL
        side.gravity = Gravity.CENTER_VERTICAL
        return pieces.column(both, clear)
    }

    override fun show(question: QuestionRecord) {
        val now = Scale.of(question)
        scale = now
        scaleView.steps = now.steps
        scaleView.stepsPerTick = now.stepsPerTick
        scaleView.proposal = question.parameters["placeholder"]?.let(now::at)
        scaleView.at = now.at(question.answer)
        val locale = Numbers.locale(place.context)
        low.text = Numbers.shown(now.value(0), locale)
        high.text = Numbers.shown(now.value(now.steps), locale)
        showNumber(question.answer)
        clear.shown(question.answer.isNotEmpty())
    }

    private fun moved(at: Int, last: Boolean) {
        val value = scale?.value(at) ?: return
        showNumber(value)
        if (last) place.answer(value)
    }

    private fun showNumber(value: String) {
        val none = value.isEmpty()
        number.text = if (none) words(R.string.form_touch_scale) else Numbers.shown(value, Numbers.locale(place.context))
        look.dress(number, if (none) FormLook.BODY else FormLook.NUMBER, if (none) look.softInk else look.ink, !none)
        scaleView.contentDescription = words(R.string.form_scale_named, place.label, number.text)
    }
}

/** A range as squares with their numbers: a rating that is one touch, and read without colours. */
class RatingControl(place: ControlPlace) : Control(place) {
    private val squares = Squares(pieces, wide = true) { at -> chose(at) }
    private var scale: Scale? = null
    private var now = ""

    override val view: View = squares.view

    override fun show(question: QuestionRecord) {
        val scale = Scale.of(question).also { this.scale = it }
        now = question.answer
        val locale = Numbers.locale(place.context)
        val last = minOf(scale.steps, MOST)
        val labels = (0..last).map { Numbers.shown(scale.value(it), locale) }
        squares.show(labels, setOfNotNull(scale.at(now))) { labels[it] }
        squares.name(place.label)
    }

    /** Touching the chosen one again takes the answer back. */
    private fun chose(at: Int) {
        val value = scale?.value(at) ?: return
        place.answer(if (scale?.at(now) == at) "" else value)
    }

    private companion object {
        /** More squares than that is no rating; the core's own forms have up to eleven. */
        const val MOST = 20
    }
}
