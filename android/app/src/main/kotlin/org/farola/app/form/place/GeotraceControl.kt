package org.farola.app.form.place

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.Fix
import org.farola.app.form.Sense
import org.farola.app.form.Watch
import org.farola.app.form.answer
import org.farola.app.form.shown
import org.farola.app.form.text.Numbers
import org.farola.core.QuestionRecord

/**
 * A line or an area: walked, where each fix that is exact enough and far enough from the last
 * becomes a point, or drawn on the sketch by touch.
 */
class GeotraceControl(place: ControlPlace, private val closed: Boolean) : Control(place) {
    private val state = pieces.line(bold = true)
    private val accuracy = Accuracy(pieces)
    private val walk = pieces.mainButton("") { if (walking) stopWalk() else startWalk() }
    private val here = pieces.button(words(R.string.control_trace_add)) { pointHere() }
    private val sketch = SketchView(place.context, look, ::add)
    private val drawWords = pieces.line(words(R.string.form_trace_draw))
    private val undo = pieces.button(words(R.string.form_trace_undo)) { put(points.dropLast(1)) }
    private val clear = pieces.button(words(R.string.form_trace_clear)) { put(emptyList()) }
    private val nearer = pieces.button(words(R.string.form_nearer)) { zoom(1 / ZOOM) }
    private val farther = pieces.button(words(R.string.form_farther)) { zoom(ZOOM) }
    private val problem = pieces.remark("")
    private val board = pieces.column(sketch, drawWords, pieces.line(nearer, farther), pieces.line(undo, clear))
    private var points = emptyList<Spot>()
    private var stored: String? = null
    private var watch: Watch? = null
    private var walking = false
    private var fix: Fix? = null
    private var spanM = START_M

    override val view: LinearLayout = pieces.column(state, walk, accuracy.view, here, problem, board)
    override val focus: View get() = walk

    override fun show(question: QuestionRecord) {
        // Two points of an area are no value yet: they are kept here until the third comes.
        if (question.answer != stored) {
            stored = question.answer
            if (question.answer.isNotEmpty() || points.size >= least) points = open(Spot.readAll(question.answer))
        }
        draw()
    }

    private val least get() = if (closed) 3 else 2

    /** A ring as stored ends where it begins; as drawn it does not. */
    private fun open(spots: List<Spot>) =
        if (closed && spots.size > 1 && spots.first() == spots.last()) spots.dropLast(1) else spots

    private fun draw() {
        val last = points.lastOrNull() ?: fix?.let(Spot::of)
        state.text = stateWords()
        walk.text = words(if (walking) R.string.control_trace_stop else R.string.control_trace_walk)
        walk.shown(place.host.has(Sense.PLACE))
        accuracy.view.shown(walking)
        accuracy.show(fix?.accuracyM)
        here.shown(walking)
        here.isEnabled = fix != null
        board.shown(last != null)
        if (!place.host.has(Sense.PLACE) && last == null) {
            problem.text = words(R.string.form_trace_no_place)
        }
        problem.shown(!place.host.has(Sense.PLACE) && last == null)
        undo.shown(points.isNotEmpty())
        clear.shown(points.isNotEmpty())
        if (last != null) drawSketch(last)
    }

    private fun drawSketch(last: Spot) {
        val middle = if (walking || points.isEmpty()) last else middleOf(points)
        sketch.sketch = Sketch(middle, spanM, points, closed, here = fix?.let(Spot::of))
        sketch.contentDescription = words(R.string.form_sketch_line, state.text)
    }

    private fun middleOf(spots: List<Spot>) =
        Spot(
            (spots.minOf(Spot::lat) + spots.maxOf(Spot::lat)) / 2,
            (spots.minOf(Spot::lon) + spots.maxOf(Spot::lon)) / 2,
        )

    private fun stateWords(): String {
        val resources = place.context.resources
        val locale = Numbers.locale(place.context)
        val count = resources.getQuantityString(R.plurals.control_trace_points, points.size, points.size)
        return when {
            points.isEmpty() -> words(if (closed) R.string.form_shape_none else R.string.form_trace_none)
            points.size < least -> words(R.string.form_trace_missing, count, least - points.size)
            closed -> words(R.string.form_shape_size, count, Numbers.shown(Measure.areaM2(points).toLong().toString(), locale))
            else -> words(R.string.form_trace_size, count, Measure.shown(Measure.lengthM(points), locale))
        }
    }

    private fun startWalk() {
        watch = place.host.watchPlace(::came)
        walking = watch != null
        draw()
        if (!walking) {
            problem.text = words(R.string.form_place_permission)
            problem.shown(true)
        }
    }

    private fun stopWalk() {
        watch?.stop()
        watch = null
        walking = false
        draw()
    }

    private fun came(next: Fix) {
        fix = next
        val spot = Spot.of(next)
        val exact = (next.accuracyM ?: Double.MAX_VALUE) <= Accuracy.GOOD_M
        val far = points.lastOrNull()?.let { it.metresTo(spot) >= APART_M } ?: true
        if (walking && exact && far) add(spot) else draw()
    }

    private fun pointHere() {
        fix?.let { add(Spot.of(it)) }
    }

    private fun add(spot: Spot) = put(points + spot)

    private fun put(next: List<Spot>) {
        points = next
        val whole = if (closed) next + next.take(1) else next
        val value = if (next.size >= least) whole.joinToString(";", transform = Spot::write) else ""
        if (value != stored.orEmpty()) {
            stored = value
            place.answer(value)
        }
        draw()
    }

    private fun zoom(by: Double) {
        spanM = (spanM * by).coerceIn(LEAST_M, MOST_M)
        draw()
    }

    override fun rest() {
        if (walking) stopWalk()
    }

    private companion object {
        /** Nearer than this two fixes are the same corner. */
        const val APART_M = 3.0
        const val START_M = 200.0
        const val ZOOM = 2.0
        const val LEAST_M = 12.5
        const val MOST_M = 25_600.0
    }
}
