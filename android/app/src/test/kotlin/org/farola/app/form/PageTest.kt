package org.farola.app.form

import android.view.View
import android.widget.EditText
import org.farola.app.R
import org.farola.core.CommentRecord
import org.farola.core.LabelMedia
import org.farola.core.LabelPicture
import org.farola.core.PatchRecord
import org.farola.core.QuestionControl
import org.farola.core.ScreenType
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** The page around the controls: patches, faults, repeats, languages. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "w360dp-h720dp-mdpi")
class PageTest {
    private fun gallery(work: Gallery.() -> Unit) = Gallery().use(work)

    private fun Gallery.word(id: Int, vararg parts: Any) = context.getString(id, *parts)

    private fun Gallery.touch(id: Int, vararg parts: Any) = tap(word(id, *parts))

    private fun Gallery.fields() = views().filterIsInstance<EditText>()

    @Test
    fun aKeystrokeIsOneCall() = gallery {
        open("texto")
        val before = host.answers
        type("Gante")
        assertEquals(5, host.answers - before)
    }

    @Test
    fun whoWritesIsNotDisturbedByWhatComesAndGoes() = gallery {
        open("personas/mujeres")
        val women = fields()[0]
        val men = fields()[1]
        type("0", women)
        assertEquals("a question came between", 4, fields().size)
        assertTrue(sees("¿Por qué no hay mujeres?"))
        assertSame(women, fields()[0])
        assertSame(men, fields()[2])
        assertTrue(women.hasFocus())
        women.setSelection(0)
        women.text.insert(0, "1")
        idle()
        assertEquals("it went away again", 3, fields().size)
        assertEquals(1, women.selectionEnd)
        assertEquals("10", value("personas/mujeres"))
        assertTrue(women.hasFocus())
    }

    @Test
    fun theSystemKeepsNothingOfWhatIsWritten() = gallery {
        open("texto")
        type("Gante")
        val state = android.util.SparseArray<android.os.Parcelable>()
        page.saveHierarchyState(state)
        val parcel = android.os.Parcel.obtain()
        (0 until state.size()).forEach { parcel.writeParcelable(state.valueAt(it), 0) }
        val kept = String(parcel.marshall(), Charsets.UTF_16LE) + String(parcel.marshall())
        parcel.recycle()
        assertFalse(kept.contains("Gante"))
        assertTrue(page.importantForContentCapture == View.IMPORTANT_FOR_CONTENT_CAPTURE_NO_EXCLUDE_DESCENDANTS)
    }

    @Test
    fun thePageStaysWhereItWasScrolled() = gallery {
        open("personas/mujeres")
        page.scrollTo(0, 40)
        val at = page.scrollY
        val girls = fields().last()
        girls.text.insert(0, "3")
        idle()
        assertEquals("3", value("personas/dentro/ninas"))
        assertEquals(at, page.scrollY)
    }

    @Test
    fun aDecimalMayEndInAZeroWhileItIsWritten() = gallery {
        open("decimal")
        type("5.105")
        assertEquals("5.105", field().text.toString())
        assertEquals("5.105", value("decimal"))
    }

    @Test
    fun whatIsWrongWithHalfANumberIsSaidAtTheEnd() = gallery {
        open("entero")
        type("101")
        assertFalse("not while one writes", sees("No caben tantas"))
        assertEquals("kept all the same", "101", value("entero"))
        host.goOn()
        idle()
        assertEquals("held on the page", "/data/entero", page.screen!!.reference)
        assertTrue(sees("No caben tantas: cuente hasta 100."))
        field().text.clear()
        type("99")
        assertFalse(sees("No caben tantas"))
        host.goOn()
        idle()
        assertEquals("/data/decimal", page.screen!!.reference)
    }

    @Test
    fun leavingAFieldSaysWhatIsWrong() = gallery {
        open("personas/mujeres")
        type("900", fields()[0])
        assertFalse(sees(word(R.string.code_answer_constraint)))
        fields()[1].requestFocus()
        idle()
        assertTrue(sees(word(R.string.code_answer_constraint)))
    }

    @Test
    fun aMissingAnswerIsSaidInTheFormsWords() = gallery {
        open("texto")
        assertTrue(sees(word(R.string.form_required)))
        assertFalse(sees("aunque sea aproximado"))
        host.goOn()
        idle()
        assertTrue(sees("Escriba el nombre de la calle, aunque sea aproximado."))
        assertTrue(field().hasFocus())
        type("G")
        assertFalse(sees("aunque sea aproximado"))
    }

    @Test
    fun anotherLanguageKeepsRowsAndAnswers() = gallery {
        open("texto")
        type("Gante")
        val field = field()
        show(filling.setLanguage("English (en)"))
        assertTrue(sees("What is the name of this street?"))
        assertSame(field, field())
        assertEquals("Gante", field.text.toString())
    }

    @Test
    fun instancesAreAddedOpenedAndRemoved() = gallery {
        open("lampara")
        assertEquals(ScreenType.PROMPT, page.screen!!.kind)
        assertTrue(sees(word(R.string.form_prompt_none)))
        touch(R.string.form_add_named, "Lámpara")
        type("118")
        assertEquals("118", value("lampara/poste"))
        host.goOn()
        idle()
        touch(R.string.form_add_named, "Lámpara")
        type("119")
        host.goOn()
        idle()
        assertTrue(sees("Hay 2 hasta ahora."))
        touch(R.string.form_open_named, "Lámpara 1")
        assertEquals("118", field().text.toString())
        assertTrue(sees("Lámpara 1"))
        touch(R.string.form_remove_named, "Lámpara 1")
        assertTrue(sees(word(R.string.form_remove_sure)))
        touch(R.string.form_remove_no)
        assertFalse(sees(word(R.string.form_remove_sure)))
        touch(R.string.form_remove_named, "Lámpara 1")
        touch(R.string.form_remove_yes_named, "Lámpara 1")
        open("lampara")
        assertEquals("only the second is left", "119", field().text.toString())
    }

    @Test
    fun enoughInstancesGoOn() = gallery {
        open("lampara")
        touch(R.string.form_add_none)
        assertEquals(ScreenType.END, page.screen!!.kind)
        assertTrue(sees(word(R.string.form_end)))
    }

    @Test
    fun theReviewersWordsStandBesideTheQuestion() = gallery {
        remarked("texto", "¿Gante o Constancio?", "Falta el número")
        assertTrue(sees("¿Gante o Constancio?"))
        assertTrue("all of them", sees("Falta el número"))
        open("numeros")
        assertFalse(sees("¿Gante o Constancio?"))
        remarked("texto", "¿Gante o Constancio?")
        assertTrue("also when one comes back", sees("¿Gante o Constancio?"))
        assertFalse(sees("Falta el número"))
    }

    @Test
    fun whatReviewersSayAboutTheWholeStandsOnEachPage() = gallery {
        val general = listOf("Gracias", "Revise las fotos").map { CommentRecord(null, null, it, "", "reviewer") }
        for (name in listOf("texto", "numeros", "cuadro/g_luz", "lampara")) {
            show(filling.goTo("/data/$name").copy(comments = general))
            assertTrue(name, sees("Gracias") && sees("Revise las fotos"))
        }
        open("texto")
        assertFalse(sees("Gracias"))
    }

    /** The way to go on all the same comes with what holds the page and goes once it is mended. */
    @Test
    fun aHeldPageLetsGoOnceItIsMended() = gallery {
        open("entero")
        type("101")
        assertFalse(page.screen!!.held)
        host.goOn()
        idle()
        assertTrue(page.screen!!.held)
        val told = host.heldTold
        field().text.clear()
        type("9")
        assertFalse(page.screen!!.held)
        assertEquals(told + 1, host.heldTold)
    }

    /** A question that becomes another kind of control is drawn as that one. */
    @Test
    fun aControlThatChangesIsDrawnAnew() = gallery {
        open("texto")
        val question = page.screen!!.questions.single()
        val before = field()
        page.patch(PatchRecord(listOf(question.copy(required = false)), null))
        assertSame(before, field())
        val note = question.drawn.copy(control = QuestionControl.Note(null), shown = "Gante")
        page.patch(PatchRecord(listOf(question.copy(readonly = true, drawn = note)), null))
        assertTrue(fields().isEmpty())
        assertTrue(sees("Gante"))
        page.patch(PatchRecord(listOf(question), null))
        assertEquals(1, fields().size)
    }

    /** The picture of a label is opened by a touch and closed by another. */
    @Test
    fun thePictureOfALabelIsOpenedByATouch() = gallery {
        val screen = filling.goTo("/data/numeros")
        val media = LabelMedia(LabelPicture("chica.png", "grande.png"), null, null)
        show(screen.copy(questions = screen.questions.map { it.copy(drawn = it.drawn.copy(media = media)) }))
        val label = screen.questions.single().drawn.label.plain
        assertEquals(listOf("chica.png"), host.shown)
        tap(find(word(R.string.form_picture_open, label)))
        assertEquals("grande.png", host.shown.last())
        tap(find(word(R.string.form_picture_close, label)))
        assertEquals(listOf("chica.png", "grande.png", "chica.png"), host.shown)
    }

    @Test
    fun aRequestFulfilledFromOutsideIsPatchedIn() = gallery {
        open("texto")
        val patch = filling.answer("/data/texto", "Constancio").patch
        page.patch(patch)
        idle()
        assertEquals("Constancio", field().text.toString())
        assertEquals(View.VISIBLE, field().visibility)
    }
}
