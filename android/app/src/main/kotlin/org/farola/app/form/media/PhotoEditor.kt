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
import org.farola.core.InkRecord
import org.farola.core.InkTool
import org.farola.core.PictureFormat

/** Drawing on a photo in place, with the tools that the core gives. */
class PhotoEditor(
    private val pieces: Pieces,
    private val ink: InkRecord,
    private val save: (Bitmap) -> Unit,
    private val leave: () -> Unit,
) {
    private val canvas = DrawingView(pieces.context, pieces.look, ink) { drawn() }

    /** How what was drawn on is written. */
    val format: PictureFormat get() = ink.format
    private val sentence = pieces.line()
    private val buttons = ink.tools.associateWith { tool -> pieces.button(name(tool)) { choose(tool) } }
    private val undo = pieces.button(pieces.words(R.string.button_undo)) { canvas.undo() }
    private val keep = pieces.mainButton(pieces.words(R.string.form_photo_keep)) { save(canvas.result()) }
    private val back = pieces.button(pieces.words(R.string.form_photo_leave)) { leave() }

    private val tools = pieces.line(*buttons.values.toTypedArray())

    val view: LinearLayout = pieces.column(sentence, canvas, tools, undo, keep, back)

    init {
        canvas.contentDescription = pieces.words(R.string.form_photo_canvas)
        tools.shown(buttons.size > 1)
        choose(ink.tools.first())
    }

    private fun choose(tool: InkTool) {
        canvas.tool = tool
        sentence.text = pieces.words(
            when (tool) {
                InkTool.LINE -> R.string.form_tool_line_words
                InkTool.COVER -> R.string.form_tool_box_words
            },
        )
        buttons.forEach { (its, button) -> paint(button, its == tool, name(its)) }
    }

    private fun name(tool: InkTool) = pieces.words(
        when (tool) {
            InkTool.LINE -> R.string.form_tool_line
            InkTool.COVER -> R.string.form_tool_box
        },
    )

    private fun paint(button: Button, on: Boolean, name: String) {
        val look = pieces.look
        button.text = if (on) "● $name" else name
        button.contentDescription = name
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
