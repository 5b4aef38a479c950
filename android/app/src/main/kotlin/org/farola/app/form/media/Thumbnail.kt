package org.farola.app.form.media

import android.graphics.Bitmap
import android.widget.ImageView
import org.farola.app.R
import org.farola.app.form.ControlPlace
import org.farola.app.form.Pictures
import org.farola.app.form.Role
import org.farola.app.form.picture
import org.farola.app.form.role
import org.farola.app.form.shown

/** The attached picture, large enough to see whether it is the right one. */
class Thumbnail(private val place: ControlPlace) {
    private var name = ""

    /** Whether there is a picture. */
    var there = false
        private set

    val view = ImageView(place.context).apply {
        adjustViewBounds = true
        maxHeight = place.pieces.dp(HIGHEST)
        scaleType = ImageView.ScaleType.FIT_START
        role(Role.IMAGE)
        shown(false)
    }

    /** Shows the picture of that name, and says whether there is one as soon as that is known. */
    fun show(name: String, drawn: (Boolean) -> Unit = {}) {
        if (name == this.name) return
        this.name = name
        fun put(bitmap: Bitmap?) {
            there = bitmap != null
            view.setImageBitmap(bitmap)
            view.contentDescription = place.pieces.words(R.string.form_photo_of, place.label)
            view.shown(there)
            drawn(there)
        }
        if (name.isEmpty()) return put(null)
        place.host.picture(name, Pictures.SCREEN_PIXELS) { if (name == this.name) put(it) }
    }

    private companion object {
        const val HIGHEST = 320
    }
}
