package org.farola.app.form.place

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.FormLook
import org.farola.app.form.Sense
import org.farola.app.form.Watch
import org.farola.app.form.shown
import org.farola.app.form.text.TextControl
import org.farola.app.form.text.Writing
import org.farola.core.GivenAnswer
import org.farola.core.QuestionRecord
import org.farola.core.shownDegrees

/** Where something points, in degrees from magnetic north: by the compass or written. */
class BearingControl(place: ControlPlace) : Control(place) {
    private val typed = TextControl(place, Writing.DECIMAL)
    private val live = pieces.line(bold = true).apply { textSize = FormLook.NUMBER }
    private val turn = pieces.line().apply { text = words(R.string.form_bearing_turn) }
    private val measure = pieces.mainButton(words(R.string.control_bearing_measure)) { start() }
    private val keep = pieces.mainButton(words(R.string.control_bearing_keep)) { keep() }
    private val cancel = pieces.button(words(R.string.button_cancel)) { stop() }
    private val without = pieces.remark(words(R.string.control_bearing_none))
    private var watch: Watch? = null
    private var degrees: Double? = null

    override val view: LinearLayout = pieces.column(typed.view, live, turn, keep, cancel, measure, without)
    override val focus: View get() = typed.focus

    override fun draw(question: QuestionRecord) {
        typed.show(question)
        drawCompass()
    }

    private fun drawCompass() {
        val watching = watch != null
        live.text = degrees?.let { words(R.string.form_bearing_now, shownDegrees(it).toInt()) } ?: words(R.string.control_bearing_wait)
        live.shown(watching)
        turn.shown(watching)
        keep.shown(watching && degrees != null)
        cancel.shown(watching)
        measure.shown(!watching && place.host.has(Sense.COMPASS))
        without.shown(!place.host.has(Sense.COMPASS))
    }

    private fun start() {
        degrees = null
        watch = place.host.watchBearing {
            degrees = it
            drawCompass()
        }
        drawCompass()
    }

    private fun keep() {
        val now = degrees ?: return
        stop()
        give(GivenAnswer.Degrees(now))
    }

    private fun stop() {
        watch?.stop()
        watch = null
        drawCompass()
    }

    override fun rest() {
        typed.rest()
        if (watch != null) stop()
    }
}
