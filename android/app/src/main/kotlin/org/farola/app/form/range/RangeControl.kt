package org.farola.app.form.range

import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.FormLook
import org.farola.app.form.Pieces
import org.farola.app.form.answered
import org.farola.app.form.face
import org.farola.app.form.shown
import org.farola.core.GivenAnswer
import org.farola.core.QuestionRecord
import org.farola.core.ScaleRecord
import org.farola.core.scaleSaid

/** A scale with a handle, with buttons beside it for hands that tremble or wear gloves. */
class RangeControl(place: ControlPlace, private val scale: ScaleRecord, private val upright: Boolean) : Control(place) {
    private val number = pieces.text(size = FormLook.NUMBER, bold = true)
    private val scaleView = ScaleView(place.context, look, upright, scale, ::step, ::moved)
    private val less = pieces.sign("−", words(R.string.control_less_one)) { step(-1) }
    private val more = pieces.sign("+", words(R.string.control_more_one)) { step(1) }
    private val low = pieces.text(size = FormLook.SMALL, colour = look.softInk)
    private val high = pieces.text(size = FormLook.SMALL, colour = look.softInk)
    private val clear = pieces.button(words(R.string.button_clear)) { give(GivenAnswer.Clear) }

    override val view: View
    override val focus: View get() = scaleView

    init {
        number.gravity = Gravity.CENTER
        number.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        high.gravity = if (upright) Gravity.START else Gravity.END
        low.text = shownAt(0)
        high.text = shownAt(scale.steps.toInt())
        view = if (upright) uprightView() else lyingView()
    }

    private fun lyingView(): View {
        val ends = pieces.line(low, high, stack = false)
        return pieces.column(number, scaleView, ends, pieces.line(less, more, stack = false), clear)
    }

    private fun uprightView(): View {
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

    override fun draw(question: QuestionRecord) {
        scaleView.at = question.face.position
        show(question.face.position?.let(::shownAt) ?: question.face.shown)
        clear.shown(question.face.answered)
    }

    private fun step(by: Int) = give(GivenAnswer.Step(by))

    private fun moved(at: Int, last: Boolean) {
        show(shownAt(at))
        if (last) give(GivenAnswer.Position(at.toUInt()))
    }

    private fun shownAt(at: Int): String = scaleSaid(scale, at.toUInt(), place.locale.decimal)

    private fun show(shown: String) {
        val none = shown.isEmpty()
        number.text = if (none) words(R.string.form_touch_scale) else shown
        look.dress(number, if (none) FormLook.BODY else FormLook.NUMBER, if (none) look.softInk else look.ink, !none)
        scaleView.contentDescription = words(R.string.form_scale_named, place.label, number.text)
    }
}
