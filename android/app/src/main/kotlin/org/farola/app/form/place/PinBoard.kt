package org.farola.app.form.place

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Pieces
import org.farola.app.form.shown
import org.farola.app.look.LookContext
import org.farola.core.Offset
import org.farola.core.PlaceRecord
import org.farola.core.SketchFrame
import org.farola.core.flatMoved
import org.farola.core.shownDistance

/** A sketch with a pin, buttons that move it step by step, and two to come nearer or go away. */
class PinBoard(private val pieces: Pieces, private val movable: Boolean, private val chose: (PlaceRecord) -> Unit) {
    private val sketch = SketchView(pieces.context, pieces.look, if (movable) ::touched else null)
    private val steps = pieces.line()
    private val compass: LinearLayout
    private val reader = LookContext.of(pieces.context).reader
    private var pin: PlaceRecord? = null
    private var here: PlaceRecord? = null
    private var frame: SketchFrame? = null

    val view: LinearLayout

    init {
        val north = mover("↑", R.string.control_place_north, 0, 1)
        val south = mover("↓", R.string.control_place_south, 0, -1)
        val west = mover("←", R.string.control_place_west, -1, 0)
        val east = mover("→", R.string.control_place_east, 1, 0)
        compass = pieces.column(steps, pieces.line(west, north, south, east, stack = false, gap = 8), gap = 6)
        val nearer = pieces.button(pieces.words(R.string.form_nearer)) { zoom(nearer = true) }
        val farther = pieces.button(pieces.words(R.string.form_farther)) { zoom(nearer = false) }
        view = pieces.column(sketch, compass, pieces.line(nearer, farther))
    }

    private fun mover(sign: String, name: Int, east: Int, north: Int): View =
        pieces.sign(sign, pieces.words(name)) {
            val step = frame?.stepM ?: 0.0
            pin?.let { chose(flatMoved(it, Offset(east * step, north * step))) }
        }

    private fun touched(by: Offset) {
        frame?.let { chose(flatMoved(it.middle, by)) }
    }

    /** Shows the pin, or where the phone is before there is one; nothing when neither is known. */
    fun show(pin: PlaceRecord?, here: PlaceRecord?) {
        this.pin = pin
        this.here = here
        val at = pin ?: here
        view.shown(at != null)
        compass.shown(movable && pin != null)
        if (at != null) draw(frame.following(at))
    }

    private fun draw(next: SketchFrame) {
        frame = next
        sketch.sketch = Sketch(next, pin = pin, here = here)
        steps.text = pieces.words(R.string.form_move_words, shownDistance(next.stepM, reader))
        sketch.contentDescription = pieces.words(
            if (pin == null) R.string.form_sketch_here else R.string.form_sketch_pin,
            shownDistance(next.eastM, reader),
        )
    }

    private fun zoom(nearer: Boolean) {
        frame?.let { draw(it.zoomed(nearer, pin)) }
    }
}
