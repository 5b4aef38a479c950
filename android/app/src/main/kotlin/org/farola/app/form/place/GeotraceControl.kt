package org.farola.app.form.place

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.Fix
import org.farola.app.form.Sense
import org.farola.app.form.Watch
import org.farola.app.form.face
import org.farola.app.form.shown
import org.farola.core.GivenAnswer
import org.farola.core.LineState
import org.farola.core.PlaceRecord
import org.farola.core.QuestionAnswer
import org.farola.core.QuestionRecord
import org.farola.core.WalkedFix
import org.farola.core.lineAccuracy
import org.farola.core.lineState

/** A line or an area: walked, where the core says which fix becomes a point, or drawn by touch. */
class GeotraceControl(place: ControlPlace, private val closed: Boolean) : Control(place) {
    private val state = pieces.line(bold = true)
    private val accuracy = Accuracy(pieces, lineAccuracy())
    private val goesOn = pieces.line(words(R.string.form_trace_goes_on))
    private val walk = pieces.mainButton("") { if (watch == null) startWalk() else stopWalk() }
    private val here = pieces.button(words(R.string.control_trace_here)) { fix?.let(::putHere) }
    private val sketch = PinBoard(pieces, movable = true, ofLine = true) { put(points + it) }
    private val undo = pieces.button(words(R.string.form_trace_undo)) { put(points.dropLast(1)) }
    private val clear = pieces.button(words(R.string.form_trace_clear)) { put(emptyList()) }
    private val problem = pieces.remark("")
    private val board = pieces.column(sketch.view, pieces.line(undo, clear))

    /** The points: what was put last, and what the core says once it has answered. */
    private var points = emptyList<PlaceRecord>()
    private var watch: Watch? = null
    private var fix: Fix? = null

    override val view: LinearLayout = pieces.column(state, walk, accuracy.view, here, goesOn, problem, board)
    override val focus: View get() = walk

    override fun show(question: QuestionRecord) {
        points = (question.face.answer as? QuestionAnswer.Line)?.places ?: question.begun
        super.show(question)
    }

    override fun draw(question: QuestionRecord) {
        val last = points.lastOrNull() ?: fix?.place
        val walking = watch != null
        val senses = place.host.has(Sense.PLACE)
        val stands = lineState(points, closed, place.locale)
        state.text = stateWords(stands)
        walk.text = words(if (walking) R.string.control_trace_stop else R.string.control_trace_walk)
        walk.shown(senses)
        accuracy.view.shown(walking)
        goesOn.shown(walking)
        accuracy.show(fix?.accuracyM)
        here.shown(walking)
        here.isEnabled = fix != null
        board.shown(last != null)
        problem.text = words(R.string.form_trace_no_place)
        problem.shown(!senses && last == null)
        undo.shown(points.isNotEmpty())
        clear.shown(points.isNotEmpty())
        sketch.show(points, fix?.place, LineLook((stands as? LineState.Whole)?.closes == true, state.text.toString()))
    }

    private fun stateWords(state: LineState): String {
        fun count(points: UInt) =
            place.context.resources.getQuantityString(R.plurals.control_trace_points, points.toInt(), points.toInt())
        return when (state) {
            LineState.Empty -> words(if (closed) R.string.form_shape_none else R.string.form_trace_none)
            is LineState.Missing -> words(R.string.form_trace_missing, count(state.points), state.missing.toInt())
            is LineState.Whole -> words(R.string.form_trace_size, count(state.points), state.size)
        }
    }

    private fun startWalk() {
        watch = place.host.walkLine(::came)
        redraw()
        if (watch == null) {
            problem.text = words(R.string.control_place_refused)
            problem.shown(true)
        }
    }

    private fun stopWalk() {
        watch?.stop()
        watch = null
        redraw()
    }

    private fun came(next: Fix) {
        fix = next
        redraw()
        if (watch != null) place.walk(next.record) {}
    }

    private fun putHere(fix: Fix) = place.pointHere(fix.record) { walked ->
        val inexact = walked?.fix == WalkedFix.INEXACT
        if (walked != null) place.complain(if (inexact) accuracy.tooWeak else null)
    }

    private fun put(next: List<PlaceRecord>) {
        points = next
        redraw()
        place.give(GivenAnswer.Line(next)) {
            if (!it) question?.let(::show)
        }
    }

    /** Out of sight the walk goes on; the service of the way keeps positions coming. */
    override fun hide() = Unit

    override fun rest() {
        if (watch != null) stopWalk()
    }
}
