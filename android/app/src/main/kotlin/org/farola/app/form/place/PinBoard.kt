package org.farola.app.form.place

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Pieces
import org.farola.app.form.shown
import org.farola.app.look.LookContext
import org.farola.core.Offset
import org.farola.core.PlaceRecord
import org.farola.core.flatMoved
import org.farola.core.shownDistance

/** A sketch with a pin, buttons that move it step by step, and two to come nearer or go away. */
class PinBoard(private val pieces: Pieces, private val movable: Boolean, private val chose: (PlaceRecord) -> Unit) {
    private val sketch = SketchView(pieces.context, pieces.look, if (movable) chose else null)
    private val steps = pieces.line()
    private val compass: LinearLayout
    private var spanM = START_M
    private val reader = LookContext.of(pieces.context).reader
    private var pin: PlaceRecord? = null
    private var here: PlaceRecord? = null
    private var middle: PlaceRecord? = null

    val view: LinearLayout

    init {
        val north = mover("↑", R.string.control_place_north, 0, 1)
        val south = mover("↓", R.string.control_place_south, 0, -1)
        val west = mover("←", R.string.control_place_west, -1, 0)
        val east = mover("→", R.string.control_place_east, 1, 0)
        compass = pieces.column(steps, pieces.line(west, north, south, east, stack = false, gap = 8), gap = 6)
        val nearer = pieces.button(pieces.words(R.string.form_nearer)) { zoom(1 / ZOOM) }
        val farther = pieces.button(pieces.words(R.string.form_farther)) { zoom(ZOOM) }
        view = pieces.column(sketch, compass, pieces.line(nearer, farther))
    }

    private fun mover(sign: String, name: Int, east: Int, north: Int): View =
        pieces.sign(sign, pieces.words(name)) {
            val step = stepM()
            pin?.let { chose(flatMoved(it, Offset(east * step, north * step))) }
        }

    private fun stepM() = SketchView.niceStep(spanM / 4)

    /** Shows the pin, or where the phone is before there is one; nothing when neither is known. */
    fun show(pin: PlaceRecord?, here: PlaceRecord?) {
        this.pin = pin
        this.here = here
        val at = pin ?: here
        view.shown(at != null)
        compass.shown(movable && pin != null)
        if (at == null) return
        val known = middle
        if (known == null || known.metresTo(at) > spanM * EDGE) middle = at
        draw()
    }

    private fun draw() {
        val at = middle ?: return
        sketch.sketch = Sketch(at, spanM, pin = pin, here = here)
        steps.text = pieces.words(R.string.form_move_words, shownDistance(stepM(), reader))
        sketch.contentDescription = pieces.words(
            if (pin == null) R.string.form_sketch_here else R.string.form_sketch_pin,
            shownDistance(spanM, reader),
        )
    }

    private fun zoom(by: Double) {
        spanM = (spanM * by).coerceIn(LEAST_M, MOST_M)
        pin?.let { middle = it }
        draw()
    }

    private companion object {
        const val START_M = 100.0
        const val ZOOM = 2.0
        const val LEAST_M = 12.5
        const val MOST_M = 6400.0

        /** The pin may wander that far from the middle before the picture follows it. */
        const val EDGE = 0.4
    }
}
