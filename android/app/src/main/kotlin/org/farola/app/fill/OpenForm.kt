package org.farola.app.fill

import android.os.Handler
import android.os.Looper
import java.io.File
import java.util.concurrent.Executor
import org.farola.app.form.FormAnswers
import org.farola.app.sense.CaptureFiles
import org.farola.core.AnswerRecord
import org.farola.core.FarolaException
import org.farola.core.FileRecord
import org.farola.core.Filling
import org.farola.core.FillingInterface
import org.farola.core.FinalizingRecord
import org.farola.core.FixRecord
import org.farola.core.FoundChoices
import org.farola.core.GivenAnswer
import org.farola.core.PatchRecord
import org.farola.core.TypedRecord
import org.farola.core.WalkedRecord

/**
 * The form that is filled, as the core has it.
 *
 * Each call of the core ends when what it did is on the disk, so none is made on the thread that
 * draws. All are made on the core's thread in the order in which they were asked for, and their
 * answers come on the main thread in the same order: two keystrokes never overtake each other, and
 * leaving waits behind the last of them.
 */
class OpenForm(
    /** Runs one piece of work after the other on the core's thread. */
    private val line: Executor,
) : FormAnswers {
    private val main = Handler(Looper.getMainLooper())

    /** Hears of a fault of the program: the form is closed by it, its draft is kept. */
    var broke: (Throwable) -> Unit = {}

    /** Only for the core's thread. */
    private var filling: Filling? = null

    /** Takes over the handle; to be called on the core's thread. */
    fun take(filling: Filling) {
        letGo()
        this.filling = filling
    }

    /** Lets the handle go without a word; to be called on the core's thread. The draft is kept. */
    fun letGo() {
        filling?.destroy()
        filling = null
    }

    /** Asks the form something, after everything that was asked before. */
    fun <T> ask(work: (FillingInterface) -> T, done: (Result<T>) -> Unit) = put({ work(open()) }, done)

    /**
     * Finalizes the form, which is then gone; or says what comes first, and the form goes on.
     * [recording]: a voice that the form asked for is being recorded.
     */
    fun finalize(recording: Boolean, done: (Result<FinalizingRecord>) -> Unit) = put({
        open().finalizeOrReview(recording).also {
            when (it) {
                is FinalizingRecord.Done -> letGo()
                is FinalizingRecord.NotReady, FinalizingRecord.EndRecording -> Unit
            }
        }
    }, done)

    /** Leaves the form for now: the draft is kept. */
    fun leave() = put({
        try {
            filling?.leave()
        } finally {
            letGo()
        }
    }) {}

    override fun typeIn(reference: String, text: String, done: (Result<TypedRecord>) -> Unit) =
        ask({ it.typeIn(reference, text) }, done)

    override fun give(reference: String, given: GivenAnswer, done: (Result<AnswerRecord>) -> Unit) =
        ask({ it.give(reference, given) }, done)

    override fun left(reference: String, done: (Result<PatchRecord>) -> Unit) = ask({ it.left(reference) }, done)

    override fun walked(reference: String, fix: FixRecord, done: (Result<WalkedRecord>) -> Unit) =
        ask({ it.walked(reference, fix) }, done)

    override fun pointHere(reference: String, fix: FixRecord, done: (Result<WalkedRecord>) -> Unit) =
        ask({ it.pointHere(reference, fix) }, done)

    override fun attachPhoto(reference: String, file: File, done: (Result<FileRecord>) -> Unit) =
        put({ CaptureFiles.spent(file) { open().attachPhoto(reference, it) } }, done)

    override fun attachFile(reference: String, file: File, done: (Result<FileRecord>) -> Unit) =
        put({ CaptureFiles.spent(file) { open().attachFile(reference, it) } }, done)

    /** The recording that the form asked for by itself. */
    fun giveRecording(reference: String, file: File, done: (Result<PatchRecord>) -> Unit) =
        put({ CaptureFiles.spent(file) { open().giveRecording(reference, it) } }, done)

    override fun findChoices(reference: String, text: String, found: (FoundChoices) -> Unit) =
        ask({ it.findChoices(reference, text) }) { it.onSuccess(found) }

    override fun formFile(name: String, read: (ByteArray?) -> Unit) =
        ask({ it.formFile(name) }) { read(it.getOrNull()) }

    override fun file(name: String, read: (ByteArray?) -> Unit) = ask({ it.file(name) }) { read(it.getOrNull()) }

    private fun open(): Filling = filling ?: throw FarolaException.Conflict(CLOSED)

    private fun <T> put(work: () -> T, done: (Result<T>) -> Unit) = line.execute {
        val result = runCatching(work)
        val fault = result.exceptionOrNull()?.takeIf(::isFault)
        main.post {
            done(result)
            fault?.let(broke)
        }
        // The core's thread hears of it too: its handles are made anew.
        fault?.let { throw it }
    }

    companion object {
        /** Code of a call to a form that was left or that a fault has closed. */
        const val CLOSED = "engine.closed"

        /** Whether it is a fault of the program, the core's or the shell's own. */
        fun isFault(error: Throwable) = error !is FarolaException || error is FarolaException.Bug
    }
}
