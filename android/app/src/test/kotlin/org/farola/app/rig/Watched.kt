package org.farola.app.rig

import android.graphics.Bitmap
import android.os.Looper
import java.io.File
import java.util.concurrent.ConcurrentLinkedQueue
import org.farola.app.form.Pictures
import org.farola.app.sense.QrReader
import org.farola.core.AnswerRecord
import org.farola.core.CommentRecord
import org.farola.core.FaultRecord
import org.farola.core.FileRecord
import org.farola.core.Filling
import org.farola.core.FinalizingRecord
import org.farola.core.FixRecord
import org.farola.core.FormPurpose
import org.farola.core.FoundChoices
import org.farola.core.GivenAnswer
import org.farola.core.LanguageRecord
import org.farola.core.LineRecord
import org.farola.core.OutlineRecord
import org.farola.core.PatchRecord
import org.farola.core.PointRecord
import org.farola.core.ReaderLocale
import org.farola.core.RequestRecord
import org.farola.core.ReviewRecord
import org.farola.core.ScreenRecord
import org.farola.core.FinalizedRecord
import org.farola.core.StepRecord
import org.farola.core.TypedRecord
import org.farola.core.WalkedRecord
import org.robolectric.annotation.Implementation
import org.robolectric.annotation.Implements
import org.robolectric.annotation.RealObject
import org.robolectric.shadow.api.Shadow
import org.robolectric.util.ReflectionHelpers.ClassParameter

/**
 * Which of the things that take time were done, and on which thread. The shadows below stand
 * before the real ones in every test (robolectric.properties).
 */
object Watched {
    private class Call(val name: String, val drawing: Boolean)

    private val calls = ConcurrentLinkedQueue<Call>()

    fun forget() = calls.clear()

    /** What was called. */
    val names: Set<String> get() = calls.map { it.name }.toSet()

    /** What was called on the thread that draws. */
    val drawing: List<String> get() = calls.filter { it.drawing }.map { it.name }

    /** Notes the call, and lets the real one do it. */
    fun <R, T : Any> through(type: Class<T>, real: T, name: String, vararg arguments: ClassParameter<*>): R {
        calls += Call(name, Looper.getMainLooper().isCurrentThread)
        try {
            return Shadow.directlyOn(real, type, name, *arguments)
        } catch (failed: RuntimeException) {
            throw failed.cause ?: failed
        }
    }
}

private fun text(value: String) = ClassParameter.from(String::class.java, value)

private inline fun <reified T> of(value: T) = ClassParameter.from(T::class.java, value)

/** A form of the real core whose calls are noted. */
@Implements(Filling::class)
class WatchedFilling {
    @RealObject
    private lateinit var real: Filling

    private fun <R> call(name: String, vararg arguments: ClassParameter<*>): R =
        Watched.through(Filling::class.java, real, name, *arguments)

    @Implementation
    fun addRepeat(reference: String): ScreenRecord = call("addRepeat", text(reference))

    @Implementation
    fun answer(reference: String, value: String): AnswerRecord = call("answer", text(reference), text(value))

    @Implementation
    fun attachFile(reference: String, file: String): FileRecord = call("attachFile", text(reference), text(file))

    @Implementation
    fun attachPhoto(reference: String, file: String): FileRecord = call("attachPhoto", text(reference), text(file))

    @Implementation
    fun back(): ScreenRecord? = call("back")

    @Implementation
    fun comments(): List<CommentRecord> = call("comments")

    @Implementation
    fun corrects(): String? = call("corrects")

    @Implementation
    fun faults(): List<FaultRecord> = call("faults")

    @Implementation
    fun file(name: String): ByteArray = call("file", text(name))

    @Implementation
    fun finalizeOrReview(recording: Boolean): FinalizingRecord =
        call("finalizeOrReview", ClassParameter.from(Boolean::class.java, recording))

    @Implementation
    fun finalize(): FinalizedRecord = call("finalize")

    @Implementation
    fun findChoices(reference: String, text: String): FoundChoices =
        call("findChoices", text(reference), text(text))

    @Implementation
    fun formLanguages(): List<LanguageRecord> = call("formLanguages")

    @Implementation
    fun formFile(name: String): ByteArray? = call("formFile", text(name))

    @Implementation
    fun give(reference: String, given: GivenAnswer): AnswerRecord = call("give", text(reference), of(given))

    @Implementation
    fun givePlace(reference: String, place: PointRecord): PatchRecord = call("givePlace", text(reference), of(place))

    @Implementation
    fun giveRecording(reference: String, file: String): PatchRecord = call("giveRecording", text(reference), text(file))

    @Implementation
    fun goTo(reference: String): ScreenRecord = call("goTo", text(reference))

    @Implementation
    fun left(reference: String): PatchRecord = call("left", text(reference))

    @Implementation
    fun instance(): String = call("instance")

    @Implementation
    fun languages(): List<String> = call("languages")

    @Implementation
    fun leave(): Unit = call("leave")

    @Implementation
    fun lines(): List<LineRecord> = call("lines")

    @Implementation
    fun next(): StepRecord = call("next")

    @Implementation
    fun outline(): List<OutlineRecord> = call("outline")

    @Implementation
    fun purpose(): FormPurpose = call("purpose")

    @Implementation
    fun readBy(locale: ReaderLocale): Unit = call("readBy", of(locale))

    @Implementation
    fun removeRepeat(reference: String): ScreenRecord = call("removeRepeat", text(reference))

    @Implementation
    fun requests(): List<RequestRecord> = call("requests")

    @Implementation
    fun review(): ReviewRecord = call("review")

    @Implementation
    fun screen(): ScreenRecord = call("screen")

    @Implementation
    fun setLanguage(name: String): ScreenRecord = call("setLanguage", text(name))

    @Implementation
    fun skip(): ScreenRecord = call("skip")

    @Implementation
    fun stored(reference: String): String? = call("stored", text(reference))

    @Implementation
    fun typeIn(reference: String, text: String): TypedRecord = call("typeIn", text(reference), text(text))

    @Implementation
    fun pointHere(reference: String, fix: FixRecord): WalkedRecord = call("pointHere", text(reference), of(fix))

    @Implementation
    fun walked(reference: String, fix: FixRecord): WalkedRecord = call("walked", text(reference), of(fix))
}

/** The reader of codes, noted. */
@Implements(QrReader::class)
class WatchedQrReader {
    @RealObject
    private lateinit var real: QrReader

    @Implementation
    fun take(photo: File): String? = Watched.through(QrReader::class.java, real, "take", of(photo))
}

/** The reader of pictures, noted. */
@Implements(Pictures::class)
class WatchedPictures {
    @RealObject
    private lateinit var real: Pictures

    @Implementation
    fun read(content: ByteArray, most: Int): Bitmap? = Watched.through(
        Pictures::class.java, real, "read",
        of(content), ClassParameter.from(Int::class.java, most),
    )
}
