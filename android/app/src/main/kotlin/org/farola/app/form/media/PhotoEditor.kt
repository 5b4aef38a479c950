package org.farola.app.form.media

import android.graphics.Bitmap
import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Pieces
import org.farola.app.form.Role
import org.farola.app.form.role
import org.farola.app.form.shown
import org.farola.core.InkGround
import org.farola.core.PictureFormat
import org.farola.core.inkOn

/** Drawing on a photo in place: a marker, and black boxes for faces and plates. */
class PhotoEditor(
    private val pieces: Pieces,
    private val annotate: Boolean,
    private val save: (Bitmap) -> Unit,
    private val leave: () -> Unit,
) {
    private val ink = inkOn(InkGround.PHOTO)
    private val canvas = DrawingView(pieces.context, pieces.look, ink) { drawn() }

    /** How what was drawn on is written. */
    val format: PictureFormat get() = ink.format
    private val sentence = pieces.line()
    private val line = tool(R.string.form_tool_line, Tool.LINE)
    private val box = tool(R.string.form_tool_box, Tool.BOX)
    private val undo = pieces.button(pieces.words(R.string.button_undo)) { canvas.undo() }
    private val keep = pieces.mainButton(pieces.words(R.string.form_photo_keep)) { save(canvas.result()) }
    private val back = pieces.button(pieces.words(R.string.form_photo_leave)) { leave() }

    private val tools = pieces.line(line, box)

    val view: LinearLayout = pieces.column(sentence, canvas, tools, undo, keep, back)

    init {
        canvas.contentDescription = pieces.words(R.string.form_photo_canvas)
        tools.shown(annotate)
        choose(if (annotate) Tool.LINE else Tool.BOX)
    }

    private fun tool(words: Int, tool: Tool): Button = pieces.button(pieces.words(words)) { choose(tool) }

    private fun choose(tool: Tool) {
        canvas.tool = tool
        sentence.text = pieces.words(if (tool == Tool.BOX) R.string.form_tool_box_words else R.string.form_tool_line_words)
        paint(line, tool == Tool.LINE, R.string.form_tool_line)
        paint(box, tool == Tool.BOX, R.string.form_tool_box)
    }

    private fun paint(button: Button, on: Boolean, words: Int) {
        val look = pieces.look
        button.text = if (on) "● ${pieces.words(words)}" else pieces.words(words)
        button.contentDescription = pieces.words(words)
        button.background =
            if (on) look.touchable(look.chosen, look.strongEdge, width = 3) else look.touchable(look.surface, look.edge)
        button.role(Role.RADIO) { on }
    }

    private fun drawn() {
        undo.shown(!canvas.isEmpty)
        keep.shown(!canvas.isEmpty)
    }

    /** Opens a photo without marks. */
    fun open(photo: Bitmap) {
        canvas.picture = photo
        canvas.wipe()
        back.text = pieces.words(R.string.form_photo_leave)
        view.visibility = View.VISIBLE
    }
}
