package org.farola.app.form.media

import android.graphics.Bitmap
import android.view.View
import android.widget.LinearLayout
import java.io.File
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.Pictures
import org.farola.app.form.Sense
import org.farola.app.form.Taken
import org.farola.app.form.answer
import org.farola.app.form.picture
import org.farola.app.form.shown
import org.farola.app.sense.Aside
import org.farola.core.QuestionRecord

/** What a form allows with a photo. */
data class PhotoRules(
    /** A photo of the gallery may be given. */
    val gallery: Boolean,
    /** The camera that looks at the person. */
    val front: Boolean,
    /** To be drawn on after it was taken. */
    val annotate: Boolean,
)

/**
 * A photo: taken, or chosen where the form allows it; drawn on, and always with a way to cover
 * faces and plates before anybody else sees it.
 */
class ImageControl(place: ControlPlace, private val rules: PhotoRules) : Control(place) {
    private val thumbnail = Thumbnail(place)
    private val take = pieces.mainButton("") { place.host.takePhoto(rules.front, ::came) }
    private val choose = pieces.button(words(R.string.control_photo_gallery)) { place.host.pickFile(IMAGES, ::came) }
    private val cover = pieces.button(words(coverWords())) { edit() }
    private val clear = pieces.button(words(R.string.form_photo_remove)) { place.answer("") }
    private val problem = pieces.remark("")
    private val changes = pieces.line(cover, clear)
    private val buttons = pieces.column(take, choose, changes)
    private val editor = PhotoEditor(pieces, rules.annotate, save = ::edited, leave = { editing(false) })
    private var question: QuestionRecord? = null

    override val view: LinearLayout = pieces.column(thumbnail.view, problem, buttons, editor.view)
    override val focus: View get() = take

    init {
        editing(false)
        problem.shown(false)
    }

    private fun coverWords() = if (rules.annotate) R.string.control_photo_mark else R.string.control_photo_cover

    override fun show(question: QuestionRecord) {
        this.question = question
        val name = question.answer
        val has = name.isNotEmpty()
        thumbnail.show(name)
        thumbnail.view.shown(has && editor.view.visibility != View.VISIBLE)
        val camera = place.host.has(if (rules.front) Sense.FRONT_CAMERA else Sense.CAMERA)
        take.text = words(
            when {
                has -> R.string.control_photo_again
                rules.front -> R.string.form_photo_selfie
                else -> R.string.control_photo_take
            },
        )
        pieces.weigh(take, main = !has)
        take.shown(camera)
        choose.shown((rules.gallery || !camera) && place.host.has(Sense.FILES))
        changes.shown(has)
        if (!camera && !place.host.has(Sense.FILES)) tell(R.string.form_photo_impossible)
    }

    private fun tell(words: Int) {
        problem.text = words(words)
        problem.shown(true)
    }

    /** A photo of the camera or the gallery: made small enough, kept, opened to be drawn on. */
    private fun came(file: File?) {
        problem.shown(false)
        if (file == null) return
        val most = mostPixels
        Aside.run({ shrunk(file, most) }) { small ->
            place.attach(small, photo = true) { if (it != Taken.REFUSED && rules.annotate) edit() }
        }
    }

    private val mostPixels: Int? get() = question?.parameters?.get("max-pixels")?.trim()?.toIntOrNull()?.takeIf { it > 0 }

    private fun shrunk(file: File, most: Int?): File {
        if (most == null) return file
        val content = file.readBytes()
        if (!Pictures.isLonger(content, most)) return file
        val bitmap = Pictures.read(content, most) ?: return file
        return write(bitmap).also { file.delete() }
    }

    private fun write(bitmap: Bitmap): File {
        val file = place.host.newFile("jpg")
        file.outputStream().use { bitmap.compress(Bitmap.CompressFormat.JPEG, QUALITY, it) }
        return file
    }

    private fun edit() {
        val name = question?.answer?.takeIf(String::isNotEmpty) ?: return
        place.host.picture(name, mostPixels ?: EDIT_PIXELS) { bitmap ->
            if (bitmap == null) {
                tell(R.string.form_photo_unreadable)
            } else {
                editor.open(bitmap)
                editing(true)
            }
        }
    }

    private fun edited(bitmap: Bitmap) {
        editing(false)
        Aside.run({ write(bitmap) }) { place.attach(it, photo = true) }
    }

    private fun editing(yes: Boolean) {
        editor.view.shown(yes)
        buttons.shown(!yes)
        thumbnail.view.shown(!yes && question?.answer?.isNotEmpty() == true)
    }

    private companion object {
        const val IMAGES = "image/*"
        const val QUALITY = 88

        /** Enough for a plate to be read, and for the memory of a cheap phone. */
        const val EDIT_PIXELS = 2048
    }
}
