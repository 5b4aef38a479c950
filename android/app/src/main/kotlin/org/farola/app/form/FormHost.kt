package org.farola.app.form

import android.graphics.Bitmap
import java.io.File
import org.farola.core.AnswerRecord
import org.farola.core.AudioQuality
import org.farola.core.FileRecord
import org.farola.core.FixRecord
import org.farola.core.FoundChoices
import org.farola.core.GivenAnswer
import org.farola.core.PatchRecord
import org.farola.core.PictureFormat
import org.farola.core.TypedRecord
import org.farola.core.WalkedRecord

/**
 * What a page of a form asks of the form in the core. All calls come from the main thread and
 * return at once; the core works on a thread of its own, and what came of it is said on the main
 * thread, in the order of the calls.
 */
interface FormAnswers {
    /** `Filling.typeIn`: one crossing a keystroke. */
    fun typeIn(reference: String, text: String, done: (Result<TypedRecord>) -> Unit)

    /** `Filling.give`. */
    fun give(reference: String, given: GivenAnswer, done: (Result<AnswerRecord>) -> Unit)

    /** `Filling.left`: a field was left. */
    fun left(reference: String, done: (Result<PatchRecord>) -> Unit)

    /** `Filling.walked`. */
    fun walked(reference: String, fix: FixRecord, done: (Result<WalkedRecord>) -> Unit)

    /** `Filling.pointHere`. */
    fun pointHere(reference: String, fix: FixRecord, done: (Result<WalkedRecord>) -> Unit)

    /** `Filling.attachPhoto`; the file is then removed, whatever came of it. */
    fun attachPhoto(reference: String, file: File, done: (Result<FileRecord>) -> Unit)

    /** `Filling.attachFile`; the file is then removed, whatever came of it. */
    fun attachFile(reference: String, file: File, done: (Result<FileRecord>) -> Unit)

    /** `Filling.findChoices`; silent where the form has gone meanwhile. */
    fun findChoices(reference: String, text: String, found: (FoundChoices) -> Unit)

    /** `Filling.formFile`: a picture or sound of the form. */
    fun formFile(name: String, read: (ByteArray?) -> Unit)

    /** `Filling.file`: an attached file, to hear it again; nothing where it has gone meanwhile. */
    fun file(name: String, read: (ByteArray?) -> Unit)
}

/**
 * What a page of a form needs from the screen around it: the form in the core, what the phone
 * senses, and the way to other pages.
 */
interface FormHost : FormAnswers, FormSenses {
    /** The same as the button "Seguir": the core says so, or "no more" at a prompt. */
    fun goOn()

    /** `ScreenRecord.held` of the page has changed: the way to go on all the same comes or goes. */
    fun held()

    /** `Filling.goTo`, then `FormPage.show`. */
    fun goTo(reference: String)

    /** `Filling.addRepeat`, then `FormPage.show`. The reference is without a place: `/data/r`. */
    fun addRepeat(reference: String)

    /** `Filling.removeRepeat`, then `FormPage.show`. The person has confirmed it on the page. */
    fun removeRepeat(reference: String)
}

/** What the phone senses; the real one beside the fake of the tests. */
interface FormSenses {
    /**
     * Whether the phone has it. A page shows a sentence instead of a button that does nothing.
     */
    fun has(sense: Sense): Boolean

    /** Opens the camera; the photo is in a private file, nothing when the person came back without. */
    fun takePhoto(front: Boolean, taken: (File?) -> Unit)

    /** Films; as [takePhoto]. */
    fun takeVideo(front: Boolean, taken: (File?) -> Unit)

    /**
     * Lets the person choose a file of the phone of one of those types (`image/\*`, `.csv`), of
     * every type where there are none; a private copy.
     */
    fun pickFile(accept: List<String>, picked: (File?) -> Unit)

    /** A picture of the gallery, as a photo that the core takes. */
    fun pickPhoto(picked: (File?) -> Unit)

    /**
     * Records the voice from now on into a private file; nothing when there is no permission yet
     * (the host asks for it, the person touches the button again).
     */
    fun recordAudio(quality: AudioQuality): Recording?

    /**
     * Plays a sound of the form or of an answer until [Playing.stop] or its end; [begun] has
     * nothing where it cannot be played.
     */
    fun play(name: String, content: ByteArray, begun: (Playing?) -> Unit, ended: () -> Unit)

    /** Shows a film over the screen; as [play]. */
    fun watch(name: String, content: ByteArray, begun: (Playing?) -> Unit, ended: () -> Unit)

    /** Reads a barcode or QR code; nothing when the person came back without. */
    fun scanCode(front: Boolean, read: (String?) -> Unit)

    /**
     * Gives each fix of the position from now on, the last known one first where it is fresh, until
     * [Watch.stop]. Nothing when there is no permission yet (the host asks for it).
     */
    fun watchPlace(fix: (Fix) -> Unit): Watch?

    /** As [watchPlace], for a line that is walked: it goes on while the app is out of sight. */
    fun walkLine(fix: (Fix) -> Unit): Watch?

    /** Gives where the phone points, in degrees from magnetic north, until [Watch.stop]. */
    fun watchBearing(degrees: (Double) -> Unit): Watch?

    /** Opens an address of the web in another app; false where the phone has none for it. */
    fun openPage(address: String): Boolean

    /** Writes what was drawn into a private file; nothing when it could not be kept. */
    fun keep(drawn: Bitmap, format: PictureFormat, kept: (File?) -> Unit)
}

/** What a phone may be able to do. */
enum class Sense { CAMERA, FRONT_CAMERA, VIDEO, MICROPHONE, PLACE, COMPASS, CODE_SCANNER, FILES }

/** One fix of the position. */
data class Fix(
    val lat: Double,
    val lon: Double,
    val altitudeM: Double?,
    val accuracyM: Double?,
    val atMs: Long,
)

/** A recording under way. */
interface Recording {
    /** Ends it; nothing when nothing was recorded. */
    fun stop(): File?
}

/** A sound or a film being played. */
interface Playing {
    /** Ends it. */
    fun stop()
}

/** The position being watched. */
interface Watch {
    /** Ends it. */
    fun stop()
}
