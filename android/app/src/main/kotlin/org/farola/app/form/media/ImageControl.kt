package org.farola.app.form.media

import android.graphics.Bitmap
import android.view.View
import android.widget.LinearLayout
import java.io.File
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.Sense
import org.farola.app.form.answered
import org.farola.app.form.face
import org.farola.app.form.file
import org.farola.app.form.picture
import org.farola.app.form.shown
import org.farola.core.CameraUse
import org.farola.core.GivenAnswer
import org.farola.core.QuestionRecord
import org.farola.core.inkOnPhoto
import org.farola.core.sourcesOf

/**
 * A photo: taken, or chosen where the form allows it; drawn on, and always with a way to cover
 * faces and plates before anybody else sees it. The core makes it as small as the form wants.
 */
class ImageControl(
    place: ControlPlace,
    private val camera: CameraUse,
    annotated: Boolean,
    maxPixels: UInt?,
) : Control(place) {
    private val thumbnail = Thumbnail(place)
    private val take = pieces.mainButton("") { place.host.takePhoto(camera.front, ::came) }
    private val choose =
        pieces.button(words(R.string.control_photo_gallery)) { place.host.pickPhoto(::came) }
    private val ink = inkOnPhoto(annotated, maxPixels)
    private val cover =
        pieces.button(words(if (annotated) R.string.control_photo_mark else R.string.control_photo_cover)) { edit() }
    private val clear = pieces.button(words(R.string.form_photo_remove)) { give(GivenAnswer.Clear) }
    private val problem = pieces.remark("")
    private val changes = pieces.line(cover, clear)
    private val buttons = pieces.column(take, choose, changes)
    private val editor = PhotoEditor(pieces, ink, save = ::edited, leave = { editing(false) })

    /** The photo before the one that is to be drawn on as soon as it is in sight. */
    private var opensAfter: String? = null
    private var opens = false

    override val view: LinearLayout = pieces.column(thumbnail.view, problem, buttons, editor.view)
    override val focus: View get() = take

    init {
        editor.view.shown(false)
        problem.shown(false)
    }

    private val editorOpen get() = editor.view.visibility == View.VISIBLE

    override fun draw(question: QuestionRecord) {
        val has = question.face.answered
        thumbnail.show(question.face.file.orEmpty()) { thumbnail.view.shown(it && !editorOpen) }
        val from = sourcesOf(camera.gallery, place.host.has(if (camera.front) Sense.FRONT_CAMERA else Sense.CAMERA))
        take.text = words(
            when {
                has -> R.string.control_photo_again
                camera.front -> R.string.form_photo_selfie
                else -> R.string.control_photo_take
            },
        )
        pieces.weigh(take, main = !has)
        take.shown(from.device)
        choose.shown(from.files && place.host.has(Sense.FILES))
        changes.shown(has)
        if (!from.device && !place.host.has(Sense.FILES)) tell(R.string.form_photo_impossible)
        openNew()
    }

    private fun tell(words: Int) {
        problem.text = words(words)
        problem.shown(true)
    }

    /** A photo of the camera or the gallery is kept as it is, and opened to be drawn on. */
    private fun came(file: File?) {
        problem.shown(false)
        if (file == null) return
        opensAfter = question?.face?.file
        place.attach(file, photo = true) {
            opens = ink.opens && it
            openNew()
        }
    }

    /** The question may come before or after the word that the photo was taken in. */
    private fun openNew() {
        val name = question?.face?.file
        if (!opens || name == null || name == opensAfter) return
        opens = false
        edit()
    }

    private fun edit() {
        val name = question?.face?.file ?: return
        place.host.picture(name, ink.mostPixels.toInt()) { bitmap ->
            if (bitmap == null) return@picture tell(R.string.form_photo_unreadable)
            editor.open(bitmap)
            editing(true)
        }
    }

    private fun edited(bitmap: Bitmap) {
        editing(false)
        place.host.keep(bitmap, editor.format) { file -> file?.let { place.attach(it, photo = true) } }
    }

    private fun editing(yes: Boolean) {
        editor.view.shown(yes)
        buttons.shown(!yes)
        thumbnail.view.shown(!yes && thumbnail.there)
    }
}
