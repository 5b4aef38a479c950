package org.farola.app.form

import android.graphics.Bitmap
import android.view.View
import android.widget.Button
import android.widget.FrameLayout
import android.widget.ImageView
import android.widget.LinearLayout
import org.farola.app.R

/** Pictures, sounds and films that belong to a label. */
class LabelMedia(private val pieces: Pieces, private val host: FormHost) {
    val view: LinearLayout = pieces.column(gap = 8)
    private var playing: Playing? = null

    /** Shows the media of a label; [label] names the picture for those who do not see it. */
    fun show(media: Map<String, String>, label: String) {
        rest()
        view.removeAllViews()
        val name = media["big-image"] ?: media["image"]
        if (name != null) pieces.below(view, picture(name, label))
        media["audio"]?.let { pieces.below(view, sound(it, R.string.form_hear)) }
        media["video"]?.let { pieces.below(view, sound(it, R.string.form_watch)) }
        view.shown(view.childCount > 0)
    }

    /** Ends a sound. */
    fun rest() {
        playing?.stop()
        playing = null
    }

    /** The picture comes into its place when it was read. */
    private fun picture(name: String, label: String): View = FrameLayout(pieces.context).apply {
        host.formFile(name) { content ->
            val bitmap = content?.let { Pictures.read(it, Pictures.SCREEN_PIXELS) }
            addView(
                if (bitmap == null) missing() else pictureOf(bitmap, pieces.words(R.string.form_picture_of, Markdown.read(label).toString())),
            )
        }
    }

    private fun missing() = pieces.text(pieces.words(R.string.form_picture_missing), FormLook.SMALL, pieces.look.softInk)

    private fun pictureOf(bitmap: Bitmap, name: String) = ImageView(pieces.context).apply {
        setImageBitmap(bitmap)
        adjustViewBounds = true
        maxHeight = pieces.dp(PICTURE_HEIGHT)
        scaleType = ImageView.ScaleType.FIT_START
        contentDescription = name
    }

    private fun sound(name: String, words: Int): Button {
        val button = pieces.button(pieces.words(words)) {}
        button.setOnClickListener {
            val before = playing
            rest()
            button.text = pieces.words(words)
            if (before == null) play(name, button, words)
        }
        return button
    }

    private fun play(name: String, button: Button, words: Int) = host.formFile(name) { content ->
        playing?.stop()
        playing = content?.let {
            host.play(name, it) {
                playing = null
                button.text = pieces.words(words)
            }
        }
        button.text = pieces.words(if (playing == null) R.string.form_sound_missing else R.string.form_stop_sound)
    }

    private companion object {
        const val PICTURE_HEIGHT = 240
    }
}
