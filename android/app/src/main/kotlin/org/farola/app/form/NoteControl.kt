package org.farola.app.form

import android.view.View
import org.farola.app.form.media.Thumbnail
import org.farola.core.MediaKind
import org.farola.core.QuestionRecord

/** A note, or an answer that is not for the person to change: its value in words, if it has one. */
class NoteControl(place: ControlPlace, private val media: MediaKind?) : Control(place) {
    private val text = pieces.text(size = FormLook.BODY + 1f, bold = true).apply {
        background = look.box(look.quiet)
        setPadding(pieces.dp(16), pieces.dp(12), pieces.dp(16), pieces.dp(12))
    }
    private val picture = Thumbnail(place)

    override val view: View = pieces.column(text, picture.view, gap = 0)

    override fun draw(question: QuestionRecord) {
        val file = question.face.file
        text.text = file ?: question.face.shown
        text.shown(text.text.isNotEmpty())
        view.shown(text.text.isNotEmpty())
        if (media == MediaKind.PICTURE && file != null) picture.show(file) { text.shown(!it) }
    }
}
