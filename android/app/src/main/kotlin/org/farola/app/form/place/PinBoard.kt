package org.farola.app.form.place

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Pieces
import org.farola.app.form.shown
import org.farola.app.look.LookContext
import org.farola.core.PlaceRecord
import org.farola.core.SketchBoard
import org.farola.core.SketchMove
import org.farola.core.shownDistance
import org.farola.core.sketchBoard
import org.farola.core.sketchMoved

/** A sketch with a pin, buttons that move it step by step, and two to come nearer or go away. */
class PinBoard(private val pieces: Pieces, private val movable: Boolean, private val chose: (PlaceRecord) -> Unit) {
    private val sketch =
        SketchView(pieces.context, pieces.look, if (movable) { by -> put(SketchMove.Touch(by)) } else null)
    private val steps = pieces.line()
    private val compass: LinearLayout
    private val reader = LookContext.of(pieces.context).reader
    private var pin: PlaceRecord? = null
    private var here: PlaceRecord? = null
    private var board: SketchBoard? = null

    val view: LinearLayout

    init {
        val north = mover("↑", R.string.control_place_north, SketchMove.North)
        val south = mover("↓", R.string.control_place_south, SketchMove.South)
        val west = mover("←", R.string.control_place_west, SketchMove.West)
        val east = mover("→", R.string.control_place_east, SketchMove.East)
        compass = pieces.column(steps, pieces.line(west, north, south, east, stack = false, gap = 8), gap = 6)
        val nearer = pieces.button(pieces.words(R.string.form_nearer)) { zoom(SketchMove.Nearer) }
        val farther = pieces.button(pieces.words(R.string.form_farther)) { zoom(SketchMove.Farther) }
        view = pieces.column(sketch, compass, pieces.line(nearer, farther))
    }

    private fun mover(sign: String, name: Int, by: SketchMove): View =
        pieces.sign(sign, pieces.words(name)) { put(by) }

    /** The pin moves; where it stands then is the answer. */
    private fun put(by: SketchMove) {
        board?.let { chose(sketchMoved(it, by).pin) }
    }

    /** Shows the pin, or where the phone is before there is one; nothing when neither is known. */
    fun show(pin: PlaceRecord?, here: PlaceRecord?) {
        this.pin = pin
        this.here = here
        val at = pin ?: here
        val known = board
        board = if (at == null || known == null) sketchBoard(listOfNotNull(pin), here) else sketchMoved(known, SketchMove.To(at))
        view.shown(board != null)
        compass.shown(movable)
        draw()
    }

    private fun draw() {
        val frame = board?.frame ?: return
        sketch.sketch = Sketch(frame, pin = pin, here = here)
        steps.text = pieces.words(R.string.form_move_words, shownDistance(frame.stepM, reader))
        sketch.contentDescription = pieces.words(
            if (pin == null) R.string.form_sketch_here else R.string.form_sketch_pin,
            shownDistance(frame.eastM, reader),
        )
    }

    private fun zoom(by: SketchMove) {
        board = board?.let { sketchMoved(it, by) }
        draw()
    }
}
