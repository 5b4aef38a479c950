package org.farola.app.form

import android.view.View
import android.view.View.MeasureSpec
import org.farola.core.FixRecord
import org.farola.core.GivenAnswer
import org.farola.core.QuestionControl
import org.farola.core.QuestionRecord
import org.farola.core.TypedRecord
import org.farola.core.WalkedRecord
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** Every control of the table of both shells is drawn large enough, and what is not done is said. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "w360dp-h720dp-mdpi")
class CatalogueTest {
    private fun eachCase(work: Gallery.(ControlsTable.Case, QuestionRecord) -> Unit) =
        ControlsTable.gallery().use { gallery ->
            ControlsTable.cases.forEach { case ->
                gallery.filling.goTo(case.reference)
                gallery.work(case, gallery.question(case.name))
            }
        }

    @Test
    fun everyCaseMakesAControlThatShows() = eachCase { case, question ->
        val pieces = Pieces(context)
        val control = ControlCatalogue.plan(question).make(ControlPlace(pieces, host, case.reference, { "q" }, NoPage))
        control.show(question)
        control.view.measure(MeasureSpec.makeMeasureSpec(336, MeasureSpec.EXACTLY), 0)
        assertTrue(case.asks, control.view.measuredHeight >= least(question.face.control, control.view))
    }

    /** The legend of a grid is only read, and a note without an answer has its label alone. */
    private fun least(control: QuestionControl, view: View) = when {
        control is QuestionControl.Note && view.visibility == View.GONE -> 0
        control is QuestionControl.Note || control == QuestionControl.Legend -> READ
        else -> TOUCH
    }

    @Test
    fun whatIsNotDoneIsSaidAndNothingElse() {
        var said = 0
        eachCase { case, question ->
            val notice = ControlCatalogue.plan(question).notice
            assertEquals(case.asks, case.unsupported != null, notice != null)
            if (notice != null) said += 1
        }
        assertTrue("$said", said > 10)
    }

    private companion object {
        const val TOUCH = 48
        const val READ = 16
    }

    private object NoPage : AnswerTaker {
        override fun type(reference: String, text: String, done: (TypedRecord?) -> Unit) = Unit
        override fun give(reference: String, given: GivenAnswer, kept: (Boolean) -> Unit) = Unit
        override fun walk(reference: String, fix: FixRecord, done: (WalkedRecord?) -> Unit) = Unit
        override fun pointHere(reference: String, fix: FixRecord, done: (WalkedRecord?) -> Unit) = Unit
        override fun left(reference: String) = Unit
        override fun complain(reference: String, sentence: CharSequence?) = Unit
        override fun attach(reference: String, file: java.io.File, photo: Boolean, kept: (Boolean) -> Unit) = Unit
    }
}
