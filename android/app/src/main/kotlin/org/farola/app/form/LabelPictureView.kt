package org.farola.app.form

import android.graphics.Bitmap
import android.widget.FrameLayout
import android.widget.ImageView
import org.farola.app.R
import org.farola.core.LabelPicture

/** The picture of a label. A touch opens it in place, as wide as the page; another closes it. */
class LabelPictureView(
    private val pieces: Pieces,
    private val host: FormHost,
    private val picture: LabelPicture,
    private val label: String,
) {
    private var open = false

    val view = FrameLayout(pieces.context)

    init {
        show()
        view.setOnClickListener {
            open = !open
            show()
        }
        view.role(Role.BUTTON)
    }

    /** The picture comes into its place when it was read, unless the other one is wanted meanwhile. */
    private fun show() {
        val wanted = open
        view.contentDescription = pieces.words(if (open) R.string.form_picture_close else R.string.form_picture_open, label)
        host.formPicture(if (open) picture.opened else picture.shown, Pictures.SCREEN_PIXELS) { read ->
            if (wanted == open) {
                view.removeAllViews()
                view.addView(read?.let(::image) ?: missing())
            }
        }
    }

    private fun missing() = pieces.text(pieces.words(R.string.form_picture_missing), FormLook.SMALL, pieces.look.softInk)

    private fun image(bitmap: Bitmap) = ImageView(pieces.context).apply {
        setImageBitmap(bitmap)
        adjustViewBounds = true
        if (!open) maxHeight = pieces.dp(HEIGHT)
        scaleType = ImageView.ScaleType.FIT_START
        contentDescription = pieces.words(R.string.form_picture_of, label)
    }

    private companion object {
        const val HEIGHT = 240
    }
}
