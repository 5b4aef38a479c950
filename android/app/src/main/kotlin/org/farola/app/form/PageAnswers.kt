package org.farola.app.form

import java.io.File
import org.farola.core.AnswerRecord
import org.farola.core.EntryType
import org.farola.core.FileRecord
import org.farola.core.FixRecord
import org.farola.core.GivenAnswer
import org.farola.core.QuestionRecord
import org.farola.core.TypedRecord
import org.farola.core.WalkedRecord

/** What is answered on a page: sent to the core, and drawn as the core says. */
class PageAnswers(private val host: FormHost) : AnswerTaker {
    /** Where it is drawn. */
    lateinit var page: FormPage

    /** How many answers to a question are under way: what an older reply says of it is not drawn. */
    private val underWay = HashMap<String, Int>()

    /** Whether nothing newer about the question is on its way to the core. */
    fun isCurrent(question: QuestionRecord) =
        question.kind != EntryType.QUESTION || !underWay.containsKey(question.reference)

    override fun type(reference: String, text: String, done: (TypedRecord?) -> Unit) =
        sent<TypedRecord>(reference, { host.typeIn(reference, text, it) }, { take(reference, it.answer) }, done)

    override fun give(reference: String, given: GivenAnswer, kept: (Boolean) -> Unit) =
        sent<AnswerRecord>(reference, { host.give(reference, given, it) }, { take(reference, it) }) {
            kept(it != null)
            if (it?.goesOn == true) host.goOn()
        }

    override fun walk(reference: String, fix: FixRecord, done: (WalkedRecord?) -> Unit) =
        stepping(reference, { host.walked(reference, fix, it) }, done)

    override fun pointHere(reference: String, fix: FixRecord, done: (WalkedRecord?) -> Unit) =
        stepping(reference, { host.pointHere(reference, fix, it) }, done)

    override fun attach(reference: String, file: File, photo: Boolean, kept: (Boolean) -> Unit) {
        val call = { heard: (Result<FileRecord>) -> Unit ->
            if (photo) host.attachPhoto(reference, file, heard) else host.attachFile(reference, file, heard)
        }
        sent<FileRecord>(reference, call, { came ->
            complain(reference, null)
            page.patch(came.patch)
        }) { kept(it != null) }
    }

    override fun left(reference: String) = host.left(reference) { it.onSuccess(page::patch) }

    override fun complain(reference: String, sentence: CharSequence?) {
        page.row(reference)?.complain(sentence)
    }

    /** Sends a fix of a line, which may be no answer yet. */
    private fun stepping(
        reference: String,
        call: (heard: (Result<WalkedRecord>) -> Unit) -> Unit,
        done: (WalkedRecord?) -> Unit,
    ) = sent<WalkedRecord>(reference, call, { came ->
        came.answer?.let { take(reference, it) }
        page.begun(reference, came.begun)
    }, done)

    private fun take(reference: String, answered: AnswerRecord) {
        if (!underWay.containsKey(reference)) complain(reference, null)
        page.patch(answered.patch)
        page.begun(reference, answered.begun)
    }

    /** Sends an answer; what it changed is drawn, and [done] hears of it afterwards. */
    private fun <T : Any> sent(
        reference: String,
        call: (heard: (Result<T>) -> Unit) -> Unit,
        came: (T) -> Unit,
        done: (T?) -> Unit,
    ) {
        underWay.merge(reference, 1, Int::plus)
        call { result ->
            // Nothing is left of the last one: what was held back of its question may be drawn.
            underWay.computeIfPresent(reference) { _, left -> (left - 1).takeIf { it > 0 } }
            result.fold(came) { page.refused(reference, it) }
            page.latest(reference)
            done(result.getOrNull())
        }
    }
}
