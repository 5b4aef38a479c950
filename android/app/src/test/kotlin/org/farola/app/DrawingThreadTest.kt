package org.farola.app

import android.widget.EditText
import org.farola.app.fill.FillScreen
import org.farola.app.fill.OutlineScreen
import org.farola.app.fill.ReviewScreen
import org.farola.app.fill.FinalizedScreen
import org.farola.app.fill.Task
import org.farola.app.form.GalleryHost
import org.farola.app.home.standing
import org.farola.app.rig.Robot
import org.farola.app.rig.Watched
import org.farola.app.rig.WatchedFilling
import org.farola.core.FarolaException
import org.farola.core.FillingInterface
import org.farola.core.QuestionAnswer
import org.farola.core.ScreenRecord
import org.farola.core.SubmissionRecord
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowSystemClock

/**
 * Nothing of a form runs on the thread that draws: neither a call of the core nor a picture nor the
 * reading of a code. And what somebody does while the core works is neither lost nor done twice.
 */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "es-rMX-w392dp-h812dp-port-hdpi")
class DrawingThreadTest {
    @Before
    fun nothingWasCalledYet() = Watched.forget()

    private fun opened(test: (Robot, FillScreen) -> Unit) = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        robot.app.core.ask({ it.addForm(FORM.encodeToByteArray()) }, {}, ::error)
        robot.settle()
        val screen = FillScreen(robot.activity, Task.Form("hilo"))
        robot.activity.open(screen)
        robot.settle()
        test(robot, screen)
    }

    private fun Robot.words(id: Int, vararg parts: Any) = activity.look.words(id, *parts)

    private fun Robot.touch(id: Int) = tap(named(words(id)))

    private fun Robot.named(words: String) =
        views().first { it.isClickable && ((it as? android.widget.TextView)?.text?.toString() == words || it.contentDescription?.toString() == words) }

    private fun Robot.field() = views().filterIsInstance<EditText>().first()

    private fun Robot.type(text: String) {
        val field = field()
        field.requestFocus()
        text.forEach { field.text.append(it) }
    }

    /** What stands in the field of the page. */
    private fun textOf(screen: ScreenRecord) = (screen.questions.first().drawn.answer as QuestionAnswer.Text).text

    @Test
    fun aWholeFormLeavesTheDrawingThreadFree() = opened { robot, _ ->
        robot.type("Pino Suárez")
        robot.tap("next")
        robot.touch(R.string.control_photo_take)
        robot.shutter(GalleryHost.scene(1600, 1200, android.graphics.Bitmap.CompressFormat.JPEG))
        robot.tap("next")
        robot.touch(R.string.control_code_scan)
        robot.shutter(Robot.qr("7501031311309"))
        robot.tap("outline")
        robot.screen<OutlineScreen>()
        robot.tap("back")
        robot.tap("next")
        robot.screen<ReviewScreen>()
        assertTrue(robot.allWords(), robot.sees("Pino Suárez"))
        assertTrue(robot.allWords(), robot.sees("7501031311309"))
        robot.tap("previous")
        robot.tap("next")
        robot.tap("finalize")
        robot.screen<FinalizedScreen>()
        assertEquals(robot.activity.look.words(R.string.finalized_form), robot.textOf("kept"))
        assertTrue("there is no server", robot.sees(robot.activity.look.words(R.string.receipt_about_stays)))
        val finalized = robot.app.core.let { core ->
            var all = emptyList<SubmissionRecord>()
            core.ask({ it.submissions() }, { all = it }, ::error)
            robot.settle()
            all.single()
        }
        assertEquals(standing(robot.activity.look, finalized), robot.textOf("receipt"))
        val used = setOf(
            "instance", "readBy", "left", "screen", "requests", "next", "attachPhoto", "file", "outline", "back",
            "review", "finalizeOrReview", "take", "read",
        )
        assertEquals("not met", emptySet<String>(), used - Watched.names)
        assertTrue("typed", Watched.names.any { it == "typeIn" || it == "answer" })
        assertEquals("on the thread that draws", emptyList<String>(), Watched.drawing)
    }

    @Test
    fun theCodeOfEnrolmentIsReadAside() = Robot().use { robot ->
        robot.pin(PIN)
        robot.pin(PIN)
        robot.tap("enrol")
        robot.tap("enrol_scan")
        robot.shutter(Robot.qr("no es un servidor"))
        assertTrue(robot.allWords(), robot.has("enrol_problem"))
        assertTrue("take" in Watched.names)
        assertEquals(emptyList<String>(), Watched.drawing)
    }

    /** A new function of the form must be noted too. */
    @Test
    fun everyCallOfAFormIsNoted() {
        val noted = WatchedFilling::class.java.declaredMethods.map { it.name }
        assertEquals(emptyList<String>(), FillingInterface::class.java.declaredMethods.map { it.name } - noted.toSet())
    }

    /** The core is slow, somebody writes fast: no reply of an older letter takes a newer one away. */
    @Test
    fun whoWritesFasterThanTheCoreLosesNothing() = opened { robot, screen ->
        val free = robot.hold()
        robot.type("Calle de los Pinos")
        free()
        robot.settle()
        assertEquals("Calle de los Pinos", robot.field().text.toString())
        assertEquals("Calle de los Pinos", textOf(screen.page!!.screen!!))
    }

    /** Leaving and locking wait behind the last letter. */
    @Test
    fun theLetterInFlightIsKeptWhenThePhoneIsLocked() = opened { robot, _ ->
        val free = robot.hold()
        robot.type("Pino")
        robot.activity.lock()
        free()
        robot.settle()
        robot.pin(PIN)
        var kept: String? = null
        robot.app.core.ask(
            { phone -> phone.resume(phone.drafts().single().instance).use { textOf(it.screen()) } },
            { kept = it }, ::error,
        )
        robot.settle()
        assertEquals("Pino", kept)
    }

    @Test
    fun aDoubleTouchIsOneStepAndWhatTakesLongIsSaid() = opened { robot, screen ->
        robot.type("Pino")
        robot.settle()
        val free = robot.hold()
        robot.find("next").performClick()
        assertFalse("touched again", robot.find("next").isEnabled)
        screen.goOn()
        assertFalse("not yet", robot.has("busy"))
        ShadowSystemClock.advanceBy(java.time.Duration.ofMillis(400))
        robot.idle()
        assertTrue("it says that it works", robot.has("busy"))
        assertTrue(robot.sees(robot.words(R.string.busy_working)))
        free()
        robot.settle()
        assertFalse(robot.has("busy"))
        assertEquals("/data/foto", screen.page!!.screen!!.reference)
        assertTrue(robot.find("next").isEnabled)
    }

    /** What was taken back behind the review is named by it, and in no sentence of its own. */
    @Test
    fun whatIsMissingAtTheEndIsNamedByTheReview() = opened { robot, screen ->
        robot.type("Pino")
        robot.settle()
        repeat(3) { robot.tap("next") }
        robot.screen<ReviewScreen>()
        robot.asked(screen) { it.typeIn("/data/calle", "") }
        robot.tap("finalize")
        robot.screen<ReviewScreen>()
        assertEquals(null, robot.dialog())
        assertTrue(robot.has("fault_/data/calle"))
        assertTrue(robot.sees(robot.words(R.string.code_answer_required)))
        assertTrue(robot.has("mend"))
    }

    /** A reply for a page that was turned meanwhile changes what it is about and nothing else. */
    @Test
    fun whatIsWrittenWhileThePageTurnsIsKept() = opened { robot, screen ->
        robot.type("Pin")
        robot.settle()
        val free = robot.hold()
        robot.find("next").performClick()
        robot.field().text.append('o')
        free()
        robot.settle()
        assertEquals("/data/foto", screen.page!!.screen!!.reference)
        robot.tap("previous")
        assertEquals("Pino", robot.field().text.toString())
    }

    /** A form that the core had to close goes on where its last answer is kept. */
    @Test
    fun afterAFaultOfTheProgramTheDraftIsOpenedAgain() = opened { robot, screen ->
        robot.type("Pino")
        robot.settle()
        screen.form.ask<Unit>({ throw FarolaException.Bug("engine.thread") }) {}
        robot.settle()
        assertNotNull("it is said", robot.dialog())
        assertEquals("Pino", robot.field().text.toString())
        robot.field().text.append(" Suárez")
        robot.settle()
        assertEquals("Pino Suárez", textOf(screen.page!!.screen!!))
        robot.tap("next")
        assertEquals("/data/foto", screen.page!!.screen!!.reference)
    }

    private companion object {
        const val PIN = "271828"

        val FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
            xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"><h:head>
            <h:title>Hilo</h:title><model><instance><data id="hilo" version="1"><calle/><foto/><codigo/>
            <orx:meta><orx:instanceID/></orx:meta></data></instance>
            <bind nodeset="/data/calle" type="string" required="true()"/><bind nodeset="/data/foto" type="binary"/>
            <bind nodeset="/data/codigo" type="barcode"/>
            <bind nodeset="/data/orx:meta/orx:instanceID" type="string" jr:preload="uid"/></model></h:head>
            <h:body><input ref="/data/calle"><label>Calle</label></input>
            <upload ref="/data/foto" mediatype="image/*"><label>Foto</label></upload>
            <input ref="/data/codigo"><label>Código</label></input></h:body></h:html>""".trimIndent()
    }
}
