package org.farola.app.form

import android.app.Activity
import java.io.File
import org.farola.app.look.LookContext
import org.farola.core.ChoiceRecord
import org.farola.core.EntryType
import org.farola.core.FixRecord
import org.farola.core.GivenAnswer
import org.farola.core.QuestionRecord
import org.farola.core.TypedRecord
import org.farola.core.WalkedRecord
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** The catalogue knows every control, type and appearance that the core's own test walks. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "w360dp-h720dp-mdpi")
class CatalogueTest {
    private data class Case(val control: String, val type: String, val appearance: String)

    private val root = File(System.getProperty("farola.root", "../.."))

    /** The table in core/form, read from its source: what is added there must be decided here. */
    private fun cases(): List<Case> {
        val source = File(root, "core/form/tests/behaviour/controls.rs").readText()
        val table = source.substringAfter("let words:").substringAfter("= [").substringBefore("for (control, data_type")
        val row = Regex("""\(\s*"([^"]+)",\s*"([^"]+)",\s*&\[(.*?)],?\s*\)""", RegexOption.DOT_MATCHES_ALL)
        val word = Regex(""""([^"]*)"""")
        return row.findAll(table).flatMap { found ->
            val (control, type, words) = found.destructured
            word.findAll(words).map { Case(control, type, it.groupValues[1]) }
        }.toList()
    }

    private fun question(case: Case) = QuestionRecord(
        key = "k", reference = "/data/q", kind = EntryType.QUESTION, control = case.control.removePrefix("odk:"),
        dataType = if ("rank" in case.type) "string" else case.type, appearance = case.appearance, relevant = true,
        readonly = false, required = false, value = "", label = "q", hint = "", guidance = "", media = emptyMap(),
        choices = listOf(ChoiceRecord("a", "A", emptyMap(), emptyMap())), moreChoices = 0u,
        parameters = mapOf("start" to "1", "end" to "5", "step" to "1"), broken = null,
    )

    @Test
    fun everyAppearanceOfTheCoresListIsDecided() {
        val cases = cases()
        assertTrue("the table was found", cases.size > 70)
        val known = ControlCatalogue.DONE + ControlCatalogue.SIMPLER + ControlCatalogue.LAYOUT
        val undecided = cases.flatMap { Appearance(it.appearance).all }
            .filterNot { word -> word in known || ControlCatalogue.SIMPLER_BEGINNINGS.any(word::startsWith) || word.contains('=') }
        assertEquals(emptyList<String>(), undecided)
    }

    @Test
    fun everyCaseMakesAControlThatShows() {
        val activity = Robolectric.buildActivity(Activity::class.java).setup().get()
        val pieces = Pieces(LookContext.over(activity, "es", 100, false))
        val host = nobody
        cases().forEach { case ->
            val question = question(case)
            val plan = ControlCatalogue.plan(question)
            val control = plan.make(ControlPlace(pieces, host, "/data/q", { "q" }, NoPage))
            control.show(question)
            val width = android.view.View.MeasureSpec.makeMeasureSpec(336, android.view.View.MeasureSpec.EXACTLY)
            control.view.measure(width, 0)
            assertTrue("${case.control} ${case.type} ${case.appearance}", control.view.measuredHeight >= if (case.appearance == "label") LEGEND else TOUCH)
        }
    }

    @Test
    fun whatIsSimplerSaysSo() {
        val simpler = cases().filter { case ->
            val looks = Appearance(case.appearance)
            looks.all.any { it in ControlCatalogue.SIMPLER } || ControlCatalogue.SIMPLER_BEGINNINGS.any { looks.beginning(it) != null }
        }
        assertTrue(simpler.size > 10)
        simpler.forEach { assertEquals(it.appearance, 1, ControlCatalogue.plan(question(it)).notices.size) }
        val others = cases() - simpler.toSet()
        others.forEach { assertEquals(it.appearance, emptyList<Int>(), ControlCatalogue.plan(question(it)).notices) }
    }

    /** A host that is not asked anything while a control is made and shown. */
    private val nobody = java.lang.reflect.Proxy.newProxyInstance(
        FormHost::class.java.classLoader,
        arrayOf(FormHost::class.java),
    ) { _, method, _ -> if (method.name == "has") true else null } as FormHost

    private companion object {
        const val TOUCH = 48

        /** The legend of a grid is only read. */
        const val LEGEND = 16
    }

    private object NoPage : AnswerTaker {
        override fun answer(reference: String, value: String, taken: (Taken) -> Unit) = Unit
        override fun type(reference: String, text: String, done: (TypedRecord?) -> Unit) = Unit
        override fun give(reference: String, given: GivenAnswer, taken: (Taken) -> Unit) = Unit
        override fun walk(reference: String, fix: FixRecord, done: (WalkedRecord?) -> Unit) = Unit
        override fun settled(reference: String) = Unit
        override fun complain(reference: String, sentence: CharSequence?) = Unit
        override fun attach(reference: String, file: File, photo: Boolean, taken: (Taken) -> Unit) = Unit
    }
}
